"""What waits for me: the first page of everyone who signs in."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, Count, Exists, F, OuterRef, Q, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from cim_portal.dashboards.stages import stages_of
from cim_portal.home import findings, state
from cim_portal.home import leas as home_leas
from cim_portal.lib import dates
from cim_portal.lib.doors import signed_in
from cim_portal.lib.shapes import Named
from cim_portal.operations import queries as operations
from determinations.letters.models import Letter, Release
from determinations.preliminary.models import Contest
from determinations.runs.models import Run
from determinations.uploads.models import Upload
from improvement_plans.amendments import queries as amendments
from improvement_plans.deadlines import queries as deadlines_queries
from improvement_plans.plans import queries
from improvement_plans.plans.models import Step
from improvement_plans.plans.queries import StepState
from improvement_plans.progress import queries as progress
from monitoring.access import roles, scope
from monitoring.access.who import User
from monitoring.definition import unread
from monitoring.ledger import lines as ledger_lines
from monitoring.notices.models import Notice
from monitoring.oversight import queries as oversight
from monitoring.people import access_reviews, proposals
from monitoring.places.models import Lea, Selpa
from monitoring.years.models import Year

SHOWN = 50
NOTICES = 10
WEEK = 7  # days


@dataclass(frozen=True)
class WaitingStep:
    """A step that waits for this person: whose it is and where it is."""

    lea: str
    year: int
    state: StepState
    days: int  # since it was moved


@dataclass(frozen=True)
class Errand:
    """Something that someone has to do next."""

    sentence: str
    link: str
    label: str


@require_GET
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for this person, since when and until when; then where they work, and what they were notified of."""
    user = request.user
    own = state.own_steps(user)
    waiting = [
        *_waiting(user, "lea", among=Q()),
        *_waiting(user, "selpa", among=Q()),
        *_waiting(user, "state", among=own or Q()),
    ]
    assists = home_leas.assists(user)
    return render(
        request,
        "cim_portal/home/home.html",
        {
            "held": scope.held(user),
            "waiting": waiting[:SHOWN],
            "more": max(len(waiting) - SHOWN, 0),
            "errands": [
                *(Errand(*one) for one in findings.errands(user, today=localdate())),
                *_of_progress(user),
                *_of_amendments(user),
                *_of_ending(user),
                *_of_time(user),
                *(_errands() if scope.is_administrator(user) else []),
                *_of_access(user),
            ],
            "late": progress.late_of(user, today=localdate()),
            "assists": assists,
            "assisted": home_leas.assisted(user, today=localdate()) if assists else [],
            "comments": home_leas.comments(user, at=now()) if assists else [],
            "leas": _leas(user),
            "selpas": [] if scope.is_state(user) else list(Selpa.objects.visible_to(user).order_by("name", "code")),
            "is_state": scope.is_state(user),
            **(_of_state(user, own) if scope.is_state(user) else {}),
            "notices": Notice.objects.visible_to(user).order_by("-notified_at", "-pk")[:NOTICES],
        },
    )


def _of_state(user: User, own: Q | None) -> Named:
    """Return what the state's people see of its work: administrators where the year is and what failed, all of them what
    waits, what is due and what moved; monitors how old the queue of their reviews is, of their `own` LEAs where some are."""
    today = localdate()
    yesterday = today - timedelta(days=1)
    context: Named = {
        "waits": state.waits(today=today),
        "coming": state.coming(today=today, days=WEEK),
        "moved": state.moved(yesterday),
        "moves": [
            ledger_lines.line(one) for one in state.moves_since(yesterday).select_related("by", "lea")[: state.NEWEST]
        ],
        "ages": state.ages(user, today=today, among=own or Q()) if scope.roles(user) & roles.MONITORS else [],
    }
    context["own"] = user.pk if own else None
    if scope.is_administrator(user):
        year = state.current_year()
        context |= {
            "year": year,
            "stages": stages_of(year) if year else [],
            "failed_kinds": operations.failed_kinds(),
            "refused": state.refused(),
        }
    return context


