"""What other rules would change: who moves, why, as page, CSV and JSON; and nothing that is final moves."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from determinations.letters.models import Letter
from determinations.levels import determining
from determinations.runs.models import LevelResult, Run
from improvement_plans.plans.models import Plan
from monitoring.definition import services
from monitoring.definition.models import DefinitionVersion
from monitoring.ledger.models import Event
from monitoring.people.models import Person
from monitoring.places.models import LeaYear
from monitoring.years.models import Year
from tests import world
from tests.cast import NOON, Cast
from tests.determinations.made import drafted, publish_many
from tests.final import finalise

SignIn = Callable[[Person], Client]
HERE = "/years/2023/what-if/"


def definition() -> str:
    return Year.objects.select_related("definition").get().definition.source


def looser() -> str:
    """The definition with Targeted 2 from four missed elements on: Alder Unified, with three, falls to Targeted 1."""
    return definition().replace("{fact: missed_elements, at_least: 3}", "{fact: missed_elements, at_least: 4}")


@pytest.fixture
def draft(cast: Cast, determined_2023: Run) -> DefinitionVersion:
    """A second version, not in force, next to a final run under the first."""
    return services.load_definition(text=looser(), by=cast.administrator, at=NOON)


def test_a_saved_version_shows_who_moves_and_why(cast: Cast, draft: DefinitionVersion, signed_in: SignIn) -> None:
    page = signed_in(cast.administrator).get(HERE, {"version": "2"})
    assert "1 of 3 LEAs would move" in page.content.decode()
    (line,) = page.context["lines"]
    assert (line.code, line.before, line.after) == ("0161119", "Targeted Level 2", "Targeted Level 1")
    assert line.why_before == (
        "Rule 7 (Elements whose target was missed: at least 3). Elements whose target was missed: 3."
    )
    assert line.why_after == (
        "Rule 8 (Elements whose target was missed: at least 1). Elements whose target was missed: 3."
    )


def test_the_matrix_counts_those_who_stay_too(cast: Cast, draft: DefinitionVersion, signed_in: SignIn) -> None:
    matrix = signed_in(cast.administrator).get(HERE, {"version": "2"}).context["matrix"]
    assert matrix["columns"] == ["Intensive Level 3", "Targeted Level 3", "Targeted Level 2", "Targeted Level 1"]
    counts = {row["code"]: [count for _, count, _ in row["cells"]] for row in matrix["rows"]}
    assert counts == {"I3": [1, 0, 0, 0], "T3": [0, 1, 0, 0], "T2": [0, 0, 0, 1], "T1": [0, 0, 0, 0]}
    assert [(row["before"], row["after"]) for row in matrix["rows"]] == [(1, 1), (1, 1), (1, 0), (0, 1)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["0161119", "0161127"]),
        ({"from": "T2"}, ["0161119"]),
        ({"to": "none"}, ["0161119", "0161127"]),
        ({"from": "T2", "to": "I3"}, []),
        ({"q": "birch"}, ["0161127"]),
        ({"q": "01611"}, ["0161119", "0161127"]),
        ({"from": "no such level"}, ["0161119", "0161127"]),
    ],
)
def test_the_list_is_filtered_and_what_leaves_the_house_follows(
    cast: Cast, determined_2023: Run, signed_in: SignIn, asked: dict[str, str], found: list[str]
) -> None:
    text = definition()
    start = text.index("  - level: T3\n    when:")
    without = text[:start] + "\ndisproportionality:" + text.split("\ndisproportionality:", 1)[1]
    services.load_definition(text=without, by=cast.administrator, at=NOON)  # nothing below Intensive 1
    browser, asked = signed_in(cast.administrator), {"version": "2", **asked}
    assert [line.code for line in browser.get(HERE, asked).context["lines"]] == found
    answer = browser.get(HERE, {**asked, "as": "json"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="what-if-2023.json"'
    assert [one["lea_code"] for one in answer.json()["moved"]] == found
    answer = browser.get(HERE, {**asked, "as": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["lea_code"] for row in rows] == found
    assert all(row["to"] == "No monitoring level" and row["why_after"].startswith("No rule held.") for row in rows)


def test_the_json_is_that_of_the_command(
    cast: Cast, draft: DefinitionVersion, signed_in: SignIn, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "other.yaml").write_text(draft.source)
    call_command("determine", "--year=2023", f"--definition={tmp_path / 'other.yaml'}", "--what-if", "--json")
    told = json.loads(capsys.readouterr().out)
    assert signed_in(cast.administrator).get(HERE, {"version": "2", "as": "json"}).json() == told
    assert told["moved"] == [{"lea_code": "0161119", "from": "T2", "to": "T1"}]


def test_a_text_is_tried_as_it_was_typed_and_goes_back_to_the_page_it_came_from(
    cast: Cast, determined_2023: Run, signed_in: SignIn
) -> None:
    browser, typed = signed_in(cast.administrator), looser() + "# mine\n"
    page = browser.post(HERE, {"text": typed.replace("\n", "\r\n"), "base": "1", "newest": "1", "do": "what_if"})
    assert "1 of 3 LEAs would move" in page.content.decode()
    assert page.context["text"] == typed
    assert 'action="/years/2023/definition/edit/"' in page.content.decode()
    again = {"text": typed, "base": "1", "newest": "1"}
    assert browser.post(HERE, {**again, "as": "json"}).json()["moved"][0]["lea_code"] == "0161119"
    assert browser.post(HERE, {**again, "q": "cedar"}).context["lines"] == []
    edit = browser.post("/years/2023/definition/edit/", {**again, "do": "check"})
    assert edit.context["form"]["text"].value() == typed


def test_a_text_with_faults_is_shown_with_their_lines_and_kept(
    cast: Cast, opened_2023: Year, signed_in: SignIn
) -> None:
    text = definition().replace("order: 80", "order: many")
    page = signed_in(cast.administrator).post(HERE, {"text": text, "base": "1", "newest": "1"})
    assert page.status_code == 422
    assert [one.path for one in page.context["problems"]] == ["levels.0.order"]
    assert "Continue editing this text" in page.content.decode()
    assert "order: many" in page.content.decode()


def test_rules_of_another_year_are_tried_on_this_ones_data(cast: Cast, determined_2023: Run, signed_in: SignIn) -> None:
    text = Path("fixtures/definitions/2024.yaml").read_text()
    services.load_definition(text=text, by=cast.administrator, at=NOON)
    page = signed_in(cast.administrator).get(HERE, {"version": "2024-1"})
    assert "the rules of 2024 on the data of 2023" in page.content.decode()
    assert {line.after for line in page.context["lines"]} == {"No monitoring level"}


def test_what_the_state_decided_and_what_is_not_known_is_said(
    cast: Cast, published_2023: Year, signed_in: SignIn
) -> None:
    browser = signed_in(cast.administrator)
    page = browser.get(HERE, {"version": "1"})
    assert "No run of 2023 is final, so before no LEA has a level." in page.content.decode()
    assert {line.why_before for line in page.context["lines"]} == {"No run is final."}
    world.publish(published_2023, "levels", "year,lea_code,level\n2023,0161119,I1\n", by=cast.administrator)
    line = browser.get(HERE, {"version": "1", "q": "alder"}).context["lines"][0]
    assert (line.after, line.why_after) == ("Intensive Level 1", "The state decided it.")


@pytest.mark.parametrize("version", ["9", "x", "2031-1", "99999999999"])
def test_a_version_that_is_not_there_is_not_found(
    cast: Cast, opened_2023: Year, signed_in: SignIn, version: str
) -> None:
    assert signed_in(cast.administrator).get(HERE, {"version": version}).status_code == 404


def test_a_cell_that_would_start_a_formula_is_marked(cast: Cast, draft: DefinitionVersion, signed_in: SignIn) -> None:
    LeaYear.objects.filter(lea=cast.lea).update(name="=HYPERLINK(1)")
    answer = signed_in(cast.administrator).get(HERE, {"version": "2", "as": "csv"})
    assert "0161119,'=HYPERLINK(1)," in answer.content.decode()


def test_nothing_that_is_final_moves(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    """Drafts are saved, tried, compared and put in force: levels, letters and their words stay until a run is final."""
    browser = signed_in(cast.administrator)

    def final() -> tuple[list[tuple[object, ...]], list[tuple[object, ...]], dict[str, object]]:
        results = LevelResult.objects.order_by("pk").values_list("run__status", "lea__code", "level", "explanation")
        letters = Letter.objects.order_by("pk").values_list("status", "level", "context")
        return list(results), list(letters), determining.document(Run.objects.get(status="final"))

    before, moves = final(), Event.objects.count()
    edited = {"text": looser(), "base": "1", "newest": "1"}
    browser.post(HERE, edited)
    browser.post("/years/2023/definition/edit/", {**edited, "do": "check"})
    assert (final(), Event.objects.count()) == (before, moves)
    browser.post("/years/2023/definition/edit/", {**edited, "do": "save"})
    browser.get(HERE, {"version": "2"})
    browser.get(HERE, {"version": "2", "as": "csv"})
    browser.get("/years/2023/definition/compare/?from=1&to=2")
    assert (final(), Event.objects.count()) == (before, moves + 1)
    browser.post("/years/2023/definition/use/", {"version": "2"})
    assert final() == before
    drafted(cast, Year.objects.select_related("definition").get())
    assert [one for one in final()[0] if one[0] == "final"] == before[0]
    assert final()[1:] == before[1:]
    assert DefinitionVersion.objects.get(number=1).source == Path("fixtures/definitions/2023.yaml").read_text()


@pytest.mark.parametrize("how", [{}, {"as": "csv"}, {"as": "json"}])
def test_the_number_of_queries_does_not_grow(
    cast: Cast, opened_2023: Year, signed_in: SignIn, how: dict[str, str]
) -> None:
    services.load_definition(text=looser(), by=cast.administrator, at=NOON)
    browser, counted = signed_in(cast.administrator), []
    for leas in (5, 500):
        publish_many(cast, opened_2023, leas)
        finalise(run=drafted(cast, opened_2023), by=cast.administrator, at=NOON)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(HERE, {"version": "2", **how}).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_a_file_is_tried_too(cast: Cast, determined_2023: Run, signed_in: SignIn) -> None:
    page = signed_in(cast.administrator).post(HERE, {"file": SimpleUploadedFile("o.yaml", looser().encode())})
    assert "1 of 3 LEAs would move" in page.content.decode()
    assert page.context["text"] == looser()
