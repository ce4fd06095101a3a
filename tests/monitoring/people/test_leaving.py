"""Several people are chosen, what they would lose is read, and their roles end together; no further than one may."""

from collections.abc import Callable, Sequence

import pytest
from django.test import Client

from cim_portal.lib.verdict import Refused
from monitoring.access import scope
from monitoring.ledger import ledger
from monitoring.ledger.models import Event
from monitoring.people import leaving, services
from monitoring.people.models import Person
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]
PAGE = "/people/leaving/"


def roles(person: Person) -> set[str]:
    return set(scope.roles(Person.objects.get(pk=person.pk)))


def keys(client: Client, people: Sequence[Person]) -> list[str]:
    """Choose the people on the list and return the roles that the page offers to remove."""
    page = client.get(PAGE, {"person": [person.pk for person in people]})
    return [one.key for one in page.context["removable"]]


def test_several_are_chosen_looked_at_and_end_together_with_an_event_each(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    assert f'name="person" value="{cast.editor.pk}"' in " ".join(browser.get("/people/").content.decode().split())
    page = browser.get(PAGE, {"person": [cast.editor.pk, cast.other_editor.pk, cast.administrator.pk]})
    text = " ".join(page.content.decode().split())
    assert "2 roles to remove" in text
    assert "You cannot remove your own role of State administrator." in text
    assert roles(cast.editor) == {"lea_editor"}, "looking changes nothing"
    wanted = [one.key for one in page.context["removable"]]
    assert "2 roles are removed." in browser.post(PAGE, {"role": wanted}, follow=True).content.decode()
    assert (roles(cast.editor), roles(cast.other_editor)) == (set(), set())
    ended = Event.objects.filter(move="took_role").order_by("pk")
    assert [(event.subject, event.by, event.lea) for event in ended] == [
        (cast.editor, cast.administrator, cast.lea),
        (cast.other_editor, cast.administrator, cast.other),
    ]


def test_what_is_unticked_stays(cast: Cast, signed_in: SignIn) -> None:
    services.give_role(person=cast.editor, role="lea_approver", organization=cast.lea, by=None, at=NOON)
    browser = signed_in(cast.administrator)
    offered = keys(browser, [cast.editor])
    assert len(offered) == 2
    browser.post(PAGE, {"role": [key for key in offered if "lea_editor" in key]})
    assert roles(cast.editor) == {"lea_approver"}


def test_it_says_where_no_one_would_decide_any_more(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    asked = {"person": [cast.approver.pk, cast.reviewer.pk, cast.editor.pk]}
    text = " ".join(browser.get(PAGE, asked).content.decode().split())
    assert "Alder Unified would have no LEA approver any more." in text
    assert "Bay SELPA would have no SELPA reviewer any more." in text
    services.give_role(person=cast.newcomer, role="lea_approver", organization=cast.lea, by=None, at=NOON)
    assert "Alder Unified would have no" not in browser.get(PAGE, asked).content.decode()


def test_an_approver_ends_the_roles_of_their_own_lea_and_no_other(cast: Cast, signed_in: SignIn) -> None:
    services.give_role(person=cast.editor, role="lea_editor", organization=cast.other, by=None, at=NOON)
    everyone = list(Person.objects.all())
    browser = signed_in(cast.approver)
    offered = keys(browser, everyone)
    assert sorted(offered) == sorted(
        [f"{cast.editor.pk} lea_editor 0161119", f"{cast.ta_provider.pk} ta_provider 0161119"]
    )
    assert "Cedar" not in browser.get(PAGE, {"person": [cast.editor.pk]}).content.decode()
    assert browser.post(PAGE, {"role": offered}).status_code == 302
    assert {h.organization_id for h in scope.held(Person.objects.get(pk=cast.editor.pk))} == {cast.other.pk}


def test_a_reviewer_ends_the_roles_of_their_own_selpa_and_of_approvers_of_its_leas(
    cast: Cast, signed_in: SignIn
) -> None:
    services.give_role(person=cast.newcomer, role="selpa_reviewer", organization=cast.selpa, by=None, at=NOON)
    browser = signed_in(cast.reviewer)
    offered = keys(browser, list(Person.objects.all()))
    assert sorted(offered) == sorted(
        [f"{cast.newcomer.pk} selpa_reviewer 0199", f"{cast.approver.pk} lea_approver 0161119"]
    )
    browser.post(PAGE, {"role": offered})
    assert (roles(cast.newcomer), roles(cast.approver)) == (set(), set())


@pytest.mark.parametrize(
    ("who", "whose", "key"),
    [
        ("approver", "sibling_editor", "lea_editor 0161127"),
        ("approver", "other_editor", "lea_editor 1030642"),
        ("approver", "administrator", "state_administrator CA"),
        ("approver", "reviewer", "selpa_reviewer 0199"),
        ("approver", "editor", "lea_approver 0161119"),
        ("other_approver", "editor", "lea_editor 0161119"),
        ("reviewer", "other_reviewer", "selpa_reviewer 1099"),
        ("reviewer", "administrator", "state_administrator CA"),
    ],
)
def test_no_one_ends_what_is_not_theirs_by_naming_it(
    cast: Cast, signed_in: SignIn, who: str, whose: str, key: str
) -> None:
    browser, person = signed_in(getattr(cast, who)), getattr(cast, whose)
    own = keys(browser, [cast.editor])
    before = roles(person)
    answer = browser.post(PAGE, {"role": [*own, f"{person.pk} {key}"]})
    assert answer.status_code == 409
    assert roles(person) == before
    assert roles(cast.editor) == {"lea_editor"}, "all of them or none"


@pytest.mark.parametrize(
    ("who", "key"), [("approver", "lea_approver 0161119"), ("administrator", "state_administrator CA")]
)
def test_no_one_ends_their_own_role_that_lets_them(cast: Cast, signed_in: SignIn, who: str, key: str) -> None:
    person = getattr(cast, who)
    browser = signed_in(person)
    own = keys(browser, [cast.editor])
    assert browser.post(PAGE, {"role": [*own, f"{person.pk} {key}"]}).status_code == 403
    assert roles(person)
    assert roles(cast.editor) == {"lea_editor"}


def test_two_administrators_who_end_each_other_leave_one(cast: Cast) -> None:
    services.give_role(person=cast.newcomer, role="state_administrator", organization=cast.state, by=None, at=NOON)
    first, second = (Person.objects.get(pk=one.pk) for one in (cast.administrator, cast.newcomer))
    of_second = leaving.endings([second], by=first)
    of_first = leaving.endings([first], by=second)  # both have looked at the page by now
    leaving.end([one.key for one in of_second], of_second, by=first, at=NOON)
    with pytest.raises(ledger.NotYou):
        leaving.end([one.key for one in of_first], of_first, by=second, at=NOON)
    assert roles(cast.administrator) == {"state_administrator"}


@pytest.mark.parametrize("sent", [[], ["x"], ["1 king CA"], ["99999 lea_editor 0161119"], ["² lea_editor 0161119"]])
def test_what_names_no_role_is_refused(cast: Cast, signed_in: SignIn, sent: list[str]) -> None:
    assert signed_in(cast.administrator).post(PAGE, {"role": sent}).status_code == 409


def test_a_role_that_ended_meanwhile_stops_all(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    offered = keys(browser, [cast.editor, cast.other_editor])
    services.take_role(person=cast.editor, role="lea_editor", organization=cast.lea, by=None, at=NOON)
    answer = browser.post(PAGE, {"role": offered})
    assert answer.status_code == 409
    assert "has changed by now, so nothing was removed" in answer.content.decode()
    assert roles(cast.other_editor) == {"lea_editor"}


def test_more_than_two_hundred_are_not_chosen(cast: Cast) -> None:
    with pytest.raises(Refused, match="at most 200 people"):
        leaving.chosen(map(str, range(1, 203)), by=cast.administrator)


def test_an_editor_may_not_end_roles_at_all(cast: Cast, signed_in: SignIn) -> None:
    assert signed_in(cast.editor).get(PAGE).status_code == 403
    assert 'name="person"' not in signed_in(cast.editor).get("/people/").content.decode()
    assert signed_in(cast.monitor).post(PAGE, {"role": [f"{cast.editor.pk} lea_editor 0161119"]}).status_code == 404
