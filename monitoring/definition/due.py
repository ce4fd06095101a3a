"""The tasks of a year with their due dates, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from cim_portal.lib import dates
from monitoring.definition import Task

NOT_SET = gettext_lazy("not set by the state yet")


@dataclass(frozen=True)
class TaskLine:
    """A task of a level, with who leads it and when it is due."""

    title: str
    support: str
    due: str


def task_line(task: Task) -> TaskLine:
    """Return a task in words; what the state has not published is said to be so."""
    due = dates.deadline(task.due_date) if task.due_date else task.due or str(NOT_SET)
    return TaskLine(task.title, task.support or str(NOT_SET), due)
