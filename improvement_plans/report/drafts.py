"""A plan, a step or one activity as it is now, to be read, printed or taken along before anyone submits it."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.http import Http404
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cim_portal.lib import dates
from improvement_plans.activities import contents
from improvement_plans.amendments import queries as amendments
from improvement_plans.plans import loading, queries
from improvement_plans.plans.models import Plan
from improvement_plans.report import summary
from improvement_plans.report.context import PlanContext, amended, closed, gather, whole
from improvement_plans.workbook.workbook import Workbook, read_by
from monitoring.access.who import User

ENDINGS = ("pdf", "docx")


@dataclass(frozen=True)
class Draft:
    """What is drawn: the steps `numbers` of a plan, or the one page `key` of them, as its reader may see it.

    `ending` says as what: pdf or docx. `name` is what the file is saved as, without its ending.
    """

    plan: Plan
    book: Workbook
    numbers: list[int]
    key: tuple[str, str] | None
    title: str
    name: str
    ending: str


def of_plan(user: User, code: str, year: int, ending: str) -> Draft:
    """Return the draft of a whole plan. Raises Http404."""
    plan = loading.plan(user, code, year)
    book = read_by(user, plan)
    numbers = [step.number for step in book.definition.steps_for(plan.level)]
    title = _("%(year)s Improvement Plan: %(lea)s") % {"year": plan.year, "lea": plan.lea}
    return Draft(plan, book, numbers, None, title, f"plan-{code}-{year}", _known(ending))


def of_step(user: User, code: str, year: int, number: int, ending: str) -> Draft:
    """Return the draft of one step. Raises Http404."""
    step = loading.step(user, code, year, number)
    words = {"year": year, "number": number, "step": queries.title(step), "lea": step.lea}
    title = _("%(year)s Step %(number)s, %(step)s: %(lea)s") % words
    book = read_by(user, step.plan)
    return Draft(step.plan, book, [number], None, title, f"step-{number}-{code}-{year}", _known(ending))


def of_activity(user: User, code: str, year: int, number: int, activity: str, ending: str, repeat: str = "") -> Draft:
    """Return the draft of one activity. Raises Http404."""
    step = loading.step(user, code, year, number)
    book = read_by(user, step.plan)
    place = contents.place_of(book, step=number, activity=activity, repeat=repeat)
    if place is None:
        raise Http404("This step has no such activity at the level of this LEA.")
    title = _("%(year)s %(activity)s: %(lea)s") % {"year": year, "activity": place.title, "lea": step.lea}
    name = "-".join(filter(None, (activity, repeat, code, str(year))))
    return Draft(step.plan, book, [number], place.key, title, name, _known(ending))


def gather_draft(draft: Draft, at: datetime) -> PlanContext:
    """Return what the document says, and that it is a draft."""
    found = gather(
        draft.book,
        draft.numbers,
        title=draft.title,
        on=localdate(at),
        signed=_("Draft, as it was on %(at)s. It was not submitted in this form.") % {"at": dates.moment(at)},
        printed=whole,
        key=draft.key,
    )
    is_plan = draft.key is None and len(draft.numbers) > 1
    if not is_plan:
        return found
    return replace(
        found,
        closed=closed(draft.plan),
        summary=summary.of(draft.book, named=True),
        amendments=[amended(one) for one in amendments.in_force(draft.plan)],
    )


def _known(ending: str) -> str:
    if ending not in ENDINGS:
        raise Http404("There is no document of this kind.")
    return ending
