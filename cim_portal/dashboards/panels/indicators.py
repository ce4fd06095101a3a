"""How many LEAs meet the target of each indicator, how their rates are spread, and the trend."""

from django.db.models import Aggregate, Count, F, FloatField, Q, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.dashboards import filters, remembering
from cim_portal.dashboards.declaring import Cell, Column, Panel, Row, Scene, count_of
from cim_portal.lib import charts
from cim_portal.lib.numbers import percent
from cim_portal.lib.together import together
from determinations.runs.words import NONE

MET, MISSED = Q(verdict="Yes"), Q(verdict="No")
Counts = dict[str, dict[str, float | None]]  # by element
Shares = list[dict[str, float | None]]  # by element, for each of the earlier years
QUARTERS = ((0.25, "lower_quarter"), (0.5, "median"), (0.75, "upper_quarter"))


class _Percentile(Aggregate):
    """The rate that so great a share of the rates is at most, between two of them where it is none."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def _columns(scene: Scene) -> list[Column]:
    earlier = [Column(f"share_{run.year}", _("Met in %(year)s") % {"year": run.year}) for run in scene.earlier]
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


def _rows(scene: Scene) -> list[Row]:
    asked = [scene.filters.indicator, scene.filters.met]
    counted: Counts = remembering.counted(f"indicators {asked}", scene.leas, [scene.run], lambda: _counted(scene))
    shares: Shares = (
        remembering.counted("shares", scene.leas, scene.earlier, lambda: _shares(scene)) if scene.earlier else []
    )
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
                    _percentage(_share(row["met"], row["missed"])),
                    *(_percentage(share.get(one.code)) for share in shares),
                    *(Cell(None if row[name] is None else round(row[name] or 0, 2)) for _at, name in QUARTERS),
                ]
            )
    return rows


def _counted(scene: Scene) -> Counts:
    """Return of each element how many of the LEAs meet its target in the year, and how their rates are spread."""
    rows = scene.elements[scene.run.pk]
    if scene.filters.indicator:
        rows = rows.filter(element=scene.filters.indicator)
        rows = rows.filter(filters.verdict_of(scene.filters.met)) if scene.filters.met else rows
    asked: dict[str, Aggregate] = {
        "met": Count("pk", filter=MET),
        "missed": Count("pk", filter=MISSED),
        "unstated": Count("pk", filter=filters.verdict_of(NONE)),
        **{name: _Percentile(F("rate"), fraction=at) for at, name in QUARTERS},
    }
    counted = rows.order_by().values_list("element").annotate(**asked)
    return {element: dict(zip(asked, values, strict=True)) for element, *values in counted}


def _shares(scene: Scene) -> Shares:
    """Return, for each of the earlier years, the share of the LEAs that meets the target of each element. One query."""
    counted = together(
        scene.elements[run.pk]
        .order_by()
        .values_list(Value(at), "element")
        .annotate(met=Count("pk", filter=MET), missed=Count("pk", filter=MISSED))
        for at, run in enumerate(scene.earlier)
    )
    shares: Shares = [{} for _run in scene.earlier]
    for at, element, met, missed in counted:
        shares[at][element] = _share(met, missed)
    return shares


def _share(met: float | None, missed: float | None) -> float | None:
    both = (met or 0) + (missed or 0)
    return round(100 * (met or 0) / both, 1) if both else None


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
