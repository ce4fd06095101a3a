"""A directory that moves, renames or leaves out LEAs is told to those concerned, and never by an older year's."""

import pytest

from monitoring.definition import services as definition_services
from monitoring.ledger.models import Event
from monitoring.notices.models import Notice
from monitoring.places.models import Lea
from monitoring.years import services as years_services
from tests import definitions, world
from tests.cast import NOON, Cast

ALDER = "01611190000000,Alder {},Alameda,{},{}"
HERE = ALDER.format("Unified", "0199", "Bay SELPA")


def told(kind: str) -> set[str]:
    """Return who is notified of that kind, by address."""
    return set(Notice.objects.filter(kind=kind).values_list("person__email", flat=True))


@pytest.mark.parametrize("year", [2023, 2024])
def test_an_lea_that_moves_is_told_and_both_selpas_are(cast: Cast, year: int) -> None:
    opened = world.publish_2023(cast)
    if year == 2024:
        definition_services.load_definition(text=definitions.text(2024), by=cast.administrator, at=NOON)
        opened = years_services.open_year(year=2024, by=cast.administrator, at=NOON)
    moved = world.LEAS.replace(HERE, ALDER.format("Unified", "1099", "Valley SELPA"))
    world.publish(opened, "leas", moved, by=cast.administrator)
    assert told("lea_left_selpa") == {cast.reviewer.email}
    assert {cast.editor.email, cast.approver.email, cast.other_reviewer.email} <= told("lea_moved")
    assert cast.reviewer.email not in told("lea_moved")
    event = Event.objects.get(move="lea_moved")
    assert (event.lea, event.values) == (cast.lea, {"before": "Bay SELPA", "after": "Valley SELPA"})
    notice = Notice.objects.filter(kind="lea_moved").first()
    assert notice is not None
    assert notice.subject == "Alder Unified is now in Valley SELPA"
    assert f"{year} directory moves Alder Unified from Bay SELPA to Valley SELPA" in notice.text


def test_an_lea_that_is_renamed_or_gone_is_told(cast: Cast) -> None:
    year = world.publish_2023(cast)
    renamed = world.LEAS.replace(HERE, ALDER.format("Joint Unified", "0199", "Bay SELPA"))
    without = "".join(line for line in renamed.splitlines(keepends=True) if "Birch" not in line)
    world.publish(year, "leas", without, by=cast.administrator)
    assert {cast.editor.email, cast.reviewer.email} <= told("lea_renamed")
    assert cast.reviewer.email in told("lea_gone")
    assert cast.editor.email not in told("lea_gone")
    assert Lea.objects.get(code="0161119").name == "Alder Joint Unified"


def test_the_same_directory_again_and_an_older_years_tell_no_one(cast: Cast) -> None:
    year = world.publish_2023(cast)
    definition_services.load_definition(text=definitions.text(2024), by=cast.administrator, at=NOON)
    later = years_services.open_year(year=2024, by=cast.administrator, at=NOON)
    world.publish(later, "leas", world.LEAS + "\n", by=cast.administrator)
    world.publish(
        year, "leas", world.LEAS.replace(HERE, ALDER.format("Old", "1099", "Valley SELPA")), by=cast.administrator
    )
    assert Notice.objects.filter(kind__startswith="lea_").count() == 0
    assert Lea.objects.get(code="0161119").name == "Alder Unified"
