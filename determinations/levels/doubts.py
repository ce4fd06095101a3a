"""What looks wrong about a run before it is made final. Each kind is found in the same way, and accepted by its count."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cim_portal.lib.verdict import Refused
from determinations.preliminary import queries as preliminary_queries
from determinations.runs import queries as runs_queries
from determinations.runs.models import Run
from determinations.runs.words import no_level
from determinations.uploads.models import (
    DisproportionalityCount,
    IndicatorResult,
    OfficialDetermination,
    OfficialLevel,
    Rank,
)
from determinations.uploads.queries import LOOKUPS, decided
from monitoring.definition import Definition, definition_of, fact_in_words
from monitoring.places.models import Lea, LeaYear

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MANY = 10  # percent of the LEAs for which a fact that the rules asked for is missing
JUMP = 2  # steps in the order of the levels
_ROWS_OF_LEAS = (IndicatorResult, DisproportionalityCount, Rank, OfficialLevel, OfficialDetermination)


class Doubtful(Refused):
    """Something looks wrong that no one accepted. `open` names the kinds, `found` is everything that looks wrong."""

    def __init__(self, found: Sequence["Doubt"], *, everything: Sequence["Doubt"]) -> None:
        count = ngettext(
            "%(count)s thing looks wrong and is not accepted: %(what)s.",
            "%(count)s things look wrong and are not accepted: %(what)s.",
            len(found),
        )
        what = "; ".join(f"{one.title} ({one.count:,}, {one.name})" for one in found)
        super().__init__(count % {"count": len(found), "what": what})
        self.open = tuple(one.name for one in found)
        self.found = everything


@dataclass(frozen=True)
class Line:
    """One thing that looks wrong: about what (an LEA with its code, or an element), and what it is."""

    code: str
    name: str
    words: str


@dataclass(frozen=True)
class Doubt:
    """A kind of thing that looks wrong, with everything of it."""

    name: str
    title: str
    why: str
    lines: tuple[Line, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.lines)


@dataclass(frozen=True)
class _Kind:
    title: "StrOrPromise"
    why: "StrOrPromise"
    find: Callable[[Run, Definition], Iterator[Line]]


def of_run(run: Run) -> list[Doubt]:
    """Return what looks wrong about a run, each kind that there is. A few queries, however many LEAs there are."""
    definition = definition_of(run.definition)
    found = []
    for name, kind in KINDS.items():
        if lines := tuple(kind.find(run, definition)):
            found.append(Doubt(name, str(kind.title), str(kind.why), lines))
    return found


def counts(run: Run) -> dict[str, int]:
    """Return how many things of each kind look wrong, as they are accepted."""
    return {doubt.name: doubt.count for doubt in of_run(run)}


@dataclass
class Everything:
    """Whatever looks wrong, accepted unseen; `found` is what it was, once the run is final."""

    found: list[Doubt] = field(default_factory=list)


Accepted = Mapping[str, int] | Everything


def insist_accepted(run: Run, *, accepted: Accepted) -> dict[str, int]:
    """Refuse a run of which something looks wrong that was not accepted, or of which there is more or less by now.

    Returns how many things of each kind were accepted. Raises Doubtful.
    """
    found = of_run(run)
    if isinstance(accepted, Everything):
        accepted.found = found
        return {doubt.name: doubt.count for doubt in found}
    if left := [doubt for doubt in found if accepted.get(doubt.name) != doubt.count]:
        raise Doubtful(left, everything=found)
    return {doubt.name: doubt.count for doubt in found}


def _missing_facts(run: Run, definition: Definition) -> Iterator[Line]:
    missing: dict[str, int] = {}
    leas = 0
    for names in run.results.values_list("missing", flat=True):
        leas += 1
        for name in names:
            missing[name] = missing.get(name, 0) + 1
    said = _("missing for %(count)s of %(leas)s LEAs")
    for name, count in sorted(missing.items()):
        if count * 100 >= MANY * leas:
            yield Line(name, fact_in_words(name), said % {"count": f"{count:,}", "leas": f"{leas:,}"})


def _outside(run: Run, definition: Definition) -> Iterator[Line]:
    inside = set(LeaYear.objects.filter(year=run.year_id).values_list("lea", flat=True))
    found: dict[int, set[str]] = {}
    for model in _ROWS_OF_LEAS:
        rows = model.objects.of(_read(run)).filter(upload__year=run.year_id)
        for lea, file in rows.order_by().values_list("lea", "upload__file_name").distinct():
            if lea not in inside:
                found.setdefault(lea, set()).add(file)
    for lea in Lea.objects.filter(pk__in=found).order_by("code"):
        yield Line(lea.code, lea.name, _("in %(files)s") % {"files": ", ".join(sorted(found[lea.pk]))})


def _jumps(run: Run, definition: Definition) -> Iterator[Line]:
    before = runs_queries.final_run(run.year.year - 1)
    if before is None:
        return
    earlier = definition_of(before.definition)
    was = dict(before.results.values_list("lea", "level"))
    said = _("from %(before)s in %(year)s to %(after)s")
    for result in run.results.select_related("lea").defer("explanation").order_by("lea__code"):
        code = was.get(result.lea_id)
        if code is not None and abs(_order(definition, result.level) - _order(earlier, code)) >= JUMP:
            words = {"before": _name(earlier, code), "year": before.year, "after": _name(definition, result.level)}
            yield Line(result.lea.code, result.lea.name, said % words)


def _without_target(run: Run, definition: Definition) -> Iterator[Line]:
    names = {one.code: one.name for one in definition.indicators}
    rows = IndicatorResult.objects.of(_read(run)).filter(upload__year=run.year_id, rate__isnull=False)
    open_ones = decided(rows, definition).filter(verdict="", element__in=definition.counted())
    found = open_ones.values("element").order_by("element").annotate(count=Count("lea", distinct=True))
    for element, count in found.values_list("element", "count"):
        said = ngettext(
            "a rate of %(count)s LEA, and nothing says whether it was met",
            "rates of %(count)s LEAs, and nothing says whether they were met",
            count,
        )
        yield Line(element, names[element], said % {"count": f"{count:,}"})


def _disagreeing(run: Run, definition: Definition) -> Iterator[Line]:
    """Yield the elements of which the file states another answer than the rate comes to, then the levels."""
    contradicted = Q(pk__in=[])
    for symbol, lookup in LOOKUPS.items():
        own, met = Q(target_operator=symbol), Q(**{f"rate__{lookup}": F("target")})
        contradicted |= own & Q(target_met="No") & met
        contradicted |= own & Q(target_met="Yes", rate__isnull=False, target__isnull=False) & ~met
    for target in definition.targets:
        mine, met = Q(element=target.indicator), Q(**{f"rate__{LOOKUPS[target.operator]}": target.value})
        contradicted |= mine & Q(target_met="No") & met
        contradicted |= mine & Q(target_met="Yes", rate__isnull=False) & ~met
    everything = IndicatorResult.objects.of(_read(run)).filter(upload__year=run.year_id)
    rows = decided(everything, definition).filter(contradicted, element__in=definition.counted())
    said = _("%(indicator)s: the file states %(stated)s, the rate is %(rate)s")
    rows = rows.order_by("lea__code", "element")
    for code, name, *read in rows.values_list("lea__code", "lea__name", "element", "target_met", "rate_text"):
        yield Line(code, name, said % dict(zip(("indicator", "stated", "rate"), read, strict=True)))
    said = _("the state decided %(official)s, the rules give %(computed)s")
    for result in runs_queries.results_of(run, only_differing=True).defer("explanation"):
        words = {"official": _name(definition, result.official or ""), "computed": _name(definition, result.computed)}
        yield Line(result.lea.code, result.lea.name, said % words)


def _twice(run: Run, definition: Definition) -> Iterator[Line]:
    """Yield the elements of which an LEA has more than one row, under two names of it that were not one when they were read."""
    everything = IndicatorResult.objects.of(_read(run)).filter(upload__year=run.year_id)
    rows = decided(everything, definition).filter(element__in=definition.counted())
    several = rows.order_by("lea__code", "element").values("lea__code", "lea__name", "element")
    said = _("%(indicator)s has %(count)s rows")
    for one in several.annotate(count=Count("row")).filter(count__gt=1):
        yield Line(one["lea__code"], one["lea__name"], said % {"indicator": one["element"], "count": one["count"]})


def _undecided(run: Run, definition: Definition) -> Iterator[Line]:
    for contest in preliminary_queries.undecided(run.year):
        said = _("element %(indicator)s is contested, and no one answered")
        yield Line(contest.lea.code, contest.lea.name, said % {"indicator": contest.indicator})


def _read(run: Run) -> list[int]:
    """Return the keys of the uploads that the run read."""
    return list(run.uploads.values_list("pk", flat=True))


def _order(definition: Definition, code: str) -> int:
    """Return where a level is among those of its year, 0 for none."""
    orders = sorted({level.order for level in definition.levels})
    return orders.index(definition.level(code).order) + 1 if code else 0


def _name(definition: Definition, code: str) -> str:
    return definition.level(code).name if code else str(no_level())


KINDS = {
    "missing_facts": _Kind(
        gettext_lazy("Facts that are missing for many LEAs"),
        gettext_lazy("A fact that is missing never fulfills a rule. A file may not be published, or hold few LEAs."),
        _missing_facts,
    ),
    "outside": _Kind(
        gettext_lazy("LEAs that are not in the directory of the year"),
        gettext_lazy("Files have rows of them. They get no level and no letter."),
        _outside,
    ),
    "jumps": _Kind(
        gettext_lazy("Levels that jump against the year before"),
        gettext_lazy("Two steps or more in the order of the levels. Rules of two years differ; so may data."),
        _jumps,
    ),
    "undecided": _Kind(
        gettext_lazy("Contests that are not answered"),
        gettext_lazy("LEAs say that preliminary figures are wrong. Final levels count them as they are."),
        _undecided,
    ),
    "without_target": _Kind(
        gettext_lazy("Elements without a target"),
        gettext_lazy("They have rates, and neither the file nor the definition says whether they were met."),
        _without_target,
    ),
    "twice": _Kind(
        gettext_lazy("Elements that an LEA has twice"),
        gettext_lazy(
            "Files call the element by two names. It counts once, and as missed where a row says so. Amend one of the files."
        ),
        _twice,
    ),
    "disagreeing": _Kind(
        gettext_lazy("Stated and computed answers that disagree"),
        gettext_lazy("A stated yes, no or level is another than what the rate and the rules come to."),
        _disagreeing,
    ),
}
