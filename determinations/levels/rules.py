"""Ordered rules over named facts → a level, a category of determination, and the explanation. Pure: no query, no clock."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from cim_portal.lib.shapes import Json, JsonObject
from determinations.levels.facts import Fact, Value
from monitoring.definition import Condition, Definition

Facts = Mapping[str, Fact]


class Tried(NamedTuple):
    """One rule that was tried: the level or category it gives, whether it held, the facts that it asked for, and the other
    outcome that it ends in where it gives no level."""

    gives: str | None
    matched: bool
    asked: tuple[str, ...]
    outcome: str | None


class Decision(NamedTuple):
    """The level or category, None where there is none; the other outcome that the rules end in, None where they do not; the
    index of the rule that held, None where none did; what was tried; the facts that were asked for; and the names of
    those that are missing."""

    gives: str | None
    outcome: str | None
    rule: int | None
    tried: tuple[Tried, ...]
    facts: dict[str, Fact]
    missing: tuple[str, ...]


class Asked(NamedTuple):
    """A rule made ready to be tried on many LEAs."""

    gives: str | None
    outcome: str | None
    names: tuple[str, ...]
    holds: Callable[[Facts], bool]


def of_levels(definition: Definition) -> list[Asked]:
    """Return the rules that give levels, made ready for `decide`."""
    return [_asked(rule.level or None, rule.outcome or None, rule.when) for rule in definition.rules]


def of_determinations(definition: Definition) -> list[Asked]:
    """Return the rules that give categories of determination, made ready for `decide`."""
    return [_asked(rule.category, None, rule.when) for rule in definition.determinations.rules]


def decide(*, rules: Sequence[Asked], facts: Facts) -> Decision:
    """Try the rules in order; the first whose condition holds gives its level or category. A missing fact never holds."""
    tried: list[Tried] = []
    asked: dict[str, Fact | None] = {}
    gives = outcome = number = None
    for at, rule in enumerate(rules):
        for name in rule.names:
            asked[name] = facts.get(name)
        matched = rule.holds(facts)
        tried.append(Tried(rule.gives, matched, rule.names, rule.outcome))
        if matched:
            gives, outcome, number = rule.gives, rule.outcome, at
            break
    known = {name: fact for name, fact in asked.items() if fact is not None}
    missing = tuple(name for name, fact in asked.items() if fact is None)
    return Decision(gives, outcome, number, tuple(tried), known, missing)


def explanation(*, level: Decision, determination: Decision) -> dict[str, object]:
    """Return the explanation as it is kept: each fact once with its value and source, and each rule that was tried."""
    facts = {**level.facts, **determination.facts}
    return {
        "facts": {name: [_plain(fact.value), fact.source] for name, fact in facts.items()},
        "rules": level.tried,
        "determination_rules": determination.tried,
    }


def described(explanation: Mapping[str, Json], *, of: str = "rules") -> list[JsonObject]:
    """Return the rules of an explanation that was kept, as `explain` prints them: of levels, or `determination_rules`.

    Each is `{level, matched, facts}`, or `{determination, matched, facts}`, each of its facts `{name, value, source}`; a
    missing one has no value and the source "missing". One that ends in another outcome than a level has `outcome` too.
    """
    return [
        {
            _GIVES[of]: gives,
            **({"outcome": outcome} if outcome else {}),
            "matched": matched,
            "facts": [
                dict(zip(("name", "value", "source"), (name, *explanation["facts"].get(name, _MISSING)), strict=True))
                for name in names
            ],
        }
        for gives, matched, names, outcome in explanation.get(of, ())
    ]


_MISSING = (None, "missing")
_GIVES = {"rules": "level", "determination_rules": "determination"}  # what the rules of each kind decide


def _asked(gives: str | None, outcome: str | None, when: Condition) -> Asked:
    return Asked(gives, outcome, tuple(dict.fromkeys(when.facts())), _holding(when))


def _holding(condition: Condition) -> Callable[[Facts], bool]:
    """Return the test of a condition; a test of a missing fact does not hold."""
    if condition.any_of is not None:
        parts = [_holding(part) for part in condition.any_of]
        return lambda facts: any(part(facts) for part in parts)
    if condition.all_of is not None:
        parts = [_holding(part) for part in condition.all_of]
        return lambda facts: all(part(facts) for part in parts)
    name, passes = condition.fact or "", _passing(condition)
    return lambda facts: (fact := facts.get(name)) is not None and passes(fact.value)


def _passing(condition: Condition) -> Callable[[Any], bool]:  # the fact's own kind of value
    """Return the one test that a condition has of a value."""
    equals, at_least, at_most = condition.equals, condition.at_least, condition.at_most
    more_than, less_than, band = condition.more_than, condition.less_than, condition.within
    if equals is not None:
        return lambda value: bool(value == equals)
    if band is not None:
        return lambda value: band.holds(value)
    if at_least is not None:
        return lambda value: bool(value >= at_least)
    if at_most is not None:
        return lambda value: bool(value <= at_most)
    if more_than is not None:
        return lambda value: bool(value > more_than)
    return lambda value: less_than is not None and bool(value < less_than)


def _plain(value: Value) -> object:
    """Return the value as JSON holds it: decimals as text, so that no digit is lost."""
    return str(value) if isinstance(value, Decimal) else value
