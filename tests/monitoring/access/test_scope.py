"""Whose LEAs and SELPAs: own, neighbour's, everyone's and no one's."""

import pytest
from django.contrib.auth.models import AnonymousUser

from monitoring.access import roles, scope
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
