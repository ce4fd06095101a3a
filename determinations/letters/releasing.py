"""Sets, moves and cancels the time at which the letters that are under embargo are released, and releases them."""

from datetime import datetime

from django.utils.translation import gettext as _

from cim_portal.lib import dates
from cim_portal.lib.verdict import Refused
from determinations.letters import events, issuing, moves
from determinations.letters import queries as letters_queries
from determinations.letters.models import Letter, Release
from monitoring.access.who import Actor
from monitoring.ledger import ledger
from monitoring.work import jobs
from monitoring.years import locking
from monitoring.years.models import Year

WORK = "determinations.release_letters"


class NotToCome(Refused):
    """The time is over already."""


class NothingSet(Refused):
    """No release is to come."""


def set_time(*, year: Year, releases_at: datetime, by: Actor, at: datetime) -> Release:
    """Release what is under embargo at that time; where another is set, it is moved. The letters bear its date.

    Raises NotYou, NotToCome.
    """
    ledger.insist(by)
    if releases_at <= at:
        raise NotToCome(
            _("%(moment)s is over. Choose a time that is still to come. Nothing was changed.")
            % {"moment": dates.moment(releases_at)}
        )
    with locking.one_at_a_time(year.pk):
        release = letters_queries.next_release(year)
        if release is None:
            release = Release.objects.create(year=year, releases_at=releases_at, set_at=at, set_by=by)
            words = {"moment": dates.moment(releases_at)}
            ledger.record(events.SET_RELEASE, release, target=release.status, by=by, at=at, values=words)
        elif release.releases_at != releases_at:
            words = {"moment": dates.moment(releases_at), "before": dates.moment(release.releases_at)}
            release.releases_at, release.set_at, release.set_by = releases_at, at, by
            release.save(update_fields=["releases_at", "set_at", "set_by"])
            ledger.record(events.MOVED_RELEASE, release, by=by, at=at, values=words)
        issuing.redate(year=year, at=at)
    return release


def cancel(*, year: Year, by: Actor, at: datetime) -> None:
    """Have nothing released at the time that is set; what is under embargo stays there. Raises NotYou, NothingSet."""
    ledger.insist(by)
    with locking.one_at_a_time(year.pk):
        release = letters_queries.next_release(year)
        if release is None:
            raise NothingSet(_("No release is set any more. Nothing was changed."))
        moves.cancel_release(release=release, by=by, at=at)
        issuing.redate(year=year, at=at)


def ask_for_due(*, at: datetime) -> int:
    """Ask workers for the releases whose time has come, each once, and return how many were asked for.

    One that failed is on the operations page, where someone has it tried again.
    """
    found = 0
    for release in letters_queries.releases_due(at):
        asked = jobs.latest(WORK, release)
        if asked is None or asked.asked_at < release.set_at:
            jobs.enqueue(WORK, release, at=at)
            found += 1
    return found


def release(*, release: Release, at: datetime) -> list[Letter]:
    """Release the letters of a release whose time has come, and return them; none where it was released, moved or
    canceled meanwhile."""
    with locking.one_at_a_time(release.year_id):
        standing = letters_queries.releases_due(at).filter(pk=release.pk).first()
        return moves.reach_release(release=standing, at=at) if standing else []
