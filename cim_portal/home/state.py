"""The work of the state on its first page: where the year is, what failed, what waits and for how long, what is due soon,
and what moved. A few queries each, however many LEAs there are."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cim_portal.dashboards.filters import Filters
from cim_portal.lib import dates
from determinations.findings.models import Finding
from determinations.findings.queries import CORRECTING
from determinations.letters.models import Release
from determinations.preliminary.models import Window
from determinations.uploads.models import Upload
from improvement_plans.plans import queries
from improvement_plans.plans.models import Plan, Step
from improvement_plans.progress.models import ProgressCheck
from improvement_plans.reviews import assigning
from monitoring.access import roles, scope
from monitoring.access.who import User
from monitoring.definition import definition_of, unread
from monitoring.ledger import kinds
from monitoring.ledger.models import Event
from monitoring.years.models import Year

AGES = (7, 30)  # days
NEWEST = 10  # moves that are named one by one


@dataclass(frozen=True)
class Waits:
    """For whom steps of a year wait: how many LEAs these are, how many of them overdue, and for how many days at most."""

    year: int
    party: str
    leas: int
    overdue: int
    days: int

    @property
    def words(self) -> str:
        """For whom it is."""
        return str(queries.NAMES[self.party])

    @property
    def link(self) -> str:
        """The list of these LEAs."""
        return f"{reverse('state')}?year={self.year}&{Filters(waits=self.party).address()}#leas"

    @property
    def overdue_link(self) -> str:
        """The list of those that are overdue."""
        return f"{reverse('state')}?year={self.year}&{Filters(overdue='yes').address()}#leas"


@dataclass(frozen=True)
class Coming:
    """Something that is due at the end of a Pacific day, for how many LEAs, and where it is listed."""

    day: date
    what: str
    leas: int
    link: str


@dataclass(frozen=True)
class Moved:
    """What was done, how often, and where the ledger lists it."""

    words: str
    count: int
    link: str


@dataclass(frozen=True)
class Age:
    """How many steps wait for the state's review, of those all that wait longer than `days`; 0 for every one."""

    days: int
    steps: int


def current_year() -> Year | None:
    """Return the newest year that is not closed, or None."""
    return Year.objects.exclude(status=Year.Status.CLOSED).select_related("definition").order_by("-year").first()


def refused() -> list[Upload]:
    """Return the files that were refused and neither withdrawn nor followed by another of their kind, in years not closed."""
    found = Upload.objects.filter(status=Upload.Status.REFUSED).exclude(year__status=Year.Status.CLOSED)
    newest: dict[tuple[int, str, str], Upload] = {}
    for upload in Upload.objects.filter(year__in=found.values("year")).select_related("year").order_by("pk"):
        newest[upload.year_id, upload.format, upload.part] = upload
    return [upload for upload in newest.values() if upload.status == Upload.Status.REFUSED]


def waits(*, today: date) -> list[Waits]:
    """Return for whom steps wait in each year, the newest year first."""
    of = queries.waiting_for_each()
    leas = {party: Count("plan__lea", distinct=True, filter=waiting) for party, waiting in of.items()}
    since = {f"{party}_since": Min("moved_at", filter=waiting) for party, waiting in of.items()}
    late = Count("plan__lea", distinct=True, filter=of["lea"] & Q(due_on__lt=today))
    rows = Step.objects.exclude(status=Step.Status.APPROVED).exclude(plan__status=Plan.Status.CLOSED).order_by()
    by_year = rows.values_list("plan__year__year").annotate(late=late, **leas, **since).order_by("-plan__year__year")
    return [
        Waits(
            year=year,
            party=party,
            leas=count,
            overdue=overdue if party == "lea" else 0,
            days=(today - localdate(first)).days,
        )
        for year, overdue, *found in by_year
        for party, count, first in zip(of, found[: len(of)], found[len(of) :], strict=True)
        if count
    ]


def own_steps(user: User) -> Q | None:
    """Return the condition on steps that they are assigned to `user`, by themselves or with their LEA; None where none is."""
    if not scope.roles(user) & roles.MONITORS or not assigning.has_any(user):
        return None
    return assigning.assigned_to(str(user.pk))


def ages(user: User, *, today: date, among: Q) -> list[Age]:
    """Return how many steps `among` others wait for the state's review in the LEAs for which `user` monitors: all, then by
    age."""
    waiting = Step.objects.filter(
        queries.waiting_for("state"), scope.leas_in_scope(user, wanted=roles.MONITORS, path="plan__lea__"), among
    )
    older = {f"over_{days}": Count("pk", filter=Q(moved_at__lt=_before(today, days))) for days in AGES}
    counts = waiting.aggregate(all=Count("pk"), **older)
    return [Age(0, counts["all"]), *(Age(days, counts[f"over_{days}"]) for days in AGES)]


