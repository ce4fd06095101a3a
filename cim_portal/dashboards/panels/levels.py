"""How many LEAs have which level, over the years."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.dashboards.declaring import Cell, Column, Panel, Row, Scene, count_of, levels_of, tiers_of
from cim_portal.lib import charts
from determinations.runs.words import NO_LEVEL, NONE
from monitoring.definition import definition_of


def _columns(scene: Scene) -> list[Column]:
    years = [Column(str(run.year), str(run.year)) for run in reversed(scene.years)]
    return [Column("level", _("Level"), is_number=False), *years]


def _rows(scene: Scene) -> list[Row]:
    """Return each level of the year, then those that only earlier years had, and none at last."""
    names = dict(levels_of(scene.definition))
    for run in scene.years:
        names |= {code: name for code, name in levels_of(definition_of(run.definition)) if code not in names}
    names[NONE] = names.pop(NONE)
    counts = {year: _by_level(found) for year, found in scene.by_year.items()}
    return [
        [
            Cell(name),
            *(count_of(counts[year][code], scene.address(year=year, level=code)) for year in reversed(counts)),
        ]
        for code, name in names.items()
    ]


def _by_level(found: list[tuple[str, str, int]]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for level, _determination, count in found:
        counted[level or NONE] += count
    return counted


def _chart(scene: Scene, _rows: list[Row]) -> charts.Chart:
    """Draw the tiers, each over the years and called as in the newest that has it."""
    names = dict(tiers_of(scene.definition))
    counts: Counter[tuple[str, int]] = Counter()
    for run in reversed(scene.years):
        definition = definition_of(run.definition)
        names |= {tier: name for tier, name in tiers_of(definition) if tier not in names}
        tiers = {level.code: level.tier for level in definition.levels}
        for level, _determination, count in scene.by_year[run.year.year]:
            counts[tiers.get(level, ""), run.year.year] += count
    groups = [
        (names.get(tier, str(NO_LEVEL)), [(str(year), counts[tier, year]) for year in scene.by_year])
        for tier in (*names, "")
    ]
    return charts.grouped(title=_("LEAs by tier, over the years"), groups=groups, axis=_("Number of LEAs"))


PANEL = Panel(
    order=10,
    title=gettext_lazy("Levels over the years"),
    says=gettext_lazy("In each year, the LEAs that the same filters ask for then. Each count opens its list."),
    columns=_columns,
    rows=_rows,
    chart=_chart,
)
