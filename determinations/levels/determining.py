"""Works out the levels of a year, keeps them as a run, and explains them."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Max
from django.utils.translation import gettext as _

from cim_portal.lib import canonical
from cim_portal.lib.verdict import Refused
from determinations.levels import before as years_before
from determinations.levels import doubts, events, gathering, rules
from determinations.levels.doubts import Accepted
from determinations.preliminary import moves as preliminary_moves
from determinations.runs import moves, queries
from determinations.runs.models import LevelResult, Run
from determinations.runs.queries import NoRun
from determinations.runs.words import NONE
from monitoring.access.who import Actor
from monitoring.definition import Definition, definition_of
from monitoring.definition.models import DefinitionVersion
from monitoring.ledger import ledger
from monitoring.years import locking
from monitoring.years.models import Year


class AnotherYear(Refused):
    """The definition belongs to another year."""


class UndefinedLevel(Refused):
    """The state decided levels that the definition does not have."""


class Outcome(NamedTuple):
    """What the rules of one definition say of one LEA, of its level and of its determination. The state's own decision
    counts where it gave one."""

    known: gathering.Known
    decision: rules.Decision
    determined: rules.Decision

    @property
    def level(self) -> str | None:
        """The level that counts, or None."""
        official = self.known.official
        return self.decision.gives if official is None else official or None

    @property
    def other(self) -> str | None:
        """The outcome that the rules end in instead of a level, or None; none where the state decided itself."""
        return self.decision.outcome if self.known.official is None else None

    @property
    def ends_in(self) -> str:
        """The code of the level or of the other outcome; blank where there is neither."""
        return self.level or self.other or ""

    @property
    def determination(self) -> str | None:
        """The category of determination that counts, or None."""
        official = self.known.determination
        return self.determined.gives if official is None else official or None


@dataclass(frozen=True)
class Outcomes:
    """What the rules of one definition say of every LEA, in the order of their codes."""

    year: int
    definition: Definition
    inputs_sha256: str
    uploads: tuple[int, ...]
    of_leas: list[Outcome]

    def document(self, *, final: bool) -> dict[str, object]:
        """Return the JSON document of `determine`; the same data and rules give the same bytes."""
        levels = {
            outcome.known.lea.code: _line(
                outcome.level, outcome.decision.rule, list(outcome.decision.missing), outcome.other
            )
            for outcome in self.of_leas
        }
        return _document(self.year, self.definition, self.inputs_sha256, final, levels)

    def counts(self) -> dict[str, int]:
        """Return how many LEAs each level would have; blank for no level."""
        return Counter(outcome.level or "" for outcome in self.of_leas)

    def insist_on_what_is_defined(self) -> None:
        """Refuse levels and determinations that the state decided and the definition lacks. Raises UndefinedLevel."""
        levels = {level.code for level in self.definition.levels}
        categories = {category.code for category in self.definition.determinations.categories}
        for what, strange in (
            ("levels", {outcome.level for outcome in self.of_leas if outcome.level} - levels),
            ("determinations", {one.determination for one in self.of_leas if one.determination} - categories),
        ):
            if strange:
                raise UndefinedLevel(
                    _(
                        "The %(what)s that the state decided name %(strange)s, which this definition does not have. "
                        "Correct the upload of %(what)s, or put back the definition that has them."
                    )
                    % {"what": what, "strange": ", ".join(sorted(strange))}
                )

    def moved(self, *, since: Run | None) -> list[dict[str, object]]:
        """Return the LEAs whose level differs from the one in the run `since`, with both levels."""
        results = since.results.select_related("lea").values_list("lea__code", "level") if since else ()
        before = {code: level or None for code, level in results}
        return [
            {"lea_code": code, "from": before.get(code), "to": outcome.level}
            for outcome in self.of_leas
            if before.get(code := outcome.known.lea.code) != outcome.level
        ]


def work_out(*, year: Year, definition: Definition) -> Outcomes:
    """Try the rules of `definition` on the year's published data, and keep nothing: also what *what-if* shows."""
    gathered = gathering.gather(year=year, definition=definition)
    of_levels, of_determinations = rules.of_levels(definition), rules.of_determinations(definition)
    decided = [
        Outcome(
            known=one,
            decision=rules.decide(rules=of_levels, facts=one.facts),
            determined=rules.decide(rules=of_determinations, facts=one.facts),
        )
        for one in gathered.known
    ]
    return Outcomes(year.year, definition, gathered.sha256, gathered.uploads, decided)


