"""Opens and moves the review of preliminary figures, and takes what LEAs contest."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cim_portal.lib import bounds, dates
from cim_portal.lib.verdict import Refused
from determinations.preliminary import events, notices, permissions, queries
from determinations.preliminary.models import Contest, Look, Window
from determinations.runs import queries as runs_queries
from determinations.runs.models import Run
from monitoring.access import scope
from monitoring.access.roles import LEA_STAFF
from monitoring.access.who import Actor, User
from monitoring.files import keeping
from monitoring.ledger import ledger
from monitoring.notices import outbox
from monitoring.people.models import Person
from monitoring.places.models import Lea
from monitoring.years import locking
from monitoring.years.models import Year


class NotADraft(Refused):
    """Only the figures of a draft are preliminary."""


class OpenAlready(Refused):
    """The year has a window that is open."""


class DateIsOver(Refused):
    """The day is over already, or the window ended."""


class NotShown(Refused):
    """The figures are not shown, or the LEA has no such element."""


class ContestedAlready(Refused):
    """The element is contested in this window."""


@dataclass(frozen=True)
class Evidence:
    """A file that was looked at."""

    name: str
    content: bytes


def open_window(*, run: Run, last_day: date, by: Actor, at: datetime) -> Window:
    """Show LEAs and SELPAs the figures of a draft; until the end of `last_day`, Pacific time, LEAs can contest them.

    Raises NotYou, NotADraft, OpenAlready, DateIsOver.
    """
    ledger.insist(by)
    ends_at = _end_of(last_day, at=at)
    with locking.one_at_a_time(run.year_id):
        row = Run.objects.select_related("year").get(pk=run.pk)
        if row.status != Run.Status.DRAFT or row.year.status != Year.Status.OPEN:
            raise NotADraft(_("Only the figures of a draft of an open year are preliminary. Nothing was changed."))
        if queries.open_window(row.year):
            raise OpenAlready(_("A review is open for %(year)s already. Close it first.") % {"year": row.year})
        window = Window.objects.create(year=row.year, run=row, ends_at=ends_at, opened_at=at, opened_by=by)
        ends = dates.deadline(last_day)
        ledger.record(events.OPENED, window, target=window.status, by=by, at=at, values={"ends": ends})
        about = [
            outbox.About(lea, f"/leas/{lea.code}/{row.year}/preliminary/", {"year": row.year.year, "ends": ends})
            for lea in Lea.objects.filter(level_results__run=row).order_by("code")
        ]
        outbox.notify_all(events.OPENED, notices.FIGURES_SHOWN, about, at=at)
    return window


def move_end(*, window: Window, last_day: date, by: Actor, at: datetime) -> None:
    """Let the window end on another day. Raises NotYou, NotShown, DateIsOver."""
    ledger.insist(by)
    ends_at = _end_of(last_day, at=at)
    with locking.one_at_a_time(window.year_id):
        row = Window.objects.get(pk=window.pk)
        if row.status != Window.Status.OPEN:
            raise NotShown(_("This review is closed. Nothing was changed."))
        row.ends_at = ends_at
        row.save(update_fields=["ends_at"])
        ledger.record(events.MOVED_END, row, by=by, at=at, values={"ends": dates.deadline(last_day)})


def note_look(*, window: Window, lea: Lea, user: User, at: datetime) -> None:
    """Keep that someone who works in the LEA looked at its figures."""
    if user.is_authenticated and any(h.role in LEA_STAFF and h.organization_id == lea.pk for h in scope.held(user)):
        Look.objects.get_or_create(window=window, lea=lea, person=user, defaults={"first_at": at})


def contest(
    *, window: Window, lea: Lea, indicator: str, reason: str, evidence: Evidence | None, by: Person, at: datetime
) -> Contest:
    """Say that an element is wrong, with a reason and, where there is one, a file; the administrators are notified.

    Raises NotYou, NotShown, DateIsOver, ContestedAlready.
    """
    if not (verdict := permissions.can_contest(by, lea)):
        raise ledger.NotYou(verdict.reason)
    if not reason.strip():
        raise NotShown(_("Say why the element is wrong."))
    bounds.insist(reason, bounds.COMMENT, what=_("The reason"))
    with transaction.atomic():
        row = (
            Window.objects.select_for_update(of=("self",))
            .select_related("year", "run__definition", "run__year")
            .get(pk=window.pk)
        )
        if row.status != Window.Status.OPEN:
            raise NotShown(_("This review is closed. Nothing was changed."))
        if at >= row.ends_at:
            raise DateIsOver(
                _("Elements could be contested until %(moment)s. Nothing was changed.")
                % {"moment": dates.moment(row.ends_at)}
            )
        elements = {
            one.indicator: one for one in runs_queries.elements_of(row.run, [lea.pk])[lea.pk] if not one.retired
        }
        if indicator not in elements:
            raise NotShown(_("This element is not among the figures that are shown. Choose one of the list."))
        if row.contests.filter(lea=lea, indicator=indicator).exists():
            raise ContestedAlready(
                _("Element %(indicator)s is contested already. Each is contested once.") % {"indicator": indicator}
            )
        element = elements[indicator]
        made = Contest.objects.create(
            window=row,
            lea=lea,
            indicator=indicator,
            figure=element.rate_text[:200],
            reason=reason.strip(),
            evidence=keeping.keep(evidence.content) if evidence else None,
            evidence_name=evidence.name[:200] if evidence else "",
            contested_at=at,
            contested_by=by,
        )
        ledger.record(events.CONTESTED, made, target=made.status, by=by, at=at, note=made.reason)
        outbox.notify(
            events.CONTESTED,
            notices.ELEMENT_CONTESTED,
            lea=lea,
            link=f"/years/{row.year}/preliminary/contests/{made.pk}/",
            at=at,
            year=row.year.year,
            indicator=indicator,
            by=by.name,
            reason=made.reason,
        )
    return made


def _end_of(last_day: date, *, at: datetime) -> datetime:
    ends_at = dates.midnight(last_day, after=True)
    if ends_at <= at:
        raise DateIsOver(_("%(day)s is over. Choose a day that is still to come.") % {"day": dates.in_words(last_day)})
    return ends_at
