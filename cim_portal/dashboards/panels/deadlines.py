"""What is overdue, what is due in the next 30 days, and where more time was asked for."""

from collections import Counter

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.dashboards.declaring import Cell, Column, Panel, Row, Scene, StepLine, count_of
from improvement_plans.deadlines.models import Extension

WITHIN = (7, 14, 30)  # days
ASKED = {
    Extension.Status.ASKED: gettext_lazy("More time asked for"),
    Extension.Status.GRANTED: gettext_lazy("More time granted"),
    Extension.Status.REFUSED: gettext_lazy("More time not granted"),
}


def _columns(_scene: Scene) -> list[Column]:
    within = [Column(f"due_in_{days}_days", _("Due within %(days)s days") % {"days": days}) for days in WITHIN]
    return [
        Column("step", _("Step"), is_number=False),
        Column("overdue", _("Overdue")),
        Column("days_late", _("Longest overdue, in days")),
        *within,
        *(Column(f"more_time_{status}", str(words)) for status, words in ASKED.items()),
    ]


def _rows(scene: Scene) -> list[Row]:
    asked = _asked(scene)
    return [_row(scene, number, name, asked) for number, name in scene.step_names]


def _row(scene: Scene, number: int, name: str, asked: Counter[tuple[int, str]]) -> Row:
    left = [_days_left(step, scene) for step in scene.steps if step.number == number and step.party == "lea"]
    known = [days for days in left if days is not None]
    late = [-days for days in known if days < 0]
    return [
        Cell(name),
        count_of(len(late), scene.address(step=number, overdue="yes")),
        Cell(max(late, default=None)),
        *(
            count_of(sum(0 <= one <= days for one in known), scene.address(step=number, due=_nearer(scene, days)))
            for days in WITHIN
        ),
        *(count_of(asked[number, status], scene.address(step=number, extension=status)) for status in ASKED),
    ]


def _nearer(scene: Scene, days: int) -> int:
    """Return the days, or those that are asked for already where they are fewer."""
    asked = scene.filters.due
    return min(days, int(asked)) if asked.isdecimal() else days


def _days_left(step: StepLine, scene: Scene) -> int | None:
    return (step.due_on - scene.today).days if step.due_on else None


def _asked(scene: Scene) -> Counter[tuple[int, str]]:
    """Return of how many LEAs there is a request in each state, by step."""
    found = Extension.objects.filter(step__in=scene.asked_steps)
    if scene.filters.extension:
        found = found.filter(status=scene.filters.extension)
    rows = found.order_by().values_list("step__number", "status").annotate(leas=Count("step", distinct=True))
    return Counter({(number, status): leas for number, status, leas in rows})


PANEL = Panel(
    order=40,
    title=gettext_lazy("Overdue, due soon, and more time"),
    says=gettext_lazy(
        "Steps that wait for the LEA, by the day on which they are due, and the requests for more time about all steps."
    ),
    columns=_columns,
    rows=_rows,
    compares=True,
)
