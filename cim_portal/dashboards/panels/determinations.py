"""The yearly determinations by category, over the years."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.dashboards.declaring import Cell, Column, Panel, Row, Scene, count_of
from cim_portal.lib import charts
from determinations.runs.words import NONE
from monitoring.definition import definition_of


def _columns(scene: Scene) -> list[Column]:
    years = [Column(str(run.year), str(run.year)) for run in reversed(scene.years)]
    return [Column("determination", _("Category"), is_number=False), *years]


def _rows(scene: Scene) -> list[Row]:
    counts: dict[int, Counter[str]] = {}
    for year, found in scene.by_year.items():
        counts[year] = Counter()
        for _level, category, count in found:
            counts[year][category or NONE] += count
    return [
        [
            Cell(name),
            *(count_of(counts[year][code], scene.address(year=year, determination=code)) for year in reversed(counts)),
        ]
        for code, name in categories_of(scene)
    ]


def categories_of(scene: Scene) -> list[tuple[str, str]]:
    """Return the categories of all years, (what is in the address, what is shown), the best first, and none."""
    names: dict[str, str] = {}
    for run in reversed(scene.years):
        categories = definition_of(run.definition).determinations.categories
        for one in sorted(categories, key=lambda category: category.order):
            names.setdefault(one.code, one.name)
    return [*names.items(), (NONE, _("No determination"))]


def _chart(_scene: Scene, rows: list[Row]) -> charts.Chart:
    years = [str(year) for year in sorted(_scene.by_year, reverse=True)]
    groups = [
        (name.shown, list(reversed([(year, int(cell.value or 0)) for year, cell in zip(years, cells, strict=True)])))
        for name, *cells in rows
    ]
    return charts.grouped(title=_("Determinations over the years"), groups=groups, axis=_("Number of LEAs"))


PANEL = Panel(
    order=60,
    title=gettext_lazy("Yearly determinations"),
    says=gettext_lazy("The federal category of each LEA, by year."),
    columns=_columns,
    rows=_rows,
    chart=_chart,
)
