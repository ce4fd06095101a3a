"""The rules of 2023, against a plain second implementation of what the state published."""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from determinations.levels.facts import Fact
from determinations.levels.rules import decide, described, explanation, of_levels
from monitoring.definition import Condition, Definition, Rule
from tests import definitions

RULES = of_levels(definitions.read(2023))
RANKS = st.decimals(min_value=0, max_value=100, places=2)
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "significantly_disproportionate": st.booleans(),
        "swd_count": st.integers(0, 400),
        "intensive_rank": RANKS,
        "preschool_rank": RANKS,
        "lre_rank": RANKS,
        "disproportionate_years": st.integers(0, 3),
        "missed_elements": st.integers(0, 12),
    },
)

Known = Mapping[str, Decimal | int | bool]


def plainly(facts: Known) -> str | None:
    """The level of 2023, written out once more without any of the machinery."""
    rank, preschool, lre = (facts.get(f"{kind}_rank") for kind in ("intensive", "preschool", "lre"))
    missed, swd = facts.get("missed_elements"), facts.get("swd_count")
    if facts.get("significantly_disproportionate"):
        return "SD"
    if swd is not None and swd <= 100:
        return "SL"
    if rank is not None and rank <= 10:
        return "I3" if rank < 4 else "I2" if rank < 8 else "I1"
    years = facts.get("disproportionate_years")
    if years is not None and years >= 2:
        return "T3"
    if any(r is not None and 10 < r <= 20 for r in (rank, preschool)) or (lre is not None and lre <= 10):
        return "T3"
    if not missed:
        return None
    return "T2" if missed >= 3 else "T1"


@given(FACTS)
def test_every_level_is_what_the_state_published(values: Known) -> None:
    decision = decide(rules=RULES, facts={name: Fact(name, value, "test") for name, value in values.items()})
    assert decision.gives == plainly(values)


@pytest.mark.parametrize(
    ("rank", "level"),
    [
        ("0", "I3"),
        ("3.99", "I3"),
        ("4", "I2"),
        ("7.99", "I2"),
        ("8", "I1"),
        ("10", "I1"),
        ("10.01", "T3"),
        ("20", "T3"),
    ],
)
def test_each_edge_of_the_bands(rank: str, level: str) -> None:
    fact = Fact("intensive_rank", Decimal(rank), "ranks.csv row 2")
    assert decide(rules=RULES, facts={"intensive_rank": fact}).gives == level


def test_a_missing_fact_never_satisfies_and_is_named() -> None:
    decision = decide(rules=RULES, facts={"missed_elements": Fact("missed_elements", 0, "indicators.csv")})
    assert decision.gives is None
    assert decision.rule is None
    assert decision.missing == (
        "significantly_disproportionate",
        "swd_count",
        "intensive_rank",
        "disproportionate_years",
        "preschool_rank",
        "lre_rank",
    )


def test_the_explanation_names_each_rule_with_value_and_source() -> None:
    fact = Fact("intensive_rank", Decimal("9.5"), "ranks.csv, row 12")
    decided, nothing = decide(rules=RULES, facts={"intensive_rank": fact}), decide(rules=[], facts={})
    told = described(explanation(level=decided, determination=nothing))
    assert [t["level"] for t in told] == ["SD", "SL", "I3", "I2", "I1"]
    assert told[-1] == {
        "level": "I1",
        "matched": True,
        "facts": [{"name": "intensive_rank", "value": "9.5", "source": "ranks.csv, row 12"}],
    }


@pytest.mark.parametrize(
    ("condition", "low", "edge", "high"),
    [
        ({"at_least": 3}, False, True, True),
        ({"at_most": 3}, True, True, False),
        ({"more_than": 3}, False, False, True),
        ({"less_than": 3}, True, False, False),
        ({"equals": 3}, False, True, False),
        ({"in": "[3, 4)"}, False, True, False),
    ],
)
def test_each_test_of_a_number_at_its_edge(condition: dict[str, object], low: bool, edge: bool, high: bool) -> None:
    assert [holds({"fact": "swd_count", **condition}, swd_count=value) for value in (2, 3, 4)] == [low, edge, high]


def test_a_rule_may_ask_for_no() -> None:
    condition = {"fact": "significantly_disproportionate", "equals": False}
    assert [holds(condition, significantly_disproportionate=value) for value in (False, True)] == [True, False]


@pytest.mark.parametrize(
    ("group", "of_two"), [("any", [False, True, True, True]), ("all", [False, False, False, True])]
)
def test_of_several_conditions_one_is_enough_or_all_are_asked_for(group: str, of_two: list[bool]) -> None:
    both = {group: [{"fact": "swd_count", "at_least": 3}, {"fact": "missed_elements", "at_least": 3}]}
    values = [(0, 0), (0, 9), (9, 0), (9, 9)]
    assert [holds(both, swd_count=swd, missed_elements=missed) for swd, missed in values] == of_two


def test_the_first_rule_that_holds_counts_and_no_later_one_is_tried() -> None:
    always = Condition.model_validate({"fact": "swd_count", "at_least": 0})
    rules = of_levels(_ruled(Rule(level="T1", when=always), Rule(level="T2", when=always)))
    decision = decide(rules=rules, facts={"swd_count": Fact("swd_count", 9, "test")})
    assert (decision.gives, decision.rule, len(decision.tried)) == ("T1", 0, 1)


def holds(condition: Mapping[str, object], **values: int | bool) -> bool:
    """Say whether a rule with the condition holds for facts of these values."""
    rules = of_levels(_ruled(Rule(level="T1", when=Condition.model_validate(condition))))
    facts = {name: Fact(name, value, "test") for name, value in values.items()}
    return decide(rules=rules, facts=facts).gives == "T1"


def _ruled(*rules: Rule) -> Definition:
    return definitions.read(2023).model_copy(update={"rules": rules})
