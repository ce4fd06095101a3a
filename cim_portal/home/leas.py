"""What happens in the LEAs of a person who does not fill in their plans: of a SELPA, or from outside."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from improvement_plans.plans import queries
from improvement_plans.plans.models import Plan, Step
from improvement_plans.plans.queries import StepState
from improvement_plans.reviews import services as reviews
from improvement_plans.reviews.models import Comment
from monitoring.access import roles, scope
from monitoring.access.who import User
from monitoring.definition import unread

ASSIST = frozenset(role.name for role in roles.ROLES.values() if role.on == "lea" and not role.is_staff)
LATELY = timedelta(days=14)  # how long a comment is a new one
MOST = 20  # comments on the page


@dataclass(frozen=True)
class Assisted:
    """A step of an LEA that `user` assists which is not approved yet: whom it waits for, and by when."""

    lea: str
    year: int
    state: StepState


@dataclass(frozen=True)
class Said:
    """A comment that someone else wrote lately: of which LEA, on which page of which step, and its address."""

    lea: str
    year: int
    step: int
    page: str
    by: str
    at: datetime
    link: str


def assisted(user: User, *, today: date) -> list[Assisted]:
    """Return the steps of the LEAs that `user` assists which are not approved, by due date."""
    steps = Step.objects.filter(_mine(user, path="plan__lea__")).exclude(status=Step.Status.APPROVED)
    alive = steps.exclude(plan__status=Plan.Status.CLOSED)
    found = alive.select_related("plan__lea", "plan__year", "plan__definition").defer(*unread("plan__definition"))
    found = found.order_by("plan__lea__name", "number")
    lines = [Assisted(step.plan.lea.name, step.plan.year.year, queries.state_of(step, today=today)) for step in found]
    return sorted(lines, key=lambda line: (line.state.due_on or date.max, line.lea, line.state.number))


def comments(user: User, *, at: datetime) -> list[Said]:
    """Return what others wrote lately in the plans of the LEAs that `user` assists, the newest first."""
    found = Comment.objects.visible_to(user).filter(_mine(user, path="step__plan__lea__"), at__gt=at - LATELY)
    lately = found.exclude(by=user.pk).select_related(
        "by", "step__plan__lea", "step__plan__year", "step__plan__definition"
    )
    return [
        Said(
            lea=one.step.plan.lea.name,
            year=one.step.plan.year.year,
            step=one.step.number,
            page=queries.titles(one.step).get(one.activity, one.activity),
            by=str(one.by),
            at=one.at,
            link=f"{reviews.page_of(one)}#comments",
        )
        for one in lately.order_by("-at", "-pk")[:MOST]
    ]


def assists(user: User) -> bool:
    """Say whether `user` assists an LEA."""
    return bool(scope.roles(user) & ASSIST)


def _mine(user: User, *, path: str) -> Q:
    return scope.leas_in_scope(user, wanted=ASSIST, path=path)
