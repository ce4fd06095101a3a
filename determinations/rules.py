"""Ordered rules over named facts → a level and its explanation. Pure: no query, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from determinations.facts import Fact, Value
from monitoring.process import Condition, Rule


@dataclass(frozen=True)
class Tried:
    """One rule that was tried: whether it held, and the facts it asked for, None for one that is missing."""

    rule: int
    level: str
    matched: bool
    facts: tuple[tuple[str, Fact | None], ...]


@dataclass(frozen=True)
class Decision:
    """The outcome: the level and the index of the rule that gave it, both None where none held; what was tried;
    and the names of the facts that were asked for and are missing."""

    level: str | None
    rule: int | None
    tried: tuple[Tried, ...]
    missing: tuple[str, ...] = field(default=())

    def as_json(self) -> list[dict[str, Any]]:
        """Return the rules tried, as `explain` prints them; a missing fact is null, its source "missing"."""
        return [
            {
                "level": tried.level,
                "matched": tried.matched,
                "facts": [
                    {
                        "name": name,
                        "value": _plain(fact.value) if fact else None,
                        "source": fact.source if fact else "missing",
                    }
                    for name, fact in tried.facts
                ],
            }
            for tried in self.tried
        ]


def decide(*, rules: Sequence[Rule], facts: Mapping[str, Fact]) -> Decision:
    """Try the rules in order; the first whose condition holds gives the level. A missing fact never holds."""
    tried = []
    missing: dict[str, None] = {}
    for number, rule in enumerate(rules):
        asked = tuple((name, facts.get(name)) for name in dict.fromkeys(rule.when.facts()))
        missing.update((name, None) for name, fact in asked if fact is None)
        matched = holds(rule.when, facts)
        tried.append(Tried(number, rule.level, matched, asked))
        if matched:
            return Decision(rule.level, number, tuple(tried), tuple(missing))
    return Decision(None, None, tuple(tried), tuple(missing))


def holds(condition: Condition, facts: Mapping[str, Fact]) -> bool:
    """Say whether `condition` holds; a test of a missing fact does not."""
    if condition.any_of is not None:
        return any(holds(part, facts) for part in condition.any_of)
    if condition.all_of is not None:
        return all(holds(part, facts) for part in condition.all_of)
    fact = facts.get(condition.fact or "")
    return fact is not None and _passes(condition, fact.value)


def _passes(condition: Condition, value: Value) -> bool:
    if condition.equals is not None:
        return value == condition.equals
    if condition.within is not None:
        return condition.within.holds(Decimal(value))
    if condition.at_least is not None:
        return value >= condition.at_least
    if condition.at_most is not None:
        return value <= condition.at_most
    if condition.more_than is not None:
        return value > condition.more_than
    return condition.less_than is not None and value < condition.less_than


def _plain(value: Value) -> Any:
    """Return the value as JSON holds it: decimals as text, so that no digit is lost."""
    return str(value) if isinstance(value, Decimal) else value
