"""What other rules would change against the final run: who moves, from where to where, and why. Nothing is kept."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cim_portal.lib import folding
from cim_portal.lib.shapes import Json, JsonObject
from determinations.levels import determining, rules
from determinations.levels.determining import Outcome, Outcomes
from determinations.runs import queries
from determinations.runs.models import Run
from determinations.runs.words import NO_LEVEL
from monitoring.definition import Definition, condition_in_words, definition_of, fact_in_words, value_in_words
from monitoring.years.models import Year


@dataclass(frozen=True)
class Move:
    """An LEA that would end in another level or other outcome. Both are codes, blank for neither."""

    before: str
    outcome: Outcome

    @property
    def after(self) -> str:
        """The level that it would have, or the other outcome."""
        return self.outcome.ends_in


@dataclass(frozen=True)
class MoveLine:
    """A move as people read it: the levels by name, and for each the rule that gives it and what it is given for."""

    code: str
    name: str
    before: str
    after: str
    why_before: str
    why_after: str


@dataclass(frozen=True)
class WhatIf:
    """What a definition says of a year's published data, next to the final run. `before` holds what each LEA ends in there."""

    definition: Definition
    final: Run | None
    outcomes: Outcomes
    before: Mapping[str, str]

    @property
    def moves(self) -> list[Move]:
        """The LEAs that would move, in the order of their codes."""
        return [move for move in map(self._move, self.outcomes.of_leas) if move.before != move.after]

    @property
    def counts(self) -> Counter[tuple[str, str]]:
        """How many LEAs go from which level to which, those that stay among them."""
        return Counter((move.before, move.after) for move in map(self._move, self.outcomes.of_leas))

    @property
    def names(self) -> dict[str, str]:
        """The names of the levels by their codes, the strictest first, no level last."""
        of_final = definition_of(self.final.definition).endings if self.final else {}
        levels = {**of_final, **self.definition.endings}
        met = {code for pair in self.counts for code in pair if code}
        return {**levels, **{code: code for code in sorted(met - levels.keys())}, "": str(NO_LEVEL)}

    def document(self, moves: Iterable[Move]) -> dict[str, object]:
        """Return the JSON document of `determine --what-if`, with these of the moves."""
        moved = [
            {"lea_code": one.outcome.known.lea.code, "from": one.before or None, "to": one.after or None}
            for one in moves
        ]
        return {**self.outcomes.document(final=False), "moved": moved}

    def _move(self, outcome: Outcome) -> Move:
        return Move(self.before.get(outcome.known.lea.code, ""), outcome)


def compare(*, year: Year, definition: Definition) -> WhatIf:
    """Try a definition on the year's published data, and keep nothing."""
    final = queries.final_run(year.year)
    results = final.results.values_list("lea__code", "level", "outcome") if final else ()
    before = {code: level or other for code, level, other in results}
    return WhatIf(definition, final, determining.work_out(year=year, definition=definition), before)


def chosen(moves: Iterable[Move], *, before: str | None, after: str | None, words: str) -> list[Move]:
    """Return the moves from a level and to a level (blank: none; None: any), of LEAs in whose name or code `words` are."""
    words = folding.fold(words)
    return [
        move
        for move in moves
        if before in (None, move.before)
        and after in (None, move.after)
        and (words in folding.fold(move.outcome.known.lea.name) or move.outcome.known.lea.code.startswith(words))
    ]


def lines(*, what_if: WhatIf, moves: Sequence[Move]) -> list[MoveLine]:
    """Return the moves with their reasons; one query, however many moves."""
    codes = [move.outcome.known.lea.code for move in moves]
    names = what_if.names
    kept = kept_reasons(what_if.final, codes) if what_if.final else dict.fromkeys(codes, _("No run is final."))
    return [
        MoveLine(
            code=move.outcome.known.lea.code,
            name=move.outcome.known.lea.name,
            before=names[move.before],
            after=names[move.after],
            why_before=kept.get(move.outcome.known.lea.code, _("It is not in the final run.")),
            why_after=why(what_if.definition, move.outcome),
        )
        for move in moves
    ]


def kept_reasons(run: Run, codes: Sequence[str]) -> dict[str, str]:
    """Return by LEA why each had its level in a run, from what was kept with it; one query, however many."""
    definition = definition_of(run.definition)
    found = run.results.filter(lea__code__in=codes)
    rows = found.values_list("lea__code", "official", "rule", "missing", "explanation")
    return {
        code: _reason(definition, official, rule, missing, rules.described(explanation))
        for code, official, rule, missing, explanation in rows
    }


def why(definition: Definition, outcome: Outcome) -> str:
    """Return why an LEA would have its level: the rule that gives it, with what is known of the facts that it asks for."""
    decided = outcome.decision
    tried = rules.described(rules.explanation(level=decided, determination=outcome.determined))
    return _reason(definition, outcome.known.official, decided.rule, decided.missing, tried)


def _reason(
    definition: Definition, official: str | None, rule: int | None, missing: Sequence[str], tried: list[JsonObject]
) -> str:
    """Return why an LEA has its level: the rule that gave it, with what is known of the facts that it asks for."""
    if official is not None:
        return _("The state decided it.")
    if rule is None:
        unknown = ", ".join(fact_in_words(name) for name in missing)
        if not unknown:
            return _("No rule held.")
        return _("No rule held. Not known: %(unknown)s.") % {"unknown": unknown}
    facts = "; ".join(_fact(fact) for fact in tried[rule]["facts"])
    return _("Rule %(rule)s (%(when)s). %(facts)s.") % {
        "rule": rule + 1,
        "when": condition_in_words(definition.rules[rule].when),
        "facts": facts,
    }


def _fact(fact: Mapping[str, Json]) -> str:
    return f"{fact_in_words(fact['name'])}: {value_in_words(fact['value']) or _('not known')}"
