"""The tables that leave the house say what the pages say, and go back in as they came out."""

from cim_portal.lib import sheets
from determinations.letters import tables as letters_tables
from determinations.letters.models import Letter
from determinations.levels import tables as levels_tables
from determinations.uploads import tables as uploads_tables
from determinations.uploads.models import IndicatorResult
from monitoring.years.models import Year
from tests import world
from tests.cast import Cast

_FIELDS = ("lea__code", "indicator", "numerator", "denominator", "rate_text", "target_text", "target_met")


def test_levels_hold_each_lea_with_what_counts_and_what_is_computed(cast: Cast) -> None:
    columns, rows = levels_tables.levels(world.determine_2023(cast))
    alder = dict(zip(columns, next(row for row in rows if row[0] == "0161119"), strict=True))
    assert (alder["level"], alder["computed"], alder["official"], alder["rule"]) == ("T2", "T2", "", 7)
    assert alder["county"] == "Alameda"
    assert "preschool_rank" in alder["missing_facts"]


def test_indicators_go_back_in_as_they_came_out(cast: Cast) -> None:
    year = world.publish_2023(cast)
    before = list(IndicatorResult.objects.published(2023).order_by("lea__code", "indicator").values_list(*_FIELDS))
    columns, rows = uploads_tables.indicators(Year.objects.get())
    rows.sort(reverse=True)  # other bytes, so that it is another upload
    world.publish(year, "indicators", sheets.csv_bytes(columns, rows).decode(), by=cast.administrator)
    after = list(IndicatorResult.objects.published(2023).order_by("lea__code", "indicator").values_list(*_FIELDS))
    assert after == before
    assert len(after) == 6


def test_letters_hold_each_letter_with_its_hash(cast: Cast) -> None:
    world.issue_2023(cast)
    columns, rows = letters_tables.letters(Year.objects.get())
    assert columns[0] == "lea_code"
    assert {row[0]: row[3] for row in rows} == {"0161119": "T2", "0161127": "T3", "1030642": "I3"}
    assert {row[7] for row in rows} == set(Letter.objects.values_list("pdf_id", flat=True))
