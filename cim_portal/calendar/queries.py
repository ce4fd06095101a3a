"""What is due when, for one person: steps that wait for LEAs, progress to enter, tasks without a
step, and reviews of preliminary figures."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from determinations.findings.models import Finding
from determinations.findings.queries import CORRECTING
from determinations.preliminary.models import REVIEW, Window
from determinations.runs.models import LevelResult
from improvement_plans.plans import queries
from improvement_plans.plans.models import Plan, Step
from improvement_plans.progress.models import ProgressCheck
from monitoring.access import scope
from monitoring.access.who import User
from monitoring.definition import definition_of, unread
from monitoring.definition.models import DefinitionVersion
from monitoring.years.models import Year

Of = tuple[str, str]  # an LEA's name, and the address of what it does


@dataclass(frozen=True)
class Due:
    """Something that is due at the end of a Pacific day: what, for which LEAs, and where each does it.

    `key` stays the same while the thing does, so that a calendar that reads the feed knows it again.
    """

    key: str
    day: date
    title: str
    leas: tuple[Of, ...]
    is_overdue: bool = False


def due(user: User, *, today: date) -> list[Due]:
    """Return what is due for the LEAs that `user` sees, by day; what is overdue too. A few queries, however many LEAs."""
    found = [
        *_steps(user, today),
        *_checks(user, today),
        *_tasks(user, today),
        *_windows(user, today),
        *_findings(user, today),
    ]
    return sorted(found, key=lambda one: (one.day, one.title))


def _steps(user: User, today: date) -> Iterable[Due]:
    """Give the steps that wait for LEAs and have a due date, those of one number, year and day together."""
    waiting = Step.objects.visible_to(user).filter(queries.waiting_for("lea"), due_on__isnull=False)
    rows = waiting.order_by("plan__lea__name").values_list(
        "due_on", "plan__year__year", "number", "plan__lea__name", "plan__lea__code"
    )
    names = _step_names()
    grouped: dict[tuple[date, int, int], list[Of]] = defaultdict(list)
    for day, year, number, lea, code in rows:
        assert day is not None  # noqa: S101 - asked for
        grouped[day, year, number].append((lea, reverse("step", args=[code, year, number])))
    for (day, year, number), leas in grouped.items():
        words = {"year": year, "number": number, "name": names.get((year, number), "")}
        yield Due(
            key=f"step-{year}-{number}-{day}",
            day=day,
            title=_("Step %(number)s of the %(year)s plan: %(name)s") % words,
            leas=tuple(leas),
            is_overdue=day < today,
        )


def _checks(user: User, today: date) -> Iterable[Due]:
    """Give the progress of approved plans that is to be entered, that of one year and day together."""
    to_enter = ProgressCheck.objects.visible_to(user).to_enter().order_by("plan__lea__name").distinct()
    grouped: dict[tuple[date, int], list[Of]] = defaultdict(list)
    for day, year, lea, code in to_enter.values_list(
        "due_on", "plan__year__year", "plan__lea__name", "plan__lea__code"
    ):
        grouped[day, year].append((lea, reverse("progress", args=[code, year])))
    for (day, year), leas in grouped.items():
        title = _("Progress of the %(year)s plan") % {"year": year}
        yield Due(f"progress-{year}-{day}", day, title, tuple(leas), is_overdue=day < today)


def _step_names() -> dict[tuple[int, int], str]:
    """Return the name of each step by year and number."""
    years = Year.objects.select_related("definition").defer(*unread("definition"))
    return {(year.year, step.number): step.name for year in years for step in definition_of(year.definition).steps}


def _tasks(user: User, today: date) -> Iterable[Due]:
    """Give the tasks of the levels that belong to no step, such as a training, from today on."""
    plans = Plan.objects.visible_to(user).exclude(status=Plan.Status.CLOSED).order_by("lea__name")
    grouped: dict[tuple[int, int, str], list[Of]] = defaultdict(list)
    for year, version, level, lea, code in plans.values_list(
        "year__year", "year__definition", "level", "lea__name", "lea__code"
    ):
        grouped[year, version, level].append((lea, reverse("plan", args=[code, year])))
    versions = DefinitionVersion.objects.defer(*unread()).in_bulk({version for _year, version, _level in grouped})
    together: dict[tuple[date, int, str], list[Of]] = defaultdict(list)
    for (year, version, level), leas in grouped.items():
        for task in definition_of(versions[version]).tasks_for(level):
            if task.step is None and task.due_date and task.due_date >= today:
                together[task.due_date, year, task.title] += leas
    for (day, year, title), leas in together.items():
        yield Due(f"task-{year}-{day}-{title}", day, f"{title} ({year})", tuple(sorted(leas)))


def _windows(user: User, today: date) -> Iterable[Due]:
    """Give the last days on which LEAs can contest preliminary figures."""
    for window in Window.objects.filter(status=Window.Status.OPEN).select_related("year"):
        shown = LevelResult.objects.filter(run=window.run_id).filter(
            scope.leas_in_scope(user, wanted=REVIEW, path="lea__")
        )
        leas = [
            (name, reverse("preliminary_figures", args=[code, window.year.year]))
            for name, code in shown.order_by("lea__name").values_list("lea__name", "lea__code")
        ]
        day = window.last_day
        if leas and day >= today:
            title = _("Last day to contest preliminary figures of %(year)s") % {"year": window.year}
            yield Due(f"window-{window.pk}", day, title, tuple(leas))


def _findings(user: User, today: date) -> Iterable[Due]:
    """Give the last days on which findings are corrected in time, those of one day together; the late ones too."""
    running = Finding.objects.visible_to(user).filter(status__in=CORRECTING).order_by("lea__name", "pk")
    grouped: dict[date, list[Of]] = defaultdict(list)
    for day, lea, pk in running.values_list("due_on", "lea__name", "pk"):
        assert day is not None  # noqa: S101 - the LEA was notified
        grouped[day].append((lea, reverse("finding", args=[pk])))
    for day, leas in grouped.items():
        title = _("Findings of noncompliance to be verified as corrected")
        yield Due(f"findings-{day}", day, title, tuple(leas), is_overdue=day < today)
