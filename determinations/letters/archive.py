"""The issued letters of a year as one ZIP of their PDFs, sent while it is made: of the state, or of one SELPA."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zipfile import ZIP_STORED

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from zipstream import ZipStream

from cim_portal.lib.verdict import HIDDEN, YES, Refused, Verdict
from determinations.letters.models import Letter, LetterQuerySet
from monitoring.access import scope
from monitoring.access.roles import SELPA_STAFF, STATE_STAFF
from monitoring.access.who import User
from monitoring.files import keeping
from monitoring.ledger import ledger
from monitoring.ledger.events import DOWNLOADED
from monitoring.people.models import Person
from monitoring.places.models import Selpa
from monitoring.work import jobs
from monitoring.years.models import Year

DRAW = "determinations.draw_letter"


class NotDrawn(Refused):
    """Some letters have no PDF yet, or none is issued."""


@dataclass(frozen=True)
class Part:
    """The letters of one SELPA, or with none of the state: how many are issued, and how many of them have their PDF."""

    selpa: Selpa | None
    issued: int
    drawn: int


def can_take(user: User, year: Year) -> Verdict:
    """Take the PDFs of more than one LEA: the state's people, and SELPAs theirs."""
    return YES if scope.is_state(user) or scope.roles(user) & SELPA_STAFF else HIDDEN


def letters(user: User, *, year: Year, selpa: Selpa | None = None) -> LetterQuerySet:
    """Return the issued letters of a year of which `user` may have the document, of a SELPA where one is named."""
    reach = scope.leas_in_scope(user, wanted=STATE_STAFF | SELPA_STAFF, path="lea__")
    found = Letter.objects.visible_to(user).filter(reach, year=year, status=Letter.Status.ISSUED)
    return found.filter(lea__selpa=selpa) if selpa else found


def parts(user: User, *, year: Year) -> list[Part]:
    """Return what `user` can take: of the state, where the person works for it, then of each SELPA by name."""
    by_selpa = letters(user, year=year).order_by().values_list("lea__selpa")
    rows = list(by_selpa.annotate(issued=Count("pk"), drawn=Count("pk", filter=Q(pdf__isnull=False))))
    selpas = Selpa.objects.in_bulk([selpa for selpa, _issued, _drawn in rows])
    found = [Part(selpas[selpa], issued, drawn) for selpa, issued, drawn in rows]
    found.sort(key=lambda part: str(part.selpa))
    if not scope.is_state(user):
        return found
    return [Part(None, sum(one.issued for one in found), sum(one.drawn for one in found)), *found]


def ask_for_undrawn(user: User, *, year: Year, at: datetime) -> int:
    """Have workers draw the letters that have no PDF yet and that none of them has in hand; return how many."""
    undrawn = list(letters(user, year=year).filter(pdf=None).only("pk"))
    begun = jobs.awaited(DRAW, undrawn)
    return jobs.enqueue_all(DRAW, [letter for letter in undrawn if letter.pk not in begun], at=at)


def take(user: Person, *, year: Year, selpa: Selpa | None, at: datetime) -> Iterator[bytes]:
    """Return the ZIP in pieces; a letter's bytes are read when its turn comes. Raises NotDrawn."""
    found = letters(user, year=year, selpa=selpa)
    undrawn = found.filter(pdf=None).count()
    if undrawn:
        raise NotDrawn(
            ngettext(
                "%(undrawn)s letter has no PDF yet. Have it drawn, and try again when it is.",
                "%(undrawn)s letters have no PDF yet. Have them drawn, and try again when they are.",
                undrawn,
            )
            % {"undrawn": f"{undrawn:,}"}
        )
    rows = list(found.order_by("lea__code", "kind").values_list("lea__selpa__code", "lea__code", "kind", "pdf"))
    if not rows:
        raise NotDrawn(_("No letter is issued here yet."))
    ledger.record(DOWNLOADED, year, by=user, at=at)
    archive = ZipStream(compress_type=ZIP_STORED)  # a PDF is compressed already
    for selpa_code, code, kind, sha256 in rows:
        archive.add(_content(sha256), f"{selpa_code}/{year}-{kind}-{code}.pdf")
    return iter(archive)


def _content(sha256: str) -> Iterator[bytes]:
    yield keeping.content(sha256)
