"""Opens a year, and puts another version of its definition in force."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cim_portal.lib import dates
from cim_portal.lib.verdict import Refused
from monitoring.access.who import Actor
from monitoring.definition import read_definition, services, yearly
from monitoring.definition.models import DefinitionVersion
from monitoring.definition.services import AnotherYear, MetAnother
from monitoring.ledger import ledger
from monitoring.work import jobs
from monitoring.years import events, locking, moves
from monitoring.years.models import Year


class NoDefinition(Refused):
    """A year cannot be opened before its definition is loaded."""


class AlreadyOpen(Refused):
    """The year is open."""


def open_year(*, year: int, by: Actor, at: datetime) -> Year:
    """Open the year under the newest version of its definition; one whose opening was undone keeps its own.

    Raises NoDefinition, AlreadyOpen.
    """
    newest = DefinitionVersion.objects.filter(year=year).order_by("-number").first()
    if newest is None:
        raise NoDefinition(
            _("There is no definition for %(year)s yet. Load one first, then open the year.") % {"year": year}
        )
    with transaction.atomic():
        opened, made = Year.objects.get_or_create(
            year=year, defaults={"definition": newest, "opened_at": at, "opened_by": by}
        )
        if not made and opened.status == Year.Status.PREPARING:
            return moves.open_again(year=opened, by=by, at=at)
        if not made:
            raise AlreadyOpen(_since_when(opened))
        ledger.record(events.OPENED, opened, by=by, at=at, values={"definition": str(newest)})
    return opened


def open_year_from(
    *, source: DefinitionVersion, year: int, title: str, letter_date: date | None, by: Actor, at: datetime
) -> Year:
    """Open `year` under a definition that takes everything over from `source` but the days on which tasks are due.

    Both happen or neither. Raises AlreadyOpen where the year is open or has a definition, DefinitionRefused.
    """
    _insist_on_nothing_yet(year)
    text = yearly.for_another_year(
        text=source.source, source=str(source), year=year, title=title, letter_date=letter_date
    )
    try:
        with transaction.atomic():
            services.keep_read(read_definition(text), text=text, after=0, by=by, at=at, source=str(source))
            return open_year(year=year, by=by, at=at)
    except MetAnother:
        _insist_on_nothing_yet(year)
        raise


def _insist_on_nothing_yet(year: int) -> None:
    """Refuse a year that is open or has a definition. Raises AlreadyOpen."""
    if opened := Year.objects.filter(year=year).first():
        raise AlreadyOpen(_since_when(opened))
    if services.newest_number(year):
        raise AlreadyOpen(
            _("%(year)s has a definition already. Open it under that one, or change it.") % {"year": year}
        )


def _since_when(opened: Year) -> str:
    return _("%(opened)s was opened on %(opened_at)s already.") % {
        "opened": opened,
        "opened_at": dates.in_words(localdate(opened.opened_at)),
    }


def use_definition(*, year: Year, version: DefinitionVersion, by: Actor, at: datetime) -> None:
    """Put `version` in force for what is determined from now on; final runs keep theirs, due dates follow it.

    Raises AnotherYear, YearIsClosed.
    """
    if version.year != year.year:
        raise AnotherYear(
            _("This definition is for %(year)s, not for %(year_2)s.") % {"year": version.year, "year_2": year.year}
        )
    with locking.one_at_a_time(year.pk):
        locked = Year.objects.get(pk=year.pk)
        locked.definition = version
        locked.save(update_fields=["definition"])
        ledger.record(events.USED_DEFINITION, locked, by=by, at=at, values={"definition": str(version)})
        jobs.enqueue("improvement_plans.follow_due_dates", locked, at=at, by=by)
