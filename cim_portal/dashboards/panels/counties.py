"""The counties: their LEAs in numbers, and a map of one of them."""

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.dashboards.declaring import Cell, Choice, Column, Panel, Row, Scene, count_of
from cim_portal.lib import charts, maps
from cim_portal.lib.numbers import percent
from monitoring.places.counties import COUNTIES
from monitoring.places.models import Lea, LeaYear

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CLOSE = frozenset({"T3", "I1", "I2", "I3"})  # the levels of the closest monitoring that are selected by results
# What a map is of: also the columns of the table.
MEASURES: "dict[str, StrOrPromise]" = {
    "close": gettext_lazy("Targeted 3 or Intensive, %"),
    "leas": gettext_lazy("LEAs"),
    "with_level": gettext_lazy("With a level"),
    "overdue": gettext_lazy("Overdue"),
    "state": gettext_lazy("With the state"),
}


def _columns(_scene: Scene) -> list[Column]:
    return [
        Column("county", _("County"), is_number=False),
        *(Column(name, str(words)) for name, words in MEASURES.items()),
    ]


def _rows(scene: Scene) -> list[Row]:
    of = _county_of(scene)
    levels: dict[str, list[str]] = defaultdict(list)
    for one in scene.found:
        levels[of[one.lea]].append(one.level)
    late = {step.lea for step in scene.steps if step.party == "lea" and step.due_on and step.due_on < scene.today}
    overdue = Counter(of[lea] for lea in late)
    state = Counter(of[lea] for lea in {step.lea for step in scene.steps if step.party == "state"})
    rows = []
    for code in sorted(levels):
        here = levels[code]
        share = round(100 * sum(level in CLOSE for level in here) / len(here), 1)
        rows.append(
            [
                Cell(COUNTIES[code]),
                Cell(share, text=percent(share)),
                count_of(len(here), scene.address(county=code)),
                Cell(sum(bool(level) for level in here)),
                count_of(overdue[code], scene.address(county=code, overdue="yes")),
                count_of(state[code], scene.address(county=code, waits="state")),
            ]
        )
    return rows


def _county_of(scene: Scene) -> dict[int, str]:
    """Return the county of each LEA, as the year's directory has it, or as it is today where that does not have the LEA."""
    there = LeaYear.objects.filter(lea=OuterRef("pk"), year=scene.run.year).values("county__code")
    found = Lea.objects.filter(pk__in=scene.leas).order_by()
    return dict(found.values_list("pk", Coalesce(Subquery(there), F("county__code"))))


def _measure(scene: Scene) -> str:
    return scene.filters.measure if scene.filters.measure in MEASURES else next(iter(MEASURES))


def _drawings(scene: Scene) -> list[Choice]:
    now = _measure(scene)
    return [Choice(str(words), scene.address(measure=name), name == now) for name, words in MEASURES.items()]


def _chart(scene: Scene, rows: list[Row]) -> charts.Chart | None:
    """Draw the chosen measure; of a single county there is nothing to see."""
    if len(rows) < 2:
        return None
    measure = _measure(scene)
    at = 1 + list(MEASURES).index(measure)
    codes = {name: code for code, name in COUNTIES.items()}
    values = [(maps.fips(codes[row[0].shown]), row[0].shown, float(row[at].value or 0), row[at].shown) for row in rows]
    words = str(MEASURES[measure])
    title = _("Counties: %(measure)s") % {"measure": words}
    return charts.by_county(title=title, shapes=maps.counties(), values=values, axis=words)


PANEL = Panel(
    order=55,
    title=gettext_lazy("Counties"),
    says=gettext_lazy(
        "The LEAs of each county: the share at Targeted 3 or Intensive, how many have a level, an overdue step, or a step that "
        "waits for the state. The map is of one of these numbers; counties in gray have no LEA that the filters leave."
    ),
    columns=_columns,
    rows=_rows,
    compares=True,
    chart=_chart,
    drawings=_drawings,
    empty=gettext_lazy("No LEA matches these filters."),
)