def determine(*, year: Year, version: DefinitionVersion, by: Actor, at: datetime) -> Run:
    """Keep what the rules of `version` say as a draft, with each LEA's explanation.

    Where a draft or the final run has the same rules and the same data, it is that one. Raises NotYou, AnotherYear,
    UndefinedLevel.
    """
    ledger.insist(by)
    if version.year != year.year:
        raise AnotherYear(
            _("This definition is for %(year)s, not for %(year_2)s.") % {"year": version.year, "year_2": year.year}
        )
    # Locked as publishing is, so that no file comes to count between the reading of one fact and of another.
    with locking.one_at_a_time(year.pk):
        outcomes = work_out(year=year, definition=definition_of(version))
        outcomes.insist_on_what_is_defined()
        alive = year.runs.exclude(status=Run.Status.SUPERSEDED)
        if same := alive.filter(definition=version, inputs_sha256=outcomes.inputs_sha256).order_by("-number").first():
            return same
        number = (year.runs.aggregate(number=Max("number"))["number"] or 0) + 1
        run = Run.objects.create(
            year=year, number=number, definition=version, inputs_sha256=outcomes.inputs_sha256, made_at=at, made_by=by
        )
        run.uploads.set(outcomes.uploads)
        definition = outcomes.definition
        results = (_result(run, outcome, definition) for outcome in outcomes.of_leas)
        LevelResult.objects.bulk_create(results, batch_size=1000)
        ledger.record(events.DETERMINED, run, target=run.status, by=by, at=at, values={"definition": str(version)})
    return run


def document(run: Run) -> dict[str, object]:
    """Return the JSON document of `determine` for a run that was kept."""
    results = run.results.order_by("lea__code").values_list("lea__code", "level", "rule", "missing", "outcome")
    levels = {code: _line(level or None, rule, missing, other) for code, level, rule, missing, other in results}
    final = run.status == Run.Status.FINAL
    return _document(run.year.year, definition_of(run.definition), run.inputs_sha256, final, levels)


def finalise(*, run: Run, by: Actor, at: datetime, accepted: Accepted | None = None) -> Run:
    """Let the run count; the final one before it is superseded in the same transaction.

    `accepted` are the kinds of things that look wrong about it, each with how many there are, as `doubts.counts` gives
    them; Everything accepts all of them, whatever they are. Raises NotYou, NotNow, Doubtful.
    """
    ledger.insist(by)
    with locking.one_at_a_time(run.year_id):
        if run.status == Run.Status.DRAFT and (found := doubts.insist_accepted(run, accepted=accepted or {})):
            ledger.record(events.ACCEPTED_DOUBTS, run, by=by, at=at, values=found)
        final = moves.finalise_run(run=run, by=by, at=at)
        preliminary_moves.freeze(run=final, at=at)
        return final


def explain(*, lea_code: str, year: int) -> dict[str, object]:
    """Return the JSON document of `explain`: from the final run, or the newest draft before there is one.

    Raises NoRun.
    """
    alive = LevelResult.objects.filter(lea__code=lea_code, run__year__year=year).exclude(run__status="superseded")
    result = alive.select_related("run").order_by("-run__status", "-run__number").first()  # final before draft
    if result is None:
        raise NoRun(
            _("No level was determined for %(lea_code)s in %(year)s yet.") % {"lea_code": lea_code, "year": year}
        )
    return {
        "lea_code": lea_code,
        "year": year,
        "level": result.level or None,
        **({"outcome": result.outcome} if result.outcome else {}),
        "determination": result.determination or None,
        "rules": rules.described(result.explanation),
        "determination_rules": rules.described(result.explanation, of="determination_rules"),
        "elements": [one.as_explained() for one in queries.elements_of(result.run, [result.lea_id])[result.lea_id]],
    }


def _result(run: Run, outcome: Outcome, definition: Definition) -> LevelResult:
    known, determination = outcome.known, outcome.determination
    before = known.determined_before
    return LevelResult(
        run=run,
        lea_id=known.lea.pk,
        level=outcome.level or "",
        outcome=outcome.other or "",
        computed=outcome.decision.gives or "",
        official=known.official,
        rule=outcome.decision.rule,
        determination=determination or "",
        computed_determination=outcome.determined.gives or "",
        official_determination=known.determination,
        determination_years=1 + years_before.years_in(determination, before=before, definition=definition)
        if determination
        else 0,
        missing=list(outcome.decision.missing),
        explanation=rules.explanation(level=outcome.decision, determination=outcome.determined),
    )


def _line(level: str | None, rule: int | None, missing: list[str], other: str | None) -> dict[str, object]:
    said: dict[str, object] = {"level": level, "rule": rule, "missing": missing}
    return said | {"outcome": other} if other else said


def _document(
    year: int, definition: Definition, inputs_sha256: str, final: bool, levels: dict[str, dict[str, object]]
) -> dict[str, object]:
    counts = Counter(line["level"] or NONE for line in levels.values())
    return {
        "year": year,
        "definition": definition.title,
        "definition_sha256": canonical.sha256(canonical.canonical(definition.canonical())),
        "inputs_sha256": inputs_sha256,
        "final": final,
        "counts": dict(sorted(counts.items())),
        "levels": levels,
    }
