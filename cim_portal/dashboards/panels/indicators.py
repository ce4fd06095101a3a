"""How many LEAs meet the target of each indicator, how their rates are spread, and the trend."""

from collections.abc import Mapping

from django.db.models import Aggregate, Count, F, FloatField, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.dashboards import filters
from cim_portal.dashboards.declaring import Cell, Column, Panel, Row, Scene, count_of
from cim_portal.lib import charts
from cim_portal.lib.numbers import percent
from determinations.runs.models import Run
from determinations.runs.words import NONE

TREND = 4  # years before: a table with more columns is not read
QUARTERS = ((0.25, "lower_quarter"), (0.5, "median"), (0.75, "upper_quarter"))


class _Percentile(Aggregate):
    """The rate that so great a share of the rates is at most, between two of them where it is none."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def _columns(scene: Scene) -> list[Column]:
    earlier = [Column(f"share_{run.year}", _("Met in %(year)s") % {"year": run.year}) for run in _earlier(scene)]
    return [
        Column("indicator", _("Indicator"), is_number=False),
        Column("met", _("Meet the target")),
        Column("missed", _("Miss it")),
        Column("not_stated", _("Not stated")),
        Column("share", _("Share that meets it")),
        *earlier,
        Column("lower_quarter", _("A quarter of rates is at most")),
        Column("median", _("Half is at most")),
        Column("upper_quarter", _("Three quarters are at most")),
    ]


def _earlier(scene: Scene) -> list[Run]:
    return [run for run in reversed(scene.years) if run != scene.run][:TREND]


def _rows(scene: Scene) -> list[Row]:
    counted = _counted(scene, scene.run, spread=True)
    shares = [{code: _share(row) for code, row in _counted(scene, run).items()} for run in _earlier(scene)]
    rows = []
    for one in scene.definition.indicators:
        if row := counted.get(one.code):
            rows.append(
                [
                    Cell(f"{one.code} {one.name}"),
                    *(
                        count_of(int(row[key] or 0), scene.address(indicator=one.code, met=met))
                        for key, met in (("met", "Yes"), ("missed", "No"), ("unstated", NONE))
                    ),
                    _percentage(_share(row)),
                    *(_percentage(share.get(one.code)) for share in shares),
                    *(Cell(None if row[name] is None else round(row[name] or 0, 2)) for _at, name in QUARTERS),
                ]
            )
    return rows


def _counted(scene: Scene, run: Run, *, spread: bool = False) -> dict[str, Mapping[str, float | None]]:
    """Return of each element how many of the LEAs meet its target in a run; of `spread` also how their rates are."""
    rows = filters.elements(run).filter(lea__in=scene.among)
    if run == scene.run and scene.filters.indicator:
        rows = rows.filter(element=scene.filters.indicator)
        rows = rows.filter(filters.verdict_of(scene.filters.met)) if scene.filters.met else rows
    asked: dict[str, Aggregate] = {
        "met": Count("pk", filter=Q(verdict="Yes")),
        "missed": Count("pk", filter=Q(verdict="No")),
        "unstated": Count("pk", filter=filters.verdict_of(NONE)),
    }
    if spread:
        asked |= {name: _Percentile(F("rate"), fraction=at) for at, name in QUARTERS}
    counted = rows.order_by().values_list("element").annotate(**asked)
    return {element: dict(zip(asked, values, strict=True)) for element, *values in counted}


def _share(row: Mapping[str, float | None]) -> float | None:
    met, missed = row["met"] or 0, row["missed"] or 0
    return round(100 * met / (met + missed), 1) if met + missed else None


def _percentage(share: float | None) -> Cell:
    return Cell(share, text="" if share is None else percent(share))


def _chart(_scene: Scene, rows: list[Row]) -> charts.Chart:
    """Draw the share that meets the target, of the indicators of which it is known."""
    pairs = [(row[0].shown.split(" ")[0], float(row[4].value or 0)) for row in rows if row[4].value is not None]
    return charts.bars(
        title=_("Share of LEAs that meet the target of each indicator"),
        pairs=pairs,
        axis=_("Percent of the LEAs with a result"),
        label=_("Indicator"),
    )


PANEL = Panel(
    order=50,
    title=gettext_lazy("Indicators against their targets"),
    says=gettext_lazy(
        "The LEAs with a result of each indicator, as the final run read it. The four years before are about the same LEAs."
    ),
    columns=_columns,
    rows=_rows,
    chart=_chart,
    empty=gettext_lazy("No results of indicators were read of these LEAs."),
)
