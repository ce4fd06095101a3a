"""Whom a letter reached: who was notified of it, whose mail failed and why, who opened it when; and notifying again."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib.verdict import Refused
from determinations.letters import events, kinds, notices
from determinations.letters.models import Letter, LetterOpening
from monitoring.access import scope
from monitoring.access.roles import LEA_STAFF, ROLES
from monitoring.access.who import Actor, User
from monitoring.ledger import ledger
from monitoring.notices import outbox
from monitoring.notices.models import Notice
from monitoring.people import grants
from monitoring.people.models import LeaGrant
from monitoring.places.models import in_year
from monitoring.places.queries import words_of_lea
from monitoring.work import faults
from monitoring.work.models import Job
from monitoring.years.models import Year

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAIL = "monitoring.mail_notice"
TROUBLES: "dict[str, StrOrPromise]" = {
    "no_one": gettext_lazy("No one to notify in the LEA"),
    "failed": gettext_lazy("An email could not be sent"),
    "unopened": gettext_lazy("Opened by no one of the LEA"),
}


class NoOneToNotify(Refused):
    """No one has a role for the LEAs, or for their SELPAs."""


class BeingSent(Refused):
    """The mails of the notices wait to be sent already."""


@dataclass(frozen=True)
class Opening:
    """Who opened a letter, for the first time and for the last."""

    person: str
    role: str
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class Reach:
    """Whom one letter reached. `mailed` of those who were `notified` got their mail; `troubles` say, in sentences, who
    cannot be notified and why."""

    letter: Letter
    notified: int
    mailed: int
    troubles: tuple[str, ...]
    openings: tuple[Opening, ...]


def note_opening(*, letter: Letter, user: User, at: datetime) -> None:
    """Keep that a person of an LEA or a SELPA, or a provider, opened a letter that they may read: when first and last."""
    if not user.is_authenticated or scope.is_state(user):
        return
    opening, made = LetterOpening.objects.get_or_create(
        letter=letter, person=user, defaults={"first_at": at, "last_at": at}
    )
    if not made:
        LetterOpening.objects.filter(pk=opening.pk).update(last_at=at, times=F("times") + 1)


def letters_in(year: Year, *, trouble: str = "", words: str = "") -> QuerySet[Letter]:
    """Return the year's issued letters by LEA name: those with the trouble of that name, those in which the words occur."""
    found = Letter.objects.filter(year=year, status=Letter.Status.ISSUED).filter(words_of_lea(words)).defer("context")
    people = _people_of_leas().filter(content_object=OuterRef("lea"))
    conditions = {
        "no_one": ~Exists(people.filter(user__is_active=True)),
        "failed": Exists(
            _failed().filter(subject_id__in=_notices(year).filter(lea=OuterRef(OuterRef("lea"))).values("pk"))
        ),
        "unopened": ~Exists(
            LetterOpening.objects.filter(letter=OuterRef("pk"), person__leagrant__content_object=OuterRef("lea"))
        ),
    }
    if trouble in conditions:
        found = found.filter(conditions[trouble])
    found = found.select_related("lea__selpa", "year").prefetch_related(in_year(year.year))
    return found.order_by("lea__name", "lea__code", "kind")


def reached(year: Year, letters: Sequence[Letter]) -> list[Reach]:
    """Return whom each of some letters of a year reached, with as many queries however many they are."""
    leas = [letter.lea_id for letter in letters]
    sent: dict[str, list[Notice]] = defaultdict(list)
    for notice in _notices(year).filter(lea__in=leas).select_related("person"):
        sent[f"{notice.lea_id} {notice.link}"].append(notice)
    jobs = _failed().filter(subject_id__in=[one.pk for many in sent.values() for one in many])
    fault_of = dict(jobs.values_list("subject_id", "fault"))
    openings: dict[int, list[Opening]] = defaultdict(list)
    opened = LetterOpening.objects.filter(letter__in=letters).select_related("person").order_by("first_at", "pk")
    held = _roles(leas)
    lea_of = {letter.pk: letter.lea_id for letter in letters}
    for row in opened:
        role = held.get((lea_of[row.letter_id], row.person_id), "")
        openings[row.letter_id].append(Opening(row.person.name, role, row.first_at, row.last_at))
    people: dict[int, list[bool]] = defaultdict(list)
    for lea, active in (
        _people_of_leas().filter(content_object__in=leas).values_list("content_object", "user__is_active")
    ):
        people[lea].append(active)
    found = []
    for letter in letters:
        mine = sent[f"{letter.lea_id} {letter.get_absolute_url()}"]
        failed = [(one.person.name, fault_of[one.pk]) for one in mine if one.pk in fault_of]
        found.append(
            Reach(
                letter=letter,
                notified=len({one.person_id for one in mine}),
                mailed=len({one.person_id for one in mine if one.mailed_at}),
                troubles=(*_without_people(people[letter.lea_id]), *_unsent(failed)),
                openings=tuple(openings[letter.pk]),
            )
        )
    return found