def _waiting(user: User, party: str, *, among: Q) -> list[WaitingStep]:
    """Return the steps, of those that `among` leaves, that wait for `party` in the LEAs for which `user` works there: what is
    overdue, then what was returned, then by due date, the longest first; of the state, the longest first.

    Of the steps that wait for an LEA the first of each plan is shown, and every one that is overdue or was returned.
    """
    wanted = {
        "lea": roles.LEA_STAFF,
        "selpa": roles.SELPA_STAFF,
        "state": roles.MONITORS,
    }[party]
    if not scope.roles(user) & wanted:
        return []
    found = Step.objects.filter(
        queries.waiting_for(party), scope.leas_in_scope(user, wanted=wanted, path="plan__lea__"), among
    ).select_related("plan__lea", "plan__year", "plan__definition")
    found = found.defer(*unread("plan__definition"))
    if party == "lea":
        earlier = Step.objects.filter(queries.waiting_for(party), plan=OuterRef("plan"), number__lt=OuterRef("number"))
        found = found.filter(~Exists(earlier) | Q(status=Step.Status.RETURNED) | Q(due_on__lt=localdate()))
    urgent = Case(When(queries.overdue(localdate()), then=0), When(status=Step.Status.RETURNED, then=1), default=2)
    by_day = () if party == "state" else (urgent, F("due_on").asc(nulls_last=True))
    in_order = found.order_by(*by_day, "moved_at", "number")
    today = localdate()
    return [
        WaitingStep(
            step.plan.lea.name,
            step.plan.year.year,
            queries.state_of(step, today=today),
            days=(today - localdate(step.moved_at)).days,
        )
        for step in in_order[: 10 * SHOWN]
    ]


def _leas(user: User) -> list[Lea]:
    """Return the LEAs in which `user` works or which they assist; those of a SELPA or the state have their own page."""
    mine = [h.organization_id for h in scope.held(user) if h.on == "lea"]
    return list(Lea.objects.filter(pk__in=mine).select_related("selpa").order_by("name"))


def _of_progress(user: User) -> list[Errand]:
    """Return the plans of which this person enters progress and something is late or due soon, the longest late first."""
    errands = []
    for asked in progress.asked_of(user, today=localdate())[:SHOWN]:
        words = {"lea": asked.plan.lea, "year": asked.plan.year, "first": dates.in_words(asked.first)}
        if asked.late:
            said = ngettext(
                "%(lea)s, %(year)s: %(late)s progress check is overdue, since %(first)s.",
                "%(lea)s, %(year)s: %(late)s progress checks are overdue, the first since %(first)s.",
                asked.late,
            ) % {**words, "late": asked.late}
        else:
            said = ngettext(
                "%(lea)s, %(year)s: %(soon)s progress check is due by the end of %(first)s, Pacific time.",
                "%(lea)s, %(year)s: %(soon)s progress checks are due, the first by the end of %(first)s, Pacific time.",
                asked.soon,
            ) % {**words, "soon": asked.soon}
        link = reverse("progress", args=[asked.plan.lea.code, asked.plan.year.year])
        errands.append(Errand(said, link, _("Progress")))
    return errands


def _of_amendments(user: User) -> list[Errand]:
    """Return the amendments that wait for this person, to be changed and submitted or to be decided, the oldest first."""
    said = _("%(lea)s, %(year)s: amendment %(number)s of the plan. %(status)s.")
    return [
        Errand(
            said % {"lea": one.lea, "year": one.plan.year, "number": one.number, "status": one.get_status_display()},
            one.get_absolute_url(),
            _("Amendment"),
        )
        for one in amendments.waiting_for(user)[:SHOWN]
    ]


def _of_ending(user: User) -> list[Errand]:
    """Return the evaluated plans that this person closes."""
    said = _("%(lea)s, %(year)s: the plan is evaluated. Read the evaluation and close the plan.")
    return [
        Errand(
            said % {"lea": plan.lea, "year": plan.year},
            reverse("evaluation", args=[plan.lea.code, plan.year.year]),
            _("Evaluation"),
        )
        for plan in progress.to_end(user)[:SHOWN]
    ]


def _of_time(user: User) -> list[Errand]:
    """Return the requests for more time that this person answers, the oldest first."""
    said = _("%(lea)s asks for more time for step %(step)s of its %(year)s plan.")
    return [
        Errand(
            said % {"lea": one.lea, "step": one.step.number, "year": one.step.plan.year},
            one.get_absolute_url(),
            _("Answer"),
        )
        for one in deadlines_queries.asked_of(user)[:SHOWN]
    ]