def _before(today: date, days: int) -> datetime:
    return dates.midnight(today - timedelta(days=days))


def coming(*, today: date, days: int) -> list[Coming]:
    """Return what is due within so many days, today among them, by day."""
    span = (today, today + timedelta(days=days))
    found = [*_steps(span, today), *_checks(span), *_findings(span), *_tasks(span), *_ends(span)]
    return sorted(found, key=lambda one: (one.day, one.what))


def _steps(span: tuple[date, date], today: date) -> Iterable[Coming]:
    waiting = Step.objects.filter(queries.waiting_for("lea"), due_on__range=span).order_by()
    rows = waiting.values_list("due_on", "plan__year__year", "number").annotate(count=Count("pk"))
    said = _("Step %(number)s of the %(year)s plans")
    for day, year, number, count in rows:
        within = Filters(step=str(number), due=str((day - today).days)).address()
        yield Coming(
            day, said % {"number": number, "year": year}, count, f"{reverse('state')}?year={year}&{within}#leas"
        )


def _checks(span: tuple[date, date]) -> Iterable[Coming]:
    checks = ProgressCheck.objects.to_enter().filter(due_on__range=span).order_by()
    rows = checks.values_list("due_on", "plan__year__year").annotate(count=Count("plan", distinct=True))
    for day, year, count in rows:
        yield Coming(day, _("Progress of the %(year)s plans") % {"year": year}, count, reverse("calendar"))


def _findings(span: tuple[date, date]) -> Iterable[Coming]:
    running = Finding.objects.filter(status__in=CORRECTING, due_on__range=span).order_by()
    what = _("Findings of noncompliance to be verified as corrected")
    for day, count in running.values_list("due_on").annotate(count=Count("lea", distinct=True)):
        yield Coming(day, what, count, f"{reverse('findings')}?show=soon")


def _tasks(span: tuple[date, date]) -> Iterable[Coming]:
    """Yield the tasks of the levels that belong to no step, such as a training."""
    open_plans = Plan.objects.exclude(status=Plan.Status.CLOSED).order_by().values_list("year", "level")
    plans = {(year, level): count for year, level, count in open_plans.annotate(count=Count("pk"))}
    together: dict[tuple[date, int, str], int] = defaultdict(int)
    alive = Year.objects.exclude(status=Year.Status.CLOSED).select_related("definition")
    for year in alive.defer(*unread("definition")):
        for task in definition_of(year.definition).tasks:
            if task.step is None and task.due_date and span[0] <= task.due_date <= span[1]:
                together[task.due_date, year.year, task.title] += sum(
                    plans.get((year.pk, level), 0) for level in task.levels
                )
    for (day, number, title), count in together.items():
        yield Coming(day, f"{title} ({number})", count, reverse("definition", args=[number]))


def _ends(span: tuple[date, date]) -> Iterable[Coming]:
    """Yield the last days to contest preliminary figures, and the days on which letters are released."""
    for window in Window.objects.filter(status=Window.Status.OPEN).select_related("year", "run"):
        day = window.last_day
        if span[0] <= day <= span[1]:
            what = _("Last day to contest preliminary figures of %(year)s") % {"year": window.year}
            yield Coming(day, what, window.run.results.count(), reverse("preliminary", args=[window.year.year]))
    for release in Release.objects.filter(status=Release.Status.SET).select_related("year"):
        day = localdate(release.releases_at)
        if span[0] <= day <= span[1]:
            what = _("Letters of %(year)s are released") % {"year": release.year}
            yield Coming(day, what, release.letters.count(), reverse("letters_release", args=[release.year.year]))


def moves_since(day: date) -> QuerySet[Event]:
    """Return what changed its state in LEAs since a Pacific day began, the newest first."""
    return (
        Event.objects.filter(at__gte=dates.midnight(day), lea__isnull=False).exclude(target="").order_by("-at", "-pk")
    )


def moved(since: date) -> list[Moved]:
    """Return what changed its state in LEAs since a Pacific day began, counted by what was done, the most first."""
    words, listed = {kind.name: kind.words for kind in kinds.known()}, {words: name for name, words in kinds.choices()}
    counts: Counter[str] = Counter()
    for move, count in moves_since(since).order_by().values_list("move").annotate(count=Count("pk")):
        counts[words.get(move, move)] += count
    here = f"{reverse('ledger')}?first={since.isoformat()}&move="
    return [Moved(said, count, here + listed.get(said, "")) for said, count in counts.most_common()]
