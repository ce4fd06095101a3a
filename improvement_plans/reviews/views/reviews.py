"""What waits for review, what waits for another reviewer, and what is still with the LEA; a page of it at a time."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from cim_portal.lib import downloads
from cim_portal.lib.doors import guarded
from cim_portal.lib.sheets import AT_ONCE, some_at_a_time
from improvement_plans.deadlines import queries as deadlines_queries
from improvement_plans.plans import permissions, queries
from improvement_plans.plans.models import Plan, Step
from improvement_plans.plans.queries import StepState
from improvement_plans.reviews import assigning
from monitoring.access import roles, scope
from monitoring.access.who import User
from monitoring.definition import definition_of, unread
from monitoring.oversight import queries as oversight
from monitoring.places.queries import words_of_lea
from monitoring.years.models import Year

PAGE = 50
COLUMNS = "year lea_code lea_name selpa level step state waiting_for since days due overdue assigned_to".split()
SORTS = {"since": ("moved_at", "pk"), "due": (F("due_on").asc(nulls_last=True), "moved_at", "pk")}
LISTS = {
    "mine": gettext_lazy("Waiting for your review"),
    "others": gettext_lazy("With another reviewer"),
    "lea": gettext_lazy("Still with the LEA"),
}


@dataclass(frozen=True)
class WaitingStep(StepState):
    """One step on the list: where it is, and whose it is."""

    lea: str
    selpa: str
    year: int
    level: str
    days: int  # since it was moved
    assigned_to: str


@dataclass(frozen=True)
class Filters:
    """What the address asks for."""

    show: str
    level: str
    year: str
    words: str
    monitor: str
    sort: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Filters":
        """Read the filters from the address; what is not known there counts as nothing."""
        asked = {key: request.GET.get(key, "").strip() for key in ("show", "level", "year", "words", "monitor", "sort")}
        year = (
            asked["year"] if asked["year"].isascii() and asked["year"].isdecimal() and len(asked["year"]) == 4 else ""
        )
        known = {"show": asked["show"] if asked["show"] in LISTS else "mine", "year": year}
        return cls(**{**asked, **known})

    def apply(self, rows: QuerySet[Step]) -> QuerySet[Step]:
        """Return the steps that level, year and words leave."""
        if self.level:
            rows = rows.filter(plan__level=self.level)
        if self.year:
            rows = rows.filter(plan__year__year=int(self.year))
        if self.words:
            rows = rows.filter(words_of_lea(self.words, path="plan__lea__"))
        return rows.filter(assigning.assigned_to(self.monitor))


@require_GET
@guarded(permissions.can_see_reviews)
def reviews(request: HttpRequest) -> HttpResponseBase:
    """List steps under review by whom they wait for, the longest first or by due date."""
    filters = Filters.of(request)
    mine = Step.objects.filter(scope.leas_in_scope(request.user, path="plan__lea__"))
    steps = filters.apply(mine.exclude(status=Step.Status.APPROVED))
    conditions = _conditions(request.user)
    counts = _counts(steps, conditions)
    rows = steps.filter(conditions[filters.show]).select_related("plan__lea__selpa", "plan__year", "plan__definition")
    rows = rows.defer(*unread("plan__definition")).order_by(*SORTS.get(filters.sort, SORTS["since"]))
    if kind := downloads.asked(request):
        return downloads.streamed(
            kind, COLUMNS, _rows(rows.iterator(chunk_size=AT_ONCE)), name=f"reviews-{filters.show}"
        )
    listed = Paginator(rows, PAGE)
    listed.count = counts[filters.show]
    page = listed.get_page(request.GET.get("page"))
    is_state = scope.is_state(request.user)
    opened = Plan.objects.visible_to(request.user).order_by().values_list("level", "year__year").distinct()
    return render(
        request,
        "improvement_plans/reviews/reviews.html",
        {
            "filters": filters,
            "lists": [(name, title, counts[name]) for name, title in LISTS.items()],
            "title": LISTS[filters.show],
            "page": page,
            "lines": _lines(page, says_to=is_state),
            "asked": deadlines_queries.asked_of(request.user)[:PAGE],
            "levels": _levels({level for level, _year in opened}),
            "monitors": oversight.choices() if is_state else [],
            "years": [(str(year), str(year)) for year in sorted({year for _level, year in opened})],
        },
    )


def _conditions(user: User) -> dict[str, Q]:
    """Return the condition of each list. A step is in exactly one of them."""
    waiting = queries.waiting_for_each()
    selpa, state = waiting["selpa"], waiting["state"]
    at_selpa = scope.leas_in_scope(user, wanted=roles.SELPA_STAFF, path="plan__lea__")
    at_state = scope.leas_in_scope(user, wanted=roles.STATE_STAFF, path="plan__lea__")
    mine = (selpa & at_selpa) | (state & at_state)
    return {"mine": mine, "others": (selpa | state) & ~mine, "lea": waiting["lea"]}


def _counts(steps: QuerySet[Step], conditions: Mapping[str, Q]) -> Counter[str]:
    """Return how many steps are in each list: counted by the list, since each count under its condition takes ten times as
    long to put into words for the database as to find."""
    cases = [When(condition, then=Value(name)) for name, condition in conditions.items()]
    of_list = Case(*cases, default=Value(""), output_field=CharField())
    counted = steps.annotate(of_list=of_list).order_by().values("of_list").annotate(count=Count("pk"))
    return Counter(dict(counted.values_list("of_list", "count")))


def _levels(codes: Collection[str]) -> list[tuple[str, str]]:
    """Return code and name of each of these levels, as the newest year names it."""
    opened = Year.objects.select_related("definition").defer(*unread("definition")).order_by("year")
    names = {level.code: level.name for year in opened for level in definition_of(year.definition).levels}
    return [(code, names.get(code, code)) for code in sorted(codes)]


def _rows(steps: Iterable[Step]) -> Iterator[list[object]]:
    """Yield the steps as rows of a file."""
    for some in some_at_a_time(steps):
        for step, line in zip(some, _lines(some, says_to=True), strict=True):
            said = [line.year, step.lea.code, line.lea, line.selpa, line.level, line.number, line.text]
            since = [line.waiting_for, localdate(line.since), line.days, line.due_on, line.overdue]
            yield [*said, *since, line.assigned_to]


def _lines(steps: Iterable[Step], *, says_to: bool) -> list[WaitingStep]:
    steps = list(steps)
    to = assigning.each_to(steps) if says_to else {}
    return [_line(step, to=str(to.get(step.pk, ""))) for step in steps]


def _line(step: Step, *, to: str) -> WaitingStep:
    today = localdate()
    return WaitingStep(
        **vars(queries.state_of(step, today=today)),
        lea=step.lea.name,
        selpa=str(step.lea.selpa),
        year=step.plan.year.year,
        level=definition_of(step.plan.definition).level(step.plan.level).name,
        days=(today - localdate(step.moved_at)).days,
        assigned_to=to,
    )
