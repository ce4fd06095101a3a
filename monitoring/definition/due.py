"""The tasks of a year with their due dates, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from cim_portal.lib import dates
from monitoring.definition import Task

NOT_SET = gettext_lazy("not set by the state yet")


@dataclass(frozen=True)
class TaskLine:
    """A task of a level, with who leads it and when it is due. `own_support` and `own_due` say that these are the
    definition's own words, and not the portal's."""

    title: str
    support: str
    due: str
    own_support: bool
    own_due: bool


def task_line(task: Task) -> TaskLine:
    """Return a task in words; what the state has not published is said to be so."""
    due = dates.deadline(task.due_date) if task.due_date else task.due or str(NOT_SET)
    own_due = bool(task.due and not task.due_date)
    return TaskLine(task.title, task.support or str(NOT_SET), due, own_support=bool(task.support), own_due=own_due)
