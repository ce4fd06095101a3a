"""The steps of the year by status."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.dashboards.declaring import Cell, Column, Panel, Row, Scene, count_of
from improvement_plans.plans.models import Step


def _columns(_scene: Scene) -> list[Column]:
    of_states = [Column(str(status), str(label)) for status, label in Step.Status.choices]
    return [Column("step", _("Step"), is_number=False), *of_states]


def _rows(scene: Scene) -> list[Row]:
    counts = Counter((step.number, step.status) for step in scene.steps)
    return [
        [
            Cell(name),
            *(
                count_of(counts[number, status], scene.address(step=number, status=status))
                for status in Step.Status.values
            ),
        ]
        for number, name in scene.step_names
    ]


PANEL = Panel(
    order=30,
    title=gettext_lazy("Steps by status"),
    says=gettext_lazy("How many LEAs have each step of the year in each status."),
    columns=_columns,
    rows=_rows,
    compares=True,
)
