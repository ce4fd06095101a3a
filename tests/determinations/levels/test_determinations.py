"""The yearly determination: uploaded or computed, what counts, years in a row and what follows, on page and letter."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from determinations.letters import issuing
from determinations.letters import moves as letters_moves
from determinations.levels import determining, inputs
from determinations.runs.models import LevelResult, Run
from monitoring.definition import DefinitionRefused, read_definition
from monitoring.definition import services as definition_services
from monitoring.years import services as years_services
from monitoring.years.models import Year
from tests import world
from tests.cast import NOON, Cast
from tests.determinations.made import drafted
from tests.final import finalise
from tests.pdfs import assert_accessible, bytes_of, text_of

ALDER = "0161119"
DEFINITION = Path("fixtures/definitions/2023.yaml").read_text()
# Made-up rules: the state's own are not published.
RULES = """
  rules:
    - {category: needs_intervention, when: {fact: years_before_in_needs_assistance, at_least: 2}, note: Escalated.}
    - {category: needs_assistance, when: {fact: missed_elements, at_least: 3}}
    - {category: meets_requirements, when: {fact: missed_elements, at_least: 0}}
"""
WITH_RULES = DEFINITION.replace("\ndisproportionality:\n", RULES + "\ndisproportionality:\n", 1)


def opened(cast: Cast, year: int, definition: str = DEFINITION) -> Year:
    """Open a year under a definition, with its directory and, of Alder, three missed elements."""
    definition_services.load_definition(
        text=definition.replace("year: 2023", f"year: {year}"), by=cast.administrator, at=NOON
    )
    row = years_services.open_year(year=year, by=cast.administrator, at=NOON)
    world.publish(row, "leas", world.LEAS, by=cast.administrator)
    world.publish(row, "indicators", world.INDICATORS.replace("2023,", f"{year},"), by=cast.administrator)
    return row


def upload(cast: Cast, year: Year, category: str) -> None:
    world.publish(
        year, "determinations", f"year,lea_code,determination\n{year},{ALDER},{category}\n", by=cast.administrator
    )


def determined(cast: Cast, year: Year) -> LevelResult:
    run = finalise(run=drafted(cast, year), by=cast.administrator, at=NOON)
    return LevelResult.objects.select_related("run").get(run=run, lea=cast.lea)


def test_without_rules_and_upload_it_is_not_set_and_the_page_says_so(cast: Cast, client: Client) -> None:
    assert determined(cast, opened(cast, 2023)).determination == ""
    client.force_login(cast.reviewer)
    page = client.get(f"/leas/{ALDER}/2023/why/").content.decode()
    assert ">The determination</h2>" in page
    assert "Not set by the state yet." in page


@pytest.mark.parametrize("spelling", ["Needs Assistance", "needs_assistance", "NEEDS ASSISTANCE"])
def test_what_the_state_uploads_counts(cast: Cast, spelling: str) -> None:
    year = opened(cast, 2023, WITH_RULES)
    upload(cast, year, spelling)
    found = determined(cast, year)
    assert (found.determination, found.official_determination) == ("needs_assistance", "needs_assistance")


def test_the_states_own_counts_before_what_is_computed_and_both_are_shown(cast: Cast, client: Client) -> None:
    year = opened(cast, 2023, WITH_RULES)
    upload(cast, year, "Needs Substantial Intervention")
    found = determined(cast, year)
    assert (found.determination, found.computed_determination) == ("needs_substantial_intervention", "needs_assistance")
    client.force_login(cast.reviewer)
    page = " ".join(client.get(f"/leas/{ALDER}/2023/why/").content.decode().split())
    assert "The rules of the year compute another: <strong>Needs Assistance</strong>" in page
    assert "The state takes enforcement action at once" in page


def test_na_says_that_none_applies(cast: Cast) -> None:
    year = opened(cast, 2023, WITH_RULES)
    upload(cast, year, "NA")
    assert determined(cast, year).determination == ""


def test_rules_escalate_by_years_in_a_row_whether_uploaded_or_computed(cast: Cast) -> None:
    first = opened(cast, 2021)
    upload(cast, first, "Needs Assistance")  # never determined here: the upload speaks for the year
    second = determined(cast, opened(cast, 2022, WITH_RULES))
    assert (second.determination, second.determination_years) == ("needs_assistance", 2)
    third = determined(cast, opened(cast, 2023, WITH_RULES))
    assert (third.determination, third.determination_years) == ("needs_intervention", 1)
    assert third.explanation["facts"]["years_before_in_needs_assistance"] == [
        2,
        "2022 needs_assistance, 2021 needs_assistance",
    ]


def test_a_year_without_one_is_a_break(cast: Cast) -> None:
    upload(cast, opened(cast, 2020), "Needs Assistance")
    upload(cast, opened(cast, 2021), "Needs Assistance")
    opened(cast, 2022)
    assert determined(cast, opened(cast, 2023, WITH_RULES)).determination == "needs_assistance"


def test_a_worse_category_counts_as_a_year_of_the_better_one(cast: Cast) -> None:
    upload(cast, opened(cast, 2021), "Needs Substantial Intervention")
    upload(cast, opened(cast, 2022), "Needs Assistance")
    assert determined(cast, opened(cast, 2023, WITH_RULES)).determination == "needs_intervention"


def test_the_letter_says_it_with_its_years_and_what_follows(cast: Cast) -> None:
    upload(cast, opened(cast, 2022), "Needs Assistance")
    year = opened(cast, 2023)
    upload(cast, year, "Needs Assistance")
    determined(cast, year)
    draft = next(one for one in issuing.draft(year=year, by=cast.administrator, at=NOON) if one.lea_id == cast.lea.pk)
    issued = letters_moves.issue_letter(letter=draft, by=cast.administrator, at=NOON)
    assert issued.pdf is not None
    pdf = bytes_of(issued.pdf)
    assert_accessible(pdf)
    text = " ".join(text_of(pdf).split())
    assert "Needs Assistance, that or worse for 2 years in a row" in text
    assert "The state advises of technical assistance" in text


def test_a_category_that_the_definition_lacks_is_refused_in_words(cast: Cast) -> None:
    year = opened(cast, 2023)
    upload(cast, year, "Needs Assistance")
    other = DEFINITION.replace("needs_assistance", "needs_help")
    version = definition_services.load_definition(text=other, by=cast.administrator, at=NOON)
    with pytest.raises(determining.UndefinedLevel, match="determinations that the state decided name needs_assistance"):
        determining.determine(year=year, version=version, by=cast.administrator, at=NOON)


def test_rules_of_a_category_that_is_not_there_are_refused(db: None) -> None:
    with pytest.raises(DefinitionRefused, match="There is no category needs_help"):
        read_definition(WITH_RULES.replace("{category: needs_assistance,", "{category: needs_help,"))


def test_the_inputs_of_a_run_hold_what_was_determined_before(cast: Cast) -> None:
    determined(cast, opened(cast, 2022, WITH_RULES))
    determined(cast, opened(cast, 2023, WITH_RULES))
    with zipfile.ZipFile(io.BytesIO(inputs.archive(Run.objects.get(year__year=2023)))) as packed:
        manifest: dict[str, Any] = json.loads(packed.read("manifest.json"))
        before = next(one for one in manifest["uploads"] if one["format"] == "determinations")
        assert f"2022,{ALDER},needs_assistance" in packed.read(before["file"]).decode()
    assert [one["year"] for one in manifest["definitions"]] == [2022, 2023]


def test_explain_and_the_export_of_levels_hold_it(cast: Cast, tmp_path: Path) -> None:
    determined(cast, opened(cast, 2023, WITH_RULES))
    out, file = io.StringIO(), tmp_path / "levels.json"
    call_command("explain", ALDER, year=2023, json=True, stdout=out)
    explained = json.loads(out.getvalue())
    assert explained["determination"] == "needs_assistance"
    assert {tuple(rule) for rule in explained["rules"]} == {("level", "matched", "facts")}
    tried = [(rule["determination"], rule["matched"]) for rule in explained["determination_rules"]]
    assert tried == [("needs_intervention", False), ("needs_assistance", True)]
    call_command("export", "levels", year=2023, format="json", out=file, stderr=io.StringIO())
    assert {one["lea_code"]: one["determination"] for one in json.loads(file.read_text())}[ALDER] == "needs_assistance"
