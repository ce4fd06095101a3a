"""An activity of a step as an address names it, and who may open it."""

from dataclasses import dataclass

from django.http import Http404

from cim_portal.lib.verdict import Verdict
from improvement_plans.activities import contents
from improvement_plans.plans import loading, permissions
from improvement_plans.plans.models import Step
from improvement_plans.workbook.workbook import Place, Workbook, read_by
from monitoring.access.who import User


@dataclass(frozen=True)
class Page:
    """An activity of a step, as the address names it."""

    step: Step
    book: Workbook
    place: Place


def load_page(user: User, code: str, year: int, number: int, activity: str, repeat: str = "") -> Page:
    """Return the activity of an address, as `user` reads it. Raises Http404."""
    step = loading.step(user, code, year, number)
    book = read_by(user, step.plan)
    place = contents.place_of(book, step=number, activity=activity, repeat=repeat)
    if place is None:
        raise Http404("This step has no such activity at the level of this LEA.")
    return Page(step, book, place)


def can_see_page(user: User, page: Page) -> Verdict:
    """Read an activity: everyone who may read its step."""
    return permissions.can_see_step(user, page.step)


def can_fill_in_page(user: User, page: Page) -> Verdict:
    """Fill in an activity: those who may fill in its step."""
    return permissions.can_edit(user, page.step)


def page_address(step: Step, place: Place) -> str:
    """Return the address of an activity."""
    base = f"{step.get_absolute_url()}{place.activity.slug}/"
    return f"{base}{place.repeat}/" if place.repeat else base
