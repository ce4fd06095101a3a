"""How the outcomes of the plans go, against their targets."""

from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.dashboards.declaring import Cell, Column, Panel, Row, Scene, count_of
from cim_portal.dashboards.filters import NOTHING
from cim_portal.lib import charts
from improvement_plans.progress import queries as progress
from improvement_plans.progress.models import Entry

Reading = Entry.Reading
READINGS = (
    (Reading.REACHED, gettext_lazy("Target reached")),
    (Reading.ON_COURSE, gettext_lazy("On course to the target")),
    (Reading.BEHIND, gettext_lazy("Behind")),
    (Reading.NO_DATA, gettext_lazy("No data yet")),
    (NOTHING, gettext_lazy("Nothing entered yet")),
)


def _columns(_scene: Scene) -> list[Column]:
    return [
        Column("reading", _("How it goes"), is_number=False),
        Column("outcomes", _("Outcomes")),
        Column("leas", _("LEAs")),
    ]


def _rows(scene: Scene) -> list[Row]:
    of_year = {"plan__year": scene.run.year, "plan__lea__in": scene.among}
    outcomes: dict[str, set[tuple[int, str]]] = defaultdict(set)
    entered = progress.latest_of_outcomes().filter(**{f"check_of__{name}": value for name, value in of_year.items()})
    for reading, lea, row in entered.values_list("reading", "check_of__plan__lea", "check_of__row"):
        outcomes[reading].add((lea, row))
    untouched = progress.outcomes_without_entry().filter(**of_year)
    outcomes[NOTHING] = set(untouched.order_by().values_list("plan__lea", "row"))
    if not any(outcomes.values()):
        return []
    asked = scene.filters.progress
    return [
        [
            Cell(str(words)),
            Cell(len(outcomes[reading])),
            count_of(len({lea for lea, _row in outcomes[reading]}), scene.address(progress=reading)),
        ]
        for reading, words in READINGS
        if asked in ("", reading)
    ]


def _chart(_scene: Scene, rows: list[Row]) -> charts.Chart:
    pairs = [(row[0].shown, float(row[1].value or 0)) for row in rows]
    return charts.bars(
        title=_("Outcomes of plans by how they go"), pairs=pairs, axis=_("Number of outcomes"), label=_("How it goes")
    )


PANEL = Panel(
    order=70,
    title=gettext_lazy("Outcomes of plans"),
    says=gettext_lazy("What was entered last of each measurable outcome of the year’s approved plans."),
    columns=_columns,
    rows=_rows,
    compares=True,
    chart=_chart,
    empty=gettext_lazy("No plan of these LEAs is approved yet, so no outcome is followed."),
)
