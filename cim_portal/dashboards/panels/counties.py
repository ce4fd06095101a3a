"""The counties: their LEAs in numbers, and a map of one of them."""

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from django.db.models import FilteredRelation, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.dashboards.declaring import Cell, Choice, Column, Panel, Row, Scene, count_of
from cim_portal.lib import charts, maps
from cim_portal.lib.numbers import percent
from monitoring.places.counties import COUNTIES
from monitoring.places.models import Lea

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What a map is of: also the columns of the table.
MEASURES: "dict[str, StrOrPromise]" = {
    "reviewed": gettext_lazy("State-reviewed level, %"),
    "leas": gettext_lazy("LEAs"),
    "with_level": gettext_lazy("With a level"),
    "overdue": gettext_lazy("Overdue"),
    "state": gettext_lazy("With the state"),
}


def _measures(scene: Scene) -> dict[str, str]:
    """Return what a map can be of, with its words: where the filters ask for an indicator, its target too."""
    measures = {name: str(words) for name, words in MEASURES.items()}
    if scene.filters.indicator:
        measures["met"] = _("Meet the target of %(indicator)s, %%") % {"indicator": scene.filters.indicator}
    return measures


def _columns(scene: Scene) -> list[Column]:
    return [
        Column("county", _("County"), is_number=False),
        *(Column(name, words) for name, words in _measures(scene).items()),
    ]


def _rows(scene: Scene) -> list[Row]:
    of = _county_of(scene)
    levels: dict[str, list[str]] = defaultdict(list)
    for one in scene.found:
        levels[of[one.lea]].append(one.level)
    late = {step.lea for step in scene.steps if step.party == "lea" and step.due_on and step.due_on < scene.today}
    overdue = Counter(of[lea] for lea in late)
    state = Counter(of[lea] for lea in {step.lea for step in scene.steps if step.party == "state"})
    verdicts = _verdicts(scene, of) if scene.filters.indicator else {}
    reviewed = {level.code for level in scene.definition.levels if "state" in level.reviewers}
    rows = []
    for code in sorted(levels):
        here = levels[code]
        rows.append(
            [
                Cell(COUNTIES[code]),
                _share(sum(level in reviewed for level in here), len(here)),
                count_of(len(here), scene.address(county=code)),
                Cell(sum(bool(level) for level in here)),
                count_of(overdue[code], scene.address(county=code, overdue="yes")),
                count_of(state[code], scene.address(county=code, waits="state")),
                *([_share(verdicts[code]["Yes"], verdicts[code].total())] if scene.filters.indicator else []),
            ]
        )
    return rows


def _share(some: int, of: int) -> Cell:
    if not of:
        return Cell(None)
    share = round(100 * some / of, 1)
    return Cell(share, text=percent(share))


def _verdicts(scene: Scene, of: dict[int, str]) -> dict[str, Counter[str]]:
    """Return how many LEAs of each county meet the target of the indicator, and how many miss it."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    rows = scene.elements[scene.run.pk].filter(element=scene.filters.indicator)
    for lea, verdict in set(rows.filter(verdict__in=["Yes", "No"]).values_list("lea", "verdict")):
        found[of[lea]][verdict] += 1
    return found


def _county_of(scene: Scene) -> dict[int, str]:
    """Return the county of each LEA, as the year's directory has it, or as it is today where that does not have the LEA."""
    there = FilteredRelation("years", condition=Q(years__year=scene.run.year_id))
    found = Lea.objects.filter(pk__in=scene.among).alias(there=there).order_by()
    return dict(found.values_list("pk", Coalesce("there__county__code", "county__code")))


def _measure(scene: Scene) -> str:
    return scene.filters.measure if scene.filters.measure in _measures(scene) else next(iter(MEASURES))


def _drawings(scene: Scene) -> list[Choice]:
    now = _measure(scene)
    return [Choice(words, scene.address(measure=name), name == now) for name, words in _measures(scene).items()]


def _chart(scene: Scene, rows: list[Row]) -> charts.Chart | None:
    """Draw the chosen measure; of a single county there is nothing to see."""
    if len(rows) < 2:
        return None
    measure = _measure(scene)
    measures = _measures(scene)
    at = 1 + list(measures).index(measure)
    codes = {name: code for code, name in COUNTIES.items()}
    values = [(maps.fips(codes[row[0].shown]), row[0].shown, _number(row[at]), row[at].shown) for row in rows]
    title = _("Counties: %(measure)s") % {"measure": measures[measure]}
    return charts.by_county(title=title, shapes=maps.counties(), values=values, axis=measures[measure])


def _number(cell: Cell) -> float | None:
    return None if cell.value is None else float(cell.value)


PANEL = Panel(
    order=55,
    title=gettext_lazy("Counties"),
    says=gettext_lazy(
        "The LEAs of each county: the share at a level that the state reviews, how many have a level, an overdue step, or a "
        "step that waits for the state; where the filters name an indicator, the share that meets its target. The map is of "
        "one of these numbers; counties in gray have no LEA that the filters leave."
    ),
    columns=_columns,
    rows=_rows,
    compares=True,
    chart=_chart,
    drawings=_drawings,
    empty=gettext_lazy("No LEA matches these filters."),
)
