"""Someone who holds two duties that belong apart: who submits and reviews, who gives a role and gets it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client

from improvement_plans.plans.models import Plan, Step
from improvement_plans.reviews import moves
from improvement_plans.reviews import services as services_of_reviews
from improvement_plans.steps import moves as steps_moves
from monitoring.access import scope
from monitoring.ledger import ledger
from monitoring.ledger.models import Event
from monitoring.people import access_reviews, permissions, services
from monitoring.people.models import Organization, Person, RoleProposal
from monitoring.work import jobs
from tests.cast import NOON, Cast
from tests.world import issue_2023, step_of, submit_step
from tests.worlds import world

SignIn = Callable[[Person], Client]
NEW = {"name": "Nora New", "email": "nora@example.org", "role": "state_administrator", "organization": "CA"}


@world
def issued_i1_2023(cast: Cast) -> dict[str, Plan]:
    """The plans of 2023, where the state has decided that Alder is Intensive 1: its SELPA reviews, then the state."""
    return issue_2023(cast, levels={cast.lea.code: "I1"})


def again(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def give(person: Person, role: str, organization: Organization) -> None:
    services.give_role(person=person, role=role, organization=organization, by=None, at=NOON)


@pytest.mark.parametrize("role", ["selpa_reviewer", "state_monitor", "state_administrator"])
def test_who_submitted_a_step_does_not_review_it(
    cast: Cast, issued_i1_2023: dict[str, Plan], signed_in: SignIn, role: str
) -> None:
    submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    give(cast.approver, role, cast.selpa if role == "selpa_reviewer" else cast.state)
    if role != "selpa_reviewer":
        moves.approve_step(step=step_of(cast.lea, 1), by=cast.reviewer, at=NOON)
    was, both = step_of(cast.lea, 1).status, again(cast.approver)
    for move in (moves.approve_step, moves.return_step, moves.begin_review):
        with pytest.raises(ledger.NotYou, match="You submitted this step"):
            move(step=step_of(cast.lea, 1), by=both, at=NOON)
    page = signed_in(both).get(f"/plans/{cast.lea.code}/2023/step/1/").content.decode()
    assert "You submitted this step, so someone else reviews it." in page
    assert step_of(cast.lea, 1).status == was


def test_who_approved_for_the_selpa_does_not_decide_for_the_state(cast: Cast, issued_i1_2023: dict[str, Plan]) -> None:
    submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    give(cast.reviewer, "state_monitor", cast.state)
    moves.approve_step(step=step_of(cast.lea, 1), by=again(cast.reviewer), at=NOON)
    assert step_of(cast.lea, 1).status == Step.Status.APPROVED_BY_SELPA
    with pytest.raises(ledger.NotYou, match="You approved this step for the SELPA"):
        moves.approve_step(step=step_of(cast.lea, 1), by=again(cast.reviewer), at=NOON)
    moves.approve_step(step=step_of(cast.lea, 1), by=cast.monitor, at=NOON)
    assert step_of(cast.lea, 1).status == Step.Status.APPROVED


def test_the_one_who_last_approved_for_the_selpa_is_kept_from_deciding(
    cast: Cast, issued_i1_2023: dict[str, Plan]
) -> None:
    give(cast.newcomer, "selpa_reviewer", cast.selpa)
    give(cast.newcomer, "state_monitor", cast.state)
    submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    moves.approve_step(step=step_of(cast.lea, 1), by=cast.reviewer, at=NOON)
    services_of_reviews.comment(step=step_of(cast.lea, 1), activity="cim_team", text="More.", by=cast.monitor, at=NOON)
    moves.return_step(step=step_of(cast.lea, 1), by=cast.monitor, at=NOON)
    steps_moves.submit_step(step=step_of(cast.lea, 1), by=cast.approver, at=NOON)
    moves.approve_step(step=step_of(cast.lea, 1), by=again(cast.newcomer), at=NOON)
    with pytest.raises(ledger.NotYou, match="You approved this step for the SELPA"):
        moves.approve_step(step=step_of(cast.lea, 1), by=again(cast.newcomer), at=NOON)


@pytest.mark.parametrize(
    ("who", "role", "code"),
    [
        ("administrator", "state_monitor", "CA"),
        ("administrator", "selpa_reviewer", "0199"),
        ("administrator", "lea_approver", "0161119"),
        ("approver", "lea_editor", "0161119"),
        ("reviewer", "lea_approver", "0161119"),
    ],
)
def test_nobody_gives_a_role_to_themselves(cast: Cast, signed_in: SignIn, who: str, role: str, code: str) -> None:
    person = getattr(cast, who)
    had = scope.roles(again(person))
    said = {"name": person.name, "email": person.email, "role": role, "organization": code}
    answer = signed_in(person).post("/people/invite/", said)
    assert "You cannot give a role to yourself" in answer.content.decode()
    assert scope.roles(again(person)) == had
    assert not RoleProposal.objects.exists()


def test_a_second_administrator_confirms_a_role_in_the_state(
    cast: Cast, signed_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    give(cast.newcomer, "state_administrator", cast.state)
    first, second = signed_in(cast.administrator), signed_in(again(cast.newcomer))
    said = first.post("/people/invite/", NEW, follow=True).content.decode()
    assert "waits for another administrator to confirm it" in said
    assert "You proposed this role, so another administrator confirms it." in said
    nora = Person.objects.get(email="nora@example.org")
    proposal = RoleProposal.objects.get()
    jobs.work_off()
    assert not scope.roles(nora)
    assert mailoutbox == []
    assert first.post(f"/people/proposals/{proposal.pk}/confirm/").status_code == 403
    assert "1 role in the state waits for you to confirm it." in second.get("/home/").content.decode()
    assert second.post(f"/people/proposals/{proposal.pk}/confirm/").status_code == 302
    jobs.work_off()
    assert scope.roles(again(nora)) == {"state_administrator"}
    assert mailoutbox[0].to == ["nora@example.org"]
    assert second.post(f"/people/proposals/{proposal.pk}/confirm/").status_code == 404, "the second click"
    assert [event.move for event in Event.objects.of(nora).order_by("pk")] == ["proposed_role", "gave_role"]


def test_who_gets_a_role_in_the_state_does_not_confirm_it(cast: Cast) -> None:
    give(cast.newcomer, "state_administrator", cast.state)
    services.invite(
        name="",
        email=cast.newcomer.email,
        role="state_monitor",
        organization=cast.state,
        by=cast.administrator,
        at=NOON,
    )
    verdict = permissions.can_confirm_role(again(cast.newcomer), RoleProposal.objects.get())
    assert "You cannot give a role to yourself" in verdict.reason
    with pytest.raises(ledger.NotYou, match="You cannot give a role to yourself"):
        services.confirm_role(proposal=RoleProposal.objects.get(), by=again(cast.newcomer), at=NOON)
    assert scope.roles(again(cast.newcomer)) == {"state_administrator"}


def test_a_proposed_role_is_refused_or_taken_back_and_proposed_once(cast: Cast, signed_in: SignIn) -> None:
    first = signed_in(cast.administrator)
    first.post("/people/invite/", NEW)
    assert "was proposed for Nora New already" in first.post("/people/invite/", NEW).content.decode()
    proposal = RoleProposal.objects.get()
    assert signed_in(cast.monitor).post(f"/people/proposals/{proposal.pk}/refuse/").status_code == 404
    assert first.post(f"/people/proposals/{proposal.pk}/refuse/").status_code == 302
    assert not RoleProposal.objects.exists()
    assert not scope.roles(Person.objects.get(email="nora@example.org"))


@pytest.mark.parametrize(
    ("who", "organization"), [("approver", "Alder Unified"), ("reviewer", "Bay SELPA"), ("administrator", "California")]
)
def test_each_organization_reviews_its_access_once_a_year(
    cast: Cast, signed_in: SignIn, who: str, organization: str
) -> None:
    person = getattr(cast, who)
    assert access_reviews.due(person, at=NOON + timedelta(days=364)) == []
    with time_machine.travel(NOON + timedelta(days=366)):
        browser = signed_in(person)
        assert f"Review who has access to {organization}" in browser.get("/home/").content.decode()
        page = browser.get("/people/review/")
        assert "The review is due." in page.content.decode()
        assert person in [holder.person for holder in page.context["own"][0].holders]
        browser.post("/people/review/", {"organization": page.context["own"][0].organization.code})
        assert "Review who has access to" not in browser.get("/home/").content.decode()
        assert "Last reviewed on March 20, 2024." in browser.get("/people/review/").content.decode()
    assert access_reviews.due(person, at=NOON + timedelta(days=366 + 366))


def test_the_state_sees_whose_review_is_due(cast: Cast, signed_in: SignIn) -> None:
    services.review_access(organization=cast.lea, by=cast.approver, at=NOON)
    due = {str(one.organization) for one in access_reviews.unreviewed(at=NOON)}
    assert due == {"Bay SELPA", "Valley SELPA", "Birch Elementary", "Cedar Charter"}
    page = signed_in(cast.administrator).get("/people/review/").content.decode()
    assert "Organizations whose review is due" in page
    assert "Organizations whose review is due" not in signed_in(cast.approver).get("/people/review/").content.decode()


@pytest.mark.parametrize(("who", "status"), [("editor", 403), ("monitor", 404), ("ta_provider", 404)])
def test_who_removes_no_one_reviews_no_access(cast: Cast, signed_in: SignIn, who: str, status: int) -> None:
    assert signed_in(getattr(cast, who)).get("/people/review/").status_code == status


def test_an_administrator_reviews_the_access_to_the_state_alone(cast: Cast) -> None:
    for organization in (cast.lea, cast.selpa):
        with pytest.raises(ledger.NotYou):
            services.review_access(organization=organization, by=cast.administrator, at=NOON)
    services.review_access(organization=cast.state, by=cast.administrator, at=NOON)
    assert Event.objects.filter(move="reviewed_access").count() == 1


def test_a_review_of_a_stranger_s_access_is_refused(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.approver)
    assert browser.post("/people/review/", {"organization": cast.other.code}).status_code == 409
    assert browser.post("/people/review/", {"organization": cast.selpa.code}).status_code in (403, 409)
    assert browser.post("/people/review/", {}).status_code == 409
    assert not Event.objects.filter(move="reviewed_access").exists()
