"""Reads of progress: what is to be entered by when, and what was entered of each outcome and action step."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from improvement_plans.plans import queries as plans_queries
from improvement_plans.plans.models import Plan
from improvement_plans.progress.models import Entry, Evaluation, ProgressCheck
from monitoring.access import roles, scope
from monitoring.access.who import User
from monitoring.definition import Level

AHEAD = timedelta(days=30)  # how long before its day a check is to do


@dataclass(frozen=True)
class Asked:
    """What is to be entered of one plan: how many checks are late, how many are due soon, and the first of their days."""

    plan: Plan
    late: int
    soon: int
    first: date


def check(user: User, code: str, year: int, pk: int) -> ProgressCheck:
    """Return a check of a plan. Raises Http404."""
    found = ProgressCheck.objects.visible_to(user).select_related("plan__lea__selpa", "plan__year", "plan__definition")
    return get_object_or_404(found, plan__lea__code=code, plan__year__year=year, pk=pk)


def entry(user: User, pk: int) -> Entry:
    """Return an entry with a file. Raises Http404."""
    seen = Entry.objects.filter(check_of__in=ProgressCheck.objects.visible_to(user), file__isnull=False)
    return get_object_or_404(seen.select_related("check_of__plan__lea", "check_of__plan__year", "file"), pk=pk)


def checks_of(plan: Plan) -> QuerySet[ProgressCheck]:
    """Return the checks of a plan by day, with what was entered of each."""
    return plan.checks.prefetch_related("entries__by").order_by("due_on", "of", "pk")


def last_entry(check: ProgressCheck) -> Entry | None:
    """Return what counts of a check: the newest entry, or None."""
    return max(check.entries.all(), key=lambda entry: entry.pk, default=None)


def asked_of(user: User, *, today: date) -> list[Asked]:
    """Return the plans of which `user` enters progress and something is late or due soon, the longest late first."""
    return _asked(user, roles.LEA_STAFF, until=today + AHEAD, today=today)


def late_of(user: User, *, today: date) -> list[Asked]:
    """Return the plans of the LEAs of the SELPAs that `user` reviews for in which progress is overdue, the longest first."""
    return _asked(user, roles.SELPA_STAFF, until=today - timedelta(days=1), today=today)


def _asked(user: User, wanted: frozenset[str], *, until: date, today: date) -> list[Asked]:
    if not scope.roles(user) & wanted:
        return []
    mine = scope.leas_in_scope(user, wanted=wanted, path="plan__lea__")
    rows = (
        ProgressCheck.objects.to_enter()
        .filter(mine, due_on__lte=until)
        .values("plan")
        .annotate(late=Count("pk", filter=Q(due_on__lt=today)), all=Count("pk"), first=Min("due_on"))
        .order_by("first", "plan")
    )
    found = list(rows)
    plans = Plan.objects.select_related("lea", "year").in_bulk([row["plan"] for row in found])
    return [Asked(plans[row["plan"]], row["late"], row["all"] - row["late"], row["first"]) for row in found]


def state_of(plan: Plan, *, today: date) -> tuple[int, int, date | None]:
    """Return how many checks a plan has, how many are late, and the day of the next one that is not."""
    to_enter = Q(entered_at__isnull=True)
    said = plan.checks.aggregate(
        all=Count("pk"),
        late=Count("pk", filter=to_enter & Q(due_on__lt=today)),
        next=Min("due_on", filter=to_enter & Q(due_on__gte=today)),
    )
    return said["all"], said["late"], said["next"]


def evaluation_of(plan: Plan) -> Evaluation | None:
    """Return the evaluation of a plan that counts, or None."""
    return plan.evaluations.select_related("by").order_by("-pk").first()


def _is_reviewed_last_by(party: str, level: Level) -> bool:
    return level.reviewers[-1:] == (party,)


def to_end(user: User) -> QuerySet[Plan]:
    """Return the plans that are evaluated and that `user` closes as their last reviewer, the longest waiting first."""
    if not scope.roles(user) & (roles.SELPA_STAFF | roles.MONITORS):
        return Plan.objects.none()
    mine, definitions = Q(pk__in=[]), list(plans_queries.definitions_in_use())
    for party, wanted in (("selpa", roles.SELPA_STAFF), ("state", roles.MONITORS)):
        reached = scope.leas_in_scope(user, wanted=wanted, path="lea__")
        mine |= reached & plans_queries.of_levels(definitions, partial(_is_reviewed_last_by, party), path="")
    written = Max("evaluations__at")
    alive = Plan.objects.filter(mine, status=Plan.Status.APPROVED).annotate(written=written)
    return alive.filter(written__isnull=False).select_related("lea", "year").order_by("written", "pk")


def latest(plan: Plan, rows: Collection[str]) -> dict[str, Entry]:
    """Return by outcome what was entered of it last with a value, by the day of the value."""
    found: dict[str, Entry] = {}
    checks = plan.checks.filter(of=ProgressCheck.Of.OUTCOME, row__in=rows, entered_at__isnull=False)
    for one in checks.prefetch_related("entries").order_by("due_on", "pk"):
        entry = last_entry(one)
        if entry and entry.value and (one.row not in found or found[one.row].as_of <= entry.as_of):
            found[one.row] = entry
    return found


def latest_of_outcomes() -> QuerySet[Entry]:
    """Return what was entered last of each outcome of every plan, corrected as it was."""
    newer = Entry.objects.filter(check_of=OuterRef("check_of"), pk__gt=OuterRef("pk"))
    same = Entry.objects.filter(
        ~Exists(newer),
        check_of__of=ProgressCheck.Of.OUTCOME,
        check_of__plan=OuterRef("check_of__plan"),
        check_of__row=OuterRef("check_of__row"),
    )
    later = same.filter(Q(as_of__gt=OuterRef("as_of")) | Q(as_of=OuterRef("as_of"), pk__gt=OuterRef("pk")))
    return Entry.objects.filter(~Exists(newer), ~Exists(later), check_of__of=ProgressCheck.Of.OUTCOME)


def outcomes_without_entry() -> QuerySet[ProgressCheck]:
    """Return the checks of the outcomes of which nothing was entered yet."""
    entered = ProgressCheck.objects.filter(
        of=ProgressCheck.Of.OUTCOME, plan=OuterRef("plan"), row=OuterRef("row"), entries__isnull=False
    )
    return ProgressCheck.objects.filter(~Exists(entered), of=ProgressCheck.Of.OUTCOME)