def _of_access(user: User) -> list[Errand]:
    """Return the roles that wait for this person to confirm them, and the reviews of access that are due."""
    waiting = sum(1 for _proposal, verdict in proposals.waiting(user) if verdict)
    errands = []
    if waiting:
        sentence = ngettext(
            "%(waiting)s role in the state waits for you to confirm it.",
            "%(waiting)s roles in the state wait for you to confirm them.",
            waiting,
        )
        errands.append(Errand(sentence % {"waiting": waiting}, reverse("people"), _("People")))
    for organization in access_reviews.due(user, at=now()):
        said = _("Review who has access to %(organization)s, as each year.") % {"organization": organization}
        errands.append(Errand(said, reverse("access_review"), _("Review")))
    return errands


def _contested() -> list[Errand]:
    """Return an errand for each year in which LEAs contest figures and wait for an answer."""
    open_ones = Contest.objects.filter(status=Contest.Status.CONTESTED).order_by("-window__year__year")
    counted = open_ones.values_list("window__year__year").annotate(count=Count("pk"))
    return [
        Errand(
            ngettext(
                "%(year)s: %(count)s contested figure is not answered.",
                "%(year)s: %(count)s contested figures are not answered.",
                count,
            )
            % {"year": year, "count": count},
            reverse("preliminary", args=[year]),
            _("Contests"),
        )
        for year, count in counted
    ]


def _embargoed() -> list[Errand]:
    """Return an errand for each year with letters under embargo that no time is set to release."""
    embargoed = Letter.objects.filter(status=Letter.Status.EMBARGOED).exclude(release__status=Release.Status.SET)
    said = _("%(year)s: letters are under embargo, and no time is set to release them.")
    return [
        Errand(said % {"year": year}, reverse("letters_release", args=[year]), _("Embargo and release"))
        for year in embargoed.order_by("-year__year").values_list("year__year", flat=True).distinct()
    ]


def _without_monitor() -> list[Errand]:
    """Return the errand of LEAs that are assigned to someone who does not monitor any more, where there are some."""
    left = oversight.left_behind()
    said = ngettext(
        "%(left)s LEA is assigned to someone who is no monitor any more.",
        "%(left)s LEAs are assigned to someone who is no monitor any more.",
        left,
    ) % {"left": left}
    link = f"{reverse('assignments')}?monitor={oversight.NONE}#leas"
    return [Errand(said, link, _("Assign"))] if left else []


def _errands() -> list[Errand]:
    """Return the plans to decide about, then what is to be done next in each year that is open, the newest first."""
    uploads = dict(
        Upload.objects.filter(status=Upload.Status.READY).values_list("year").annotate(count=Count("pk")).order_by()
    )
    runs = dict(Run.objects.values_list("year").annotate(final=Count("pk", filter=Q(status="final"))).order_by())
    drafts = dict(
        Letter.objects.filter(status=Letter.Status.DRAFT).values_list("year").annotate(count=Count("pk")).order_by()
    )
    read = Letter.objects.filter(status__in=[Letter.Status.ISSUED, Letter.Status.EMBARGOED])
    issued = set(read.values_list("year", flat=True).distinct())
    errands = [
        Errand(
            _("%(plan)s: a corrected letter says another level. Decide about the plan.") % {"plan": plan},
            plan.get_absolute_url(),
            _("Plan"),
        )
        for plan in queries.plans_to_settle()
    ]
    errands += [*_contested(), *_embargoed(), *_without_monitor()]
    for year in Year.objects.order_by("-year"):
        here = f"/years/{year.year}/"
        if ready := uploads.get(year.pk):
            errands.append(
                Errand(
                    ngettext(
                        "%(year)s: %(ready)s checked upload is not published.",
                        "%(year)s: %(ready)s checked uploads are not published.",
                        ready,
                    )
                    % {"year": year, "ready": ready},
                    f"{here}uploads/",
                    _("Uploads"),
                )
            )
        if year.pk not in runs:
            errands.append(
                Errand(_("%(year)s: no levels are determined yet.") % {"year": year}, f"{here}runs/", _("Determine"))
            )
        elif not runs[year.pk]:
            errands.append(
                Errand(
                    _("%(year)s: the levels are a draft; none is final.") % {"year": year}, f"{here}runs/", _("Runs")
                )
            )
        elif year.pk not in issued or drafts.get(year.pk):
            errands.append(
                Errand(_("%(year)s: letters wait to be issued.") % {"year": year}, f"{here}letters/", _("Letters"))
            )
    return errands
