"""Whom the steps wait for, and for how many days."""

from collections import defaultdict
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.dashboards.declaring import Cell, Column, Panel, Row, Scene, count_of
from improvement_plans.plans.queries import NAMES


def _columns(_scene: Scene) -> list[Column]:
    return [
        Column("step", _("Step"), is_number=False),
        Column("waiting_for", _("Waiting for"), is_number=False),
        Column("leas", _("LEAs")),
        Column("days_median", _("Days waiting: half wait at least")),
        Column("days_longest", _("Longest")),
    ]


def _rows(scene: Scene) -> list[Row]:
    days: dict[tuple[int, str], list[int]] = defaultdict(list)
    for step in scene.steps:
        if step.party:
            days[step.number, step.party].append(step.waited)
    return [
        [
            Cell(name),
            Cell(str(NAMES[party])),
            count_of(len(waited), scene.address(step=number, waits=party)),
            Cell(median(waited)),
            Cell(max(waited)),
        ]
        for number, name in scene.step_names
        for party in NAMES
        if (waited := days[number, party])
    ]


PANEL = Panel(
    order=35,
    title=gettext_lazy("Whom steps wait for"),
    says=gettext_lazy("Steps that are not approved, and the days since each was last moved."),
    columns=_columns,
    rows=_rows,
    compares=True,
    empty=gettext_lazy("No step waits for anyone."),
)
