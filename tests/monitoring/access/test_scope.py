"""Whose LEAs and SELPAs: own, neighbour's, everyone's and no one's."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from monitoring.access import roles, scope
from monitoring.access.permissions import can_see_lea, can_see_selpa
from monitoring.people import services
from monitoring.places.models import Lea, Selpa
from tests.cast import NOON, Cast


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        ("administrator", ["0161119", "0161127", "1030642"]),
        ("monitor", ["0161119", "0161127", "1030642"]),
        ("reviewer", ["0161119", "0161127"]),
        ("other_reviewer", ["1030642"]),
        ("editor", ["0161119"]),
        ("ta_provider", ["0161119"]),
        ("newcomer", []),
    ],
)
def test_each_sees_the_leas_within_their_roles(cast: Cast, who: str, codes: list[str]) -> None:
    seen = Lea.objects.visible_to(getattr(cast, who)).order_by("code").values_list("code", flat=True)
    assert list(seen) == codes


def test_a_stranger_sees_nothing(cast: Cast) -> None:
    assert not Lea.objects.visible_to(AnonymousUser()).exists()
    assert not Selpa.objects.visible_to(AnonymousUser()).exists()


def test_a_role_that_was_taken_is_gone_at_once(cast: Cast) -> None:
    services.take_role(person=cast.editor, role="lea_editor", organization=cast.lea, by=cast.administrator, at=NOON)
    assert not scope.holds(cast.editor, roles.LEA_STAFF, lea=cast.lea)


def test_somebody_no_longer_active_holds_nothing(cast: Cast) -> None:
    cast.editor.is_active = False
    assert not scope.held(cast.editor)


def test_a_role_belongs_to_its_kind_of_organization(cast: Cast) -> None:
    with pytest.raises(services.WrongOrganization):
        services.give_role(person=cast.newcomer, role="lea_editor", organization=cast.selpa, by=None, at=NOON)


@pytest.mark.parametrize(
    ("who", "wanted", "own", "sibling", "other"),
    [
        ("reviewer", roles.SELPA_STAFF, True, True, False),
        ("other_reviewer", roles.SELPA_STAFF, False, False, True),
        ("reviewer", roles.STATE_STAFF, False, False, False),
        ("editor", roles.LEA_STAFF, True, False, False),
        ("other_editor", roles.LEA_STAFF, False, False, True),
        ("editor", frozenset({"lea_approver"}), False, False, False),
        ("ta_provider", roles.LEA_STAFF, False, False, False),
        ("ta_provider", roles.SEE_LEAS, True, False, False),
        ("monitor", roles.STATE_STAFF, True, True, True),
        ("newcomer", roles.SEE_LEAS, False, False, False),
    ],
)
def test_a_role_is_held_for_the_leas_that_it_reaches_and_for_no_other(
    cast: Cast, who: str, wanted: frozenset[str], own: bool, sibling: bool, other: bool
) -> None:
    person = getattr(cast, who)
    assert [scope.holds(person, wanted, lea=lea) for lea in (cast.lea, cast.sibling, cast.other)] == [
        own,
        sibling,
        other,
    ]


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("editor", [True, False, False]),
        ("ta_provider", [True, False, False]),
        ("reviewer", [True, True, False]),
        ("other_reviewer", [False, False, True]),
        ("monitor", [True, True, True]),
        ("newcomer", [False, False, False]),
    ],
)
def test_an_lea_is_seen_by_those_who_work_for_it(cast: Cast, who: str, seen: list[bool]) -> None:
    person = getattr(cast, who)
    assert [bool(can_see_lea(person, lea)) for lea in (cast.lea, cast.sibling, cast.other)] == seen


def test_a_reviewer_sees_their_own_selpa_alone(cast: Cast) -> None:
    for person, seen in ((cast.reviewer, [True, False]), (cast.editor, [False, False]), (cast.monitor, [True, True])):
        assert [bool(can_see_selpa(person, selpa)) for selpa in (cast.selpa, cast.other_selpa)] == seen


def test_the_number_of_an_lea_is_not_taken_for_that_of_a_selpa(cast: Cast) -> None:
    values = {"code": "3099", "name": "Far SELPA"}
    same_number, _ = Selpa.objects.get_or_create(pk=cast.other.pk, defaults=values)
    Lea.objects.filter(pk=cast.sibling.pk).update(selpa=same_number)
    assert list(Lea.objects.visible_to(cast.other_editor)) == [cast.other]


def test_an_auditor_sees_no_lea(cast: Cast) -> None:
    services.give_role(person=cast.newcomer, role="auditor", organization=cast.state, by=None, at=NOON)
    assert not Lea.objects.visible_to(cast.newcomer).exists()


def test_the_scope_of_the_state_holds_next_to_another_condition(cast: Cast) -> None:
    either = scope.leas_in_scope(cast.monitor) | Q(code="0161119")
    assert Lea.objects.filter(either).count() == 3
