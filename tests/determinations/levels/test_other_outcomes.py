"""Rules that end in another outcome than a level: what is asked without monitoring, and without a plan."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from determinations.letters import drawing, issuing
from determinations.levels import determining, what_if
from determinations.runs.models import Run
from improvement_plans.plans.models import Plan
from monitoring.definition import DefinitionRefused, definition_of, services
from monitoring.definition.models import DefinitionVersion
from monitoring.people.models import Person
from tests import definitions, pdfs, world
from tests.cast import NOON, Cast
from tests.final import finalise

REQUIRES = "You look into how these data are entered, and say by spring what you changed."
OUTCOME = {"code": "DQ", "name": "Data Quality Activities", "requires": REQUIRES}
RULE = {"outcome": "DQ", "when": {"fact": "missed_elements", "at_least": 3}}  # Alder missed three
SignIn = Callable[[Person], Client]


def with_outcome(cast: Cast, **changes: Any) -> DefinitionVersion:
    """Load 2023 with a first rule that ends in another outcome."""
    document = definitions.document(2023)
    document["outcomes"] = [OUTCOME]
    document["rules"] = [{**RULE, **changes}, *document["rules"]]
    return services.load_definition(text=definitions.dumped(document), by=cast.administrator, at=NOON)


@pytest.fixture
def run(cast: Cast) -> Run:
    """Return the final run of 2023, in which Alder ends in the outcome."""
    year = world.publish_2023(cast)
    year.definition = with_outcome(cast)
    year.save()
    run = determining.determine(year=year, version=year.definition, by=cast.administrator, at=NOON)
    return finalise(run=run, by=cast.administrator, at=NOON)


def page(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_documents_say_the_outcome_and_no_level(run: Run) -> None:
    document: Any = determining.document(run)
    assert document["levels"]["0161119"] == {"level": None, "rule": 0, "missing": [], "outcome": "DQ"}
    assert set(document["levels"]["0161127"]) == {"level", "rule", "missing"}
    explained: Any = determining.explain(lea_code="0161119", year=2023)
    assert (explained["level"], explained["outcome"]) == (None, "DQ")
    first = explained["rules"][0]
    assert (first["level"], first["outcome"], first["matched"]) == (None, "DQ", True)


def test_the_pages_of_run_reason_and_definition_name_it(cast: Cast, run: Run, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    why = page(browser, "/leas/0161119/2023/why/")
    assert "it ends in <strong>Data Quality Activities</strong>" in why
    assert REQUIRES in why
    here = f"/years/2023/runs/{run.number}/"
    assert "Data Quality Activities" in page(browser, here)
    chosen = browser.get(here, {"level": "DQ"}).context
    assert [one["line"].code for one in chosen["lines"]] == ["0161119"]
    assert "0161119" not in {one["line"].code for one in browser.get(here, {"level": "none"}).context["lines"]}
    assert REQUIRES in page(browser, f"/years/2023/definition/?version={run.definition.number}")


def test_the_letter_asks_for_it_and_no_plan_is_opened(cast: Cast, run: Run) -> None:
    letters = issuing.draft(year=run.year, lea_codes=["0161119"], by=cast.administrator, at=NOON)
    said = " ".join(pdfs.text_of(drawing.draw(letters[0].context)).split())
    assert "Data Quality Activities" in said
    assert f"{REQUIRES} No improvement plan is asked for." in said
    world.issue(run, by=cast.administrator)
    assert Plan.objects.exists()
    assert not Plan.objects.filter(lea__code="0161119").exists()


def test_what_if_lists_who_would_end_in_it(cast: Cast, determined_2023: Run, signed_in: SignIn) -> None:
    version = with_outcome(cast)
    found = what_if.compare(year=determined_2023.year, definition=definition_of(version))
    assert [(one.outcome.known.lea.code, one.before, one.after) for one in found.moves] == [("0161119", "T2", "DQ")]
    assert "Data Quality Activities" in page(signed_in(cast.administrator), "/years/2023/what-if/?version=2")


def test_what_the_state_decided_counts_before_the_outcome(cast: Cast, run: Run) -> None:
    year = run.year
    world.publish(year, "levels", "year,lea_code,level\n2023,0161119,T1\n", by=cast.administrator)
    again = determining.determine(year=year, version=year.definition, by=cast.administrator, at=NOON)
    assert list(again.results.filter(lea__code="0161119").values_list("level", "outcome")) == [("T1", "")]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"level": "T1"}, "must end in a level or in an outcome, and not in both"),
        ({"outcome": ""}, "must end in a level or in an outcome, and not in both"),
        ({"outcome": "XY"}, "There is no outcome XY."),
    ],
)
def test_a_rule_that_ends_in_nothing_known_is_refused(cast: Cast, changes: dict[str, str], says: str) -> None:
    with pytest.raises(DefinitionRefused, match=says):
        with_outcome(cast, **changes)


def test_an_outcome_has_a_code_of_its_own(cast: Cast) -> None:
    document = definitions.document(2023) | {"outcomes": [{**OUTCOME, "code": "T1"}]}
    with pytest.raises(DefinitionRefused, match="T1 is here twice"):
        services.load_definition(text=definitions.dumped(document), by=cast.administrator, at=NOON)
