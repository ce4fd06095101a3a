"""Who may do what: seeing, inviting, and taking a role away."""

import re
from collections.abc import Callable
from functools import partial

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cim_portal.lib.verdict import Refused
from monitoring.access import scope
from monitoring.ledger import ledger, lines
from monitoring.ledger.models import Event
from monitoring.people import permissions, queries, services
from monitoring.people.models import Person
from monitoring.places.models import Lea
from monitoring.work import jobs
from tests.cast import NOON, PASSWORD, Cast

SignIn = Callable[[Person], Client]
NEW = {"name": "Nora New", "email": "Nora@Example.org", "role": "lea_editor", "organization": "0161119"}


def again(person: Person) -> Person:
    """Return the person read again, with the roles of now."""
    return Person.objects.get(pk=person.pk)


def invite(lea: Lea, *, by: Person) -> services.Invited:
    """Invite Nora as an editor of the LEA."""
    return services.invite(name=NEW["name"], email=NEW["email"], role=NEW["role"], organization=lea, by=by, at=NOON)


def names(browser: Client, query: str = "") -> set[str]:
    return {line.name.split()[0] for line in browser.get(f"/people/?{query}").context["lines"]}


def test_an_invited_person_follows_the_link_sets_a_password_and_signs_in(
    cast: Cast, signed_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    answer = signed_in(cast.editor).post("/people/invite/", NEW)
    new = Person.objects.get(email="nora@example.org")
    assert answer.headers["Location"] == f"/people/{new.pk}/"
    assert not new.has_usable_password()
    jobs.work_off()
    (mail,) = mailoutbox
    assert mail.to == ["nora@example.org"]
    assert "Eli Editor invited you" in str(mail.body)
    assert "LEA editor, Alder Unified (0161119)" in str(mail.body)
    (link,) = re.findall(r"https?://[^/]+(/accounts/password/reset/key/\S+)", str(mail.body))

    visitor = Client()
    form = visitor.get(link).headers["Location"]
    assert visitor.get(form).status_code == 200
    answer = visitor.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    assert answer.headers["Location"] == "/accounts/password/reset/key/done/"
    answer = visitor.post("/accounts/login/", {"login": "nora@example.org", "password": PASSWORD})
    assert answer.headers["Location"] == "/home/"
    assert visitor.get("/ledger/").status_code == 200
    assert scope.holds(again(new), frozenset({"lea_editor"}), lea=cast.lea)

    late = Client()
    assert "set-password" not in late.get(link).headers.get("Location", ""), "a used link is void"


def test_inviting_is_in_the_ledger_of_the_lea(cast: Cast) -> None:
    invited = invite(cast.lea, by=cast.approver)
    event = Event.objects.of(invited.person).get()
    assert (event.move, event.by, event.lea, lines.line(event).note) == (
        "gave_role",
        cast.approver,
        cast.lea,
        "LEA editor, Alder Unified",
    )


def test_somebody_with_an_account_gets_the_role_and_no_link_to_a_password(
    cast: Cast, signed_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    signed_in(cast.administrator).post(
        "/people/invite/", {**NEW, "email": cast.reviewer.email, "role": "ta_provider", "organization": "1030642"}
    )
    jobs.work_off()
    assert "You have an account already" in str(mailoutbox[0].body)
    assert "/password/reset/" not in str(mailoutbox[0].body)
    assert again(cast.reviewer).name == "Rosa Reviewer"
    assert scope.roles(again(cast.reviewer)) == {"selpa_reviewer", "ta_provider"}


@pytest.mark.parametrize(
    ("role", "code", "sentence"),
    [
        ("selpa_reviewer", "0161119", "SELPA reviewer is a role in a SELPA, a code of four digits."),
        ("lea_editor", "0199", "LEA editor is a role in an LEA, a code of seven digits."),
        ("state_monitor", "0199", "State monitor is a role in the state, code CA."),
        ("lea_editor", "CA", "LEA editor is a role in an LEA"),
        ("lea_editor", "9999999", "Nothing here has the code 9999999."),
        ("selpa_reviewer", "9999", "Nothing here has the code 9999."),
    ],
)
def test_a_role_that_does_not_fit_the_organization_is_refused(
    cast: Cast, signed_in: SignIn, role: str, code: str, sentence: str
) -> None:
    answer = signed_in(cast.administrator).post("/people/invite/", {**NEW, "role": role, "organization": code})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Person.objects.filter(email="nora@example.org").exists()


@pytest.mark.parametrize(("role", "code"), [("lea_approver", "1030642"), ("selpa_reviewer", "1099")])
def test_an_administrator_invites_to_every_organization(cast: Cast, signed_in: SignIn, role: str, code: str) -> None:
    signed_in(cast.administrator).post("/people/invite/", {**NEW, "role": role, "organization": code})
    assert scope.roles(Person.objects.get(email="nora@example.org")) == {role}


@pytest.mark.parametrize(
    ("role", "code", "words"),
    [
        ("ta_provider", "0161119", "Select a valid choice"),
        ("lea_editor", "0161127", "Nothing here has the code 0161127."),
        ("lea_editor", "0199", "Nothing here has the code 0199."),
        ("state_administrator", "CA", "Select a valid choice"),
    ],
)
def test_an_approver_of_an_lea_invites_its_staff_alone(
    cast: Cast, signed_in: SignIn, role: str, code: str, words: str
) -> None:
    answer = signed_in(cast.approver).post("/people/invite/", {**NEW, "role": role, "organization": code})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Person.objects.filter(email="nora@example.org").exists()


def test_the_verdict_on_inviting_depends_on_who_where_and_which_role(cast: Cast) -> None:
    may = permissions.can_invite
    assert may(cast.administrator, cast.state, "state_monitor")
    assert may(cast.editor, cast.lea, "lea_editor")
    assert "can invite people as LEA editor" in may(cast.editor, cast.lea, "lea_approver").reason
    assert may(cast.approver, cast.lea, "lea_approver")
    assert may(cast.reviewer, cast.lea, "lea_approver")
    assert may(cast.reviewer, cast.selpa, "selpa_reviewer")
    assert "your own organization" in may(cast.editor, cast.sibling, "lea_editor").reason
    assert "your own organization" in may(cast.editor, cast.selpa, "selpa_reviewer").reason
    assert "your own organization" in may(cast.reviewer, cast.other, "lea_approver").reason
    assert "can invite people as LEA approver" in may(cast.reviewer, cast.lea, "lea_editor").reason
    assert may(cast.monitor, cast.lea, "lea_editor").hidden
    assert may(cast.ta_provider, cast.lea, "lea_editor").hidden


def test_the_service_asks_once_more(cast: Cast) -> None:
    with pytest.raises(ledger.NotYou):
        invite(cast.other, by=cast.editor)
    with pytest.raises(ledger.NotYou):
        services.take_role(person=cast.approver, role="lea_approver", organization=cast.lea, by=cast.editor, at=NOON)
    with pytest.raises(ledger.NotYou):
        services.take_role(person=cast.editor, role="lea_editor", organization=cast.lea, by=cast.reviewer, at=NOON)
    with pytest.raises(ledger.NotYou):
        services.invite_again(person=cast.newcomer, by=cast.monitor, at=NOON)
    assert not Person.objects.filter(email="nora@example.org").exists()


def test_a_role_is_not_given_twice_and_a_closed_account_gets_none(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.approver)
    answer = browser.post("/people/invite/", {**NEW, "email": cast.editor.email})
    assert "Eli Editor has the role LEA editor in Alder Unified already." in answer.content.decode()
    Person.objects.filter(pk=cast.newcomer.pk).update(is_active=False)
    answer = browser.post("/people/invite/", {**NEW, "email": cast.newcomer.email})
    assert answer.status_code == 422
    assert "This address cannot be invited." in answer.content.decode()
    assert not scope.roles(again(cast.newcomer))


def test_an_invitation_is_sent_again_until_a_password_is_set(
    cast: Cast, signed_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    invited = invite(cast.lea, by=cast.editor)
    jobs.work_off()
    browser = signed_in(cast.editor)
    assert "Send the invitation again" in browser.get(f"/people/{invited.person.pk}/").content.decode()
    browser.post(f"/people/{invited.person.pk}/invite/")
    jobs.work_off()
    assert len(mailoutbox) == 2
    assert Event.objects.of(invited.person).filter(move="invited_again").exists()
    answer = browser.post(f"/people/{cast.approver.pk}/invite/")
    assert answer.status_code == 409
    assert "has answered the invitation already" in answer.content.decode()
    Person.objects.filter(pk=invited.person.pk).update(is_active=False)
    assert browser.post(f"/people/{invited.person.pk}/invite/").status_code == 409


def test_everyone_sees_the_people_of_their_own_organizations(cast: Cast, signed_in: SignIn) -> None:
    assert len(names(signed_in(cast.administrator))) == 11
    assert names(signed_in(cast.editor)) == {"Eli", "Ana", "Tia"}
    assert names(signed_in(cast.approver)) == {"Eli", "Ana", "Tia"}
    assert names(signed_in(cast.reviewer)) == {"Rosa", "Eli", "Ana", "Tia", "Sid"}
    assert names(signed_in(cast.other_reviewer)) == {"Omar", "Otto", "Olga"}


def test_roles_elsewhere_are_not_shown(cast: Cast, signed_in: SignIn) -> None:
    services.give_role(person=cast.ta_provider, role="ta_provider", organization=cast.other, by=None, at=NOON)
    page = signed_in(cast.editor).get(f"/people/{cast.ta_provider.pk}/").content.decode()
    assert "Alder Unified" in page
    assert "Cedar Charter" not in page
    page = signed_in(cast.administrator).get(f"/people/{cast.ta_provider.pk}/").content.decode()
    assert "Cedar Charter" in page


def test_the_list_is_searched_and_filtered_by_the_address(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    assert names(browser, "words=EDITOR") == {"Eli", "Sid", "Otto"}
    assert names(browser, "role=lea_approver") == {"Ana", "Olga"}
    assert names(browser, "words=olga&role=lea_approver") == {"Olga"}
    services.give_role(person=cast.editor, role="lea_approver", organization=cast.other, by=None, at=NOON)
    assert names(signed_in(cast.reviewer), "role=lea_approver") == {"Ana"}, "a role elsewhere does not tell"


def test_the_list_asks_as_often_for_fifty_as_for_five(
    cast: Cast, signed_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for who, count in ((cast.administrator, 10), (cast.reviewer, 8)):
        browser = signed_in(who)
        with django_assert_num_queries(count):
            browser.get("/people/")
    for number in range(50):
        person = Person.objects.create_user(email=f"p{number}@example.org", name=f"Person {number}")
        services.give_role(person=person, role="lea_editor", organization=cast.lea, by=None, at=NOON)
    for who, count in ((cast.administrator, 10), (cast.reviewer, 8)):
        browser = signed_in(who)
        with django_assert_num_queries(count):
            page = browser.get("/people/")
        assert len(page.context["lines"]) == 50
        assert ">Next</a>" in page.content.decode()


def test_an_administrator_takes_a_role_away(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    said = {"role": "lea_editor", "organization": "0161119"}
    assert "is no longer LEA editor" in browser.get(f"/people/{cast.editor.pk}/").content.decode()
    assert browser.post(f"/people/{cast.editor.pk}/take/", said).status_code == 302
    assert not scope.roles(again(cast.editor))
    event = Event.objects.of(cast.editor).get(move="took_role")
    assert (event.by, event.lea, lines.line(event).note) == (cast.administrator, cast.lea, "LEA editor, Alder Unified")
    answer = browser.post(f"/people/{cast.editor.pk}/take/", said)
    assert answer.status_code == 409
    assert "does not have the role" in answer.content.decode()
    assert Event.objects.of(cast.editor).filter(move="took_role").count() == 1


@pytest.mark.parametrize(
    "said",
    [{}, {"role": "king", "organization": "CA"}, {"role": "lea_editor"}, {"role": "lea_editor", "organization": "\0"}],
)
def test_taking_needs_a_role_and_a_place(cast: Cast, signed_in: SignIn, said: dict[str, str]) -> None:
    assert signed_in(cast.administrator).post(f"/people/{cast.editor.pk}/take/", said).status_code == 409
    assert scope.roles(again(cast.editor)) == {"lea_editor"}


def test_nobody_takes_their_own_role_of_administrator(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    assert "You cannot remove your own role" in browser.get(f"/people/{cast.administrator.pk}/").content.decode()
    said = {"role": "state_administrator", "organization": "CA"}
    answer = browser.post(f"/people/{cast.administrator.pk}/take/", said)
    assert answer.status_code == 403
    assert "Ask someone else who has it" in answer.content.decode()
    assert scope.is_administrator(again(cast.administrator))


def test_who_lost_the_role_meanwhile_takes_nothing_more(cast: Cast) -> None:
    second = cast.newcomer
    services.give_role(person=second, role="state_administrator", organization=cast.state, by=None, at=NOON)
    assert scope.is_administrator(second)  # read now, and kept on this object
    take = partial(services.take_role, role="state_administrator", organization=cast.state, at=NOON)
    take(person=again(second), by=cast.administrator)
    with pytest.raises(Refused):
        take(person=cast.administrator, by=second)
    assert scope.is_administrator(again(cast.administrator))


@pytest.mark.parametrize(
    ("who", "see", "invite", "take"),
    [
        ("editor", 200, 200, 403),
        ("reviewer", 200, 200, 302),
        ("sibling_editor", 404, 200, 404),
        ("other_reviewer", 404, 200, 404),
        ("monitor", 404, 404, 404),
        ("ta_provider", 404, 404, 404),
        ("newcomer", 404, 404, 404),
    ],
)
def test_who_may_see_invite_and_take(cast: Cast, signed_in: SignIn, who: str, see: int, invite: int, take: int) -> None:
    browser, person = signed_in(getattr(cast, who)), cast.approver
    assert browser.get(f"/people/{person.pk}/").status_code == see
    assert browser.get("/people/invite/").status_code == invite
    said = {"role": "lea_approver", "organization": "0161119"}
    assert browser.post(f"/people/{person.pk}/take/", said).status_code == take
    assert scope.roles(again(person)) == ({"lea_approver"} if take != 302 else set())


def test_a_reviewer_ends_an_approver_s_role_and_confirms_no_access_to_an_lea(cast: Cast) -> None:
    assert permissions.can_take_role(cast.reviewer, cast.approver, "lea_approver", cast.lea)
    assert not permissions.can_take_role(cast.reviewer, cast.editor, "lea_editor", cast.lea)
    assert not permissions.can_take_role(cast.other_reviewer, cast.approver, "lea_approver", cast.lea)
    assert not permissions.can_review_access(cast.reviewer, cast.lea)
    assert permissions.can_review_access(cast.approver, cast.lea)


@pytest.mark.parametrize(
    ("who", "whose", "role", "code", "status"),
    [
        ("approver", "editor", "lea_editor", "0161119", 302),
        ("approver", "ta_provider", "ta_provider", "0161119", 302),
        ("approver", "approver", "lea_approver", "0161119", 403),
        ("approver", "reviewer", "selpa_reviewer", "0199", 404),
        ("reviewer", "reviewer", "selpa_reviewer", "0199", 403),
        ("reviewer", "editor", "lea_editor", "0161119", 403),
    ],
)
def test_an_organization_removes_its_own_people_and_no_one_themselves(
    cast: Cast, signed_in: SignIn, who: str, whose: str, role: str, code: str, status: int
) -> None:
    person = getattr(cast, whose)
    browser = signed_in(getattr(cast, who))
    answer = browser.post(f"/people/{person.pk}/take/", {"role": role, "organization": code})
    assert answer.status_code == status
    assert bool(scope.roles(again(person))) is (status != 302)


@pytest.mark.parametrize("who", ["monitor", "ta_provider", "newcomer"])
def test_the_list_is_hidden_from_everybody_else(cast: Cast, signed_in: SignIn, who: str) -> None:
    assert signed_in(getattr(cast, who)).get("/people/").status_code == 404
    assert not queries.visible_people(getattr(cast, who)).exists()


@pytest.mark.parametrize(("field", "most"), [("name", 120), ("email", 254)])
def test_an_invitation_with_a_text_that_is_too_long_is_refused(
    cast: Cast, signed_in: SignIn, field: str, most: int
) -> None:
    text = "n" * most + "@example.org"
    said = {"name": "Nora", "email": "n@example.org", "role": "lea_editor", "organization": cast.lea.code, field: text}
    answer = signed_in(cast.administrator).post("/people/invite/", said)
    assert answer.status_code == 422
    assert f"at most {most} characters (it has {len(text)})" in answer.content.decode()
    assert text in answer.content.decode()