def notify_again(*, letters: Sequence[Letter], by: Actor, at: datetime) -> int:
    """Notify the people who now have roles for the LEAs of issued letters, as when they were issued; return how many
    notices were written. Raises NotYou, NoOneToNotify, BeingSent."""
    ledger.insist(by)
    with transaction.atomic():
        locked = Letter.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[one.pk for one in letters])
        rows = list(locked.filter(status=Letter.Status.ISSUED).select_related("lea", "year").order_by("pk"))
        waiting = _waiting(rows)
        rows = [row for row in rows if f"{row.lea_id} {row.get_absolute_url()}" not in waiting]
        if not rows:
            raise BeingSent(_("The emails of these letters wait to be sent already. Nothing was changed."))
        written = 0
        for kind in kinds.kinds().values():
            of_kind = [row for row in rows if kinds.kind(row.kind) is kind]
            for notice, some in (
                (kind.issued, [row for row in of_kind if not row.replaces_id]),
                (kind.corrected, [row for row in of_kind if row.replaces_id]),
            ):
                about = [
                    outbox.About(
                        row.lea, row.get_absolute_url(), {"year": row.year.year, "level": row.context["level_name"]}
                    )
                    for row in some
                ]
                written += len(outbox.notify_all(events.NOTIFIED_AGAIN, notice, about, at=at))
        if not written:
            raise NoOneToNotify(_("No one has a role for these LEAs or for their SELPAs. Invite someone first."))
        ledger.record_all(events.NOTIFIED_AGAIN, [(row, {}) for row in rows], by=by, at=at)
    return written


def _waiting(letters: Sequence[Letter]) -> set[str]:
    """Return, as LEA and link, of which letters a mail is still to be sent."""
    mails = Job.objects.filter(
        kind=MAIL,
        subject_type=ContentType.objects.get_for_model(Notice),
        state__in=[Job.State.WAITING, Job.State.RUNNING],
        subject_id__in=Notice.objects.filter(lea__in=[one.lea_id for one in letters]).values("pk"),
    )
    found = Notice.objects.filter(pk__in=mails.values("subject_id"), kind__in=_KINDS)
    return {f"{lea} {link}" for lea, link in found.values_list("lea", "link")}


_KINDS = [kind.name for kind in notices.OF_ISSUED]


def _notices(year: Year) -> QuerySet[Notice]:
    return Notice.objects.filter(kind__in=_KINDS, values__year=year.year)


def _failed() -> QuerySet[Job]:
    return Job.objects.filter(kind=MAIL, state=Job.State.FAILED, subject_type=ContentType.objects.get_for_model(Notice))


def _people_of_leas() -> QuerySet[LeaGrant]:
    """Return the grants of those who work in LEAs."""
    return LeaGrant.objects.filter(permission__codename__in=[ROLES[name].codename for name in LEA_STAFF])


def _roles(leas: Sequence[int]) -> dict[tuple[int, int], str]:
    """Return what people are in the LEAs themselves, by LEA and person."""
    rows = LeaGrant.objects.filter(content_object__in=leas).select_related("permission")
    return {(row.content_object_id, row.user_id): str(grants.role_of(row).title) for row in rows}


def _without_people(active: Sequence[bool]) -> list[str]:
    if any(active):
        return []
    if active:
        return [_("Everyone who has a role for the LEA has an account that is closed.")]
    return [_("No one has a role for the LEA.")]


def _unsent(failed: Sequence[tuple[str, str]]) -> list[str]:
    said = _("The email to %(name)s could not be sent: %(fault)s")
    return [said % {"name": name, "fault": faults.in_words(fault)} for name, fault in failed]
