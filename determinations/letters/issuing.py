"""Drafts and issues the letters of a year: those that say the level, and the second ones where a year has them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cim_portal.lib.shapes import JsonObject
from cim_portal.lib.verdict import Refused
from determinations.letters import drawing, events, moves, writing
from determinations.letters import queries as letters_queries
from determinations.letters.models import Letter, Release
from determinations.letters.writing import Key, Wanted
from determinations.runs import queries as runs_queries
from determinations.runs.models import Run
from monitoring.access.who import Actor
from monitoring.files import keeping
from monitoring.files.models import Kept
from monitoring.ledger import ledger
from monitoring.places.queries import words_of_lea
from monitoring.work import jobs
from monitoring.years import locking
from monitoring.years.models import Year

_OPEN = (Letter.Status.DRAFT, Letter.Status.EMBARGOED)


class NothingToIssue(Refused):
    """Every letter is issued, or being issued, and says what the final run says."""


class NothingToStop(Refused):
    """No letter waits for a worker."""


class NothingFinal(Refused):
    """Letters are written from a final run, and there is none."""


class AnotherCount(Refused):
    """Another number of letters would be issued than was typed."""


@dataclass(frozen=True)
class Changes:
    """What issuing now would do: how many letters would be the first of their LEA, how many issued ones replaced, and how
    many that are under embargo brought up to date, to stay under it."""

    first: int
    replaced: int
    renewed: int = 0
    example: Wanted | None = field(default=None, compare=False)  # the first of them, to read before it is issued

    @property
    def letters(self) -> int:
        """How many letters would be issued, put under embargo, or brought up to date there."""
        return self.first + self.replaced + self.renewed


@dataclass(frozen=True)
class _There:
    """The letters of a year that are not replaced, by LEA and kind."""

    issued: dict[Key, Letter]
    open: dict[Key, Letter]

    @classmethod
    def of(cls, letters: Iterable[Letter]) -> "_There":
        letters = list(letters)
        issued = {(one.lea_id, one.kind): one for one in letters if one.status == Letter.Status.ISSUED}
        return cls(issued, {(one.lea_id, one.kind): one for one in letters if one.status in _OPEN})

    def had_one(self) -> set[Key]:
        """Return which LEAs had a letter of which kind, that has to be corrected also where none is due any more."""
        return self.issued.keys() | {key for key in self.open if self.is_embargoed(key)}

    def dated(self, standing: Release | None) -> dict[Key, date]:
        """Return the set dates of those letters that have one: those under embargo have that of the next release."""
        found = {key: localdate(one.release.releases_at) for key, one in self.issued.items() if one.release}
        if standing:
            found |= {key: localdate(standing.releases_at) for key in self.open if self.is_embargoed(key)}
        return found

    def in_force(self, key: Key) -> Letter | None:
        """Return the letter of that LEA and kind that people read: under embargo, else issued."""
        return self.open[key] if self.is_embargoed(key) else self.issued.get(key)

    def says(self, one: Wanted, *, run: Run) -> bool:
        """Say whether the letter that people read says the same; one under embargo is also to be of the run that is
        final, since no other is released."""
        letter = self.in_force(one.key)
        if letter is None or (self.is_embargoed(one.key) and letter.run_id != run.pk):
            return False
        return drawing.says_the_same(letter.context, one.context)

    def is_embargoed(self, key: Key) -> bool:
        """Say whether the letter of that LEA and kind is under embargo."""
        return key in self.open and self.open[key].status == Letter.Status.EMBARGOED


@dataclass(frozen=True)
class Drafted:
    """The drafts that wait to be issued, and the letters under embargo that now say something else."""

    waiting: list[Letter]
    renewed: list[Letter]


def draft(*, year: Year, lea_codes: Collection[str] = (), by: Actor, at: datetime) -> list[Letter]:
    """Write the drafts for each LEA of the final run, or for those of `lea_codes`; return those that wait to be issued.

    Where a year has second letters, an LEA with a ratio that exceeds its threshold gets one too. An issued letter that
    says the same already gets no draft; where it says otherwise, the draft will replace it. A letter under embargo is
    brought up to date and stays there. Safe to repeat: a draft that is there is brought up to date. Raises NotYou,
    NothingFinal.
    """
    return bring_up_to_date(year=year, lea_codes=lea_codes, by=by, at=at).waiting


def bring_up_to_date(*, year: Year, lea_codes: Collection[str] = (), by: Actor, at: datetime) -> Drafted:
    """Do what `draft` does, and return also the letters under embargo that now say something else."""
    ledger.insist(by)
    run = _final(year)
    with locking.one_at_a_time(year.pk):  # two batches at once would draft the same letter twice
        # Locked, so that no worker issues a letter between its being read here and its being brought up to date.
        alive = Letter.objects.select_for_update(of=("self",), no_key=True)
        alive = alive.filter(year=year).exclude(status=Letter.Status.CORRECTED)
        there = _There.of(alive.select_related("lea", "release").order_by("pk"))
        keys = writing.due(run, lea_codes=lea_codes, had_one=there.had_one())
        changed_at, standing = writing.last_change(year), letters_queries.next_release(year)
        same = {
            key
            for key in keys
            if (letter := there.in_force(key)) and writing.says_what_counts(letter, run=run, changed_at=changed_at)
        }
        wanted = [key for key in keys if key not in same]
        fresh, again, renewed, kept = _written(run, wanted, there=there, standing=standing, at=at)
        leas = {lea for lea, _ in keys}
        drafts = {one.pk for one in there.open.values() if one.status == Letter.Status.DRAFT and one.lea_id in leas}
        Letter.objects.filter(pk__in=drafts - kept).delete()  # needless by now
        Letter.objects.bulk_create(fresh, batch_size=1000)
        Letter.objects.bulk_update([*again, *renewed], ["run", "level", "context", "drafted_at"], batch_size=500)
    return Drafted(sorted(fresh + again, key=lambda letter: (letter.lea.code, letter.kind)), renewed)


def _written(
    run: Run, wanted: Sequence[Key], *, there: _There, standing: Release | None, at: datetime
) -> tuple[list[Letter], list[Letter], list[Letter], set[int]]:
    """Return the drafts that are new, those brought up to date, the letters under embargo that say something else, and
    the keys of all drafts that are still needed."""
    fresh: list[Letter] = []
    again: list[Letter] = []
    renewed: list[Letter] = []
    for one in writing.write(run, wanted, dated=there.dated(standing)):
        issued, started = there.issued.get(one.key), there.open.get(one.key)
        embargoed = there.is_embargoed(one.key)
        if there.says(one, run=run):
            continue
        letter = started or Letter(
            lea=one.result.lea,
            year=run.year,
            kind=one.kind,
            replaces=issued,
            release=issued.release if issued else None,
        )
        letter.run, letter.level, letter.context, letter.drafted_at = (
            run,
            one.result.level,
            _replacing(one.context, issued),
            at,
        )
        (renewed if embargoed else again if started else fresh).append(letter)
    return fresh, again, renewed, {letter.pk for letter in again}


def chosen(*, year: Year, level: str | None = None, selpa: str = "", words: str = "") -> list[str]:
    """Return the codes of the LEAs of the final run that are chosen: of one level (blank: of none), of the SELPA of that
    code, those in which the words occur. Raises NothingFinal."""
    found = _final(year).results.order_by("lea__code").filter(words_of_lea(words))
    if level is not None:
        found = found.filter(level=level)
    if selpa:
        found = found.filter(lea__selpa__code=selpa)
    return list(found.values_list("lea__code", flat=True))


def would_change(*, year: Year, lea_codes: Collection[str] = ()) -> Changes:
    """Return what issuing now would do, without drafting anything: letters may say something else than they would now
    because another run is final or a text was changed. Raises NothingFinal.

    What a letter says is written for the first one, and for those that are read already and may say something else.
    """
    run = _final(year)
    alive = Letter.objects.filter(year=year).exclude(status=Letter.Status.CORRECTED)
    there = _There.of(alive.select_related("release"))
    begun, changed_at = letters_queries.being_issued(year), writing.last_change(year)
    first: list[Key] = []
    unsure: list[Key] = []
    for key in writing.due(run, lea_codes=lea_codes, had_one=there.had_one()):
        letter, started = there.in_force(key), there.open.get(key)
        if started and started.pk in begun:
            continue
        if letter is None:
            first.append(key)
        elif not writing.says_what_counts(letter, run=run, changed_at=changed_at):
            unsure.append(key)
    dated = there.dated(letters_queries.next_release(year))
    replaced = renewed = 0
    example = next(writing.write(run, first[:1], dated=dated), None)
    for one in writing.write(run, unsure, dated=dated):
        if there.says(one, run=run):
            continue
        embargoed = there.is_embargoed(one.key)
        replaced, renewed = replaced + (not embargoed), renewed + embargoed
        example = example or Wanted(one.result, one.kind, _replacing(one.context, there.issued.get(one.key)))
    return Changes(len(first), replaced, renewed, example)


def drawn(letter: Letter) -> Kept:
    """Return the bytes of an issued letter; one that was issued undrawn is drawn now, once for all."""
    if letter.pdf is None:
        letter.pdf = keeping.keep(drawing.draw(letter.context))
        Letter.objects.filter(pk=letter.pk, pdf=None).update(pdf=letter.pdf)
    return letter.pdf


def request_issue(
    *, year: Year, lea_codes: Collection[str] = (), by: Actor, at: datetime, count: int | None = None
) -> int:
    """Have workers issue the letters of the final run, one small job each, and return how many.

    `count` is how many the person says they are, None where no one was asked. Stopped in the middle, it continues where
    it was when asked again. Raises NotYou, NothingFinal, NothingToIssue, AnotherCount.
    """
    with transaction.atomic():
        asked = _meant(year, lea_codes, by=by, at=at, count=count)
        jobs.enqueue_all(letters_queries.ISSUE, asked.waiting, at=at, by=by)
    return len(asked.waiting)


def put_under_embargo(
    *, year: Year, lea_codes: Collection[str] = (), by: Actor, at: datetime, count: int | None = None
) -> int:
    """Show the letters of the final run to SELPAs alone until they are released, and return how many.

    They are released at the time that is set for the year, or once one is set. Raises NotYou, NothingFinal,
    NothingToIssue, AnotherCount.
    """
    with transaction.atomic():
        asked = _meant(year, lea_codes, by=by, at=at, count=count)
        letters = Letter.objects.filter(pk__in=[letter.pk for letter in asked.waiting])
        moves.embargo_letters(letters=letters, by=by, at=at)
        redate(year=year, at=at)
    return len(asked.waiting)


def redate(*, year: Year, at: datetime) -> None:
    """Have the year's letters under embargo bear the date of the next release, or the definition's where none is set.

    Those that another run is final for are left; they are brought up to date before they are released.
    """
    release, run = letters_queries.next_release(year), runs_queries.final_run(year.year)
    embargoed = Letter.objects.filter(year=year, status=Letter.Status.EMBARGOED)
    embargoed.exclude(release=release).update(release=release)
    if run is None:
        return
    alive = Letter.objects.filter(year=year).exclude(status=Letter.Status.CORRECTED).select_related("release")
    there = _There.of(alive)
    wanted = [key for key in there.open if there.is_embargoed(key) and there.open[key].run_id == run.pk]
    changed = []
    for one in writing.write(run, wanted, dated=there.dated(release)):
        letter = there.open[one.key]
        if letter.context["dated"] != one.context["dated"]:
            letter.context, letter.drafted_at = _replacing(one.context, there.issued.get(one.key)), at
            changed.append(letter)
    Letter.objects.bulk_update(changed, ["context", "drafted_at"], batch_size=500)


def _meant(year: Year, lea_codes: Collection[str], *, by: Actor, at: datetime, count: int | None) -> Drafted:
    """Write the letters that no worker has in hand, and see to it that they are as many as was typed.

    Another number is refused before anything is written; that it is still right is seen again under the lock.
    """
    ledger.insist(by)
    if count is not None:
        _insist_on(count, would_change(year=year, lea_codes=lea_codes).letters or count)
    drafted = bring_up_to_date(year=year, lea_codes=lea_codes, by=by, at=at)
    waiting = drafted.waiting
    if not waiting and not drafted.renewed:
        raise NothingToIssue(_("Every letter is issued and says what the final run says. Nothing was changed."))
    begun = letters_queries.being_issued(year)
    asked = [letter for letter in waiting if letter.pk not in begun]
    if not asked and not drafted.renewed:
        raise NothingToIssue(
            ngettext(
                "%(waiting)s letter is being issued already. Nothing was changed.",
                "%(waiting)s letters are being issued already. Nothing was changed.",
                len(waiting),
            )
            % {"waiting": len(waiting)}
        )
    found = len(asked) + len(drafted.renewed)
    if count is not None:
        _insist_on(count, found)
    return Drafted(asked, drafted.renewed)


def _insist_on(count: int, found: int) -> None:
    """Insist that as many letters were typed as there are. Raises AnotherCount."""
    if count != found:
        raise AnotherCount(
            _("Type how many letters are to be issued: %(letters)s. Nothing was issued.") % {"letters": f"{found:,}"}
        )


def stop(*, year: Year, by: Actor, at: datetime) -> int:
    """Take back the letters that no worker has begun, and return how many; they stay as drafts.

    What a worker has in hand is issued. Raises NotYou, NothingToStop.
    """
    ledger.insist(by)
    with transaction.atomic():
        taken = jobs.call_off(letters_queries.ISSUE, Letter.objects.filter(year=year))
        if not taken:
            raise NothingToStop(_("No letter waits for a worker any more. Nothing was changed."))
        ledger.record(events.STOPPED, year, by=by, at=at, values={"letters": taken})
    return taken


def _final(year: Year) -> Run:
    run = runs_queries.final_run(year.year)
    if run is None:
        raise NothingFinal(
            _("The levels of %(year)s are not final. Determine them and make the run final first.") % {"year": year}
        )
    return run


def _replacing(context: JsonObject, issued: Letter | None) -> JsonObject:
    """Return what a letter says that replaces another: on which day that one was issued."""
    return context | {
        "replaces_issued_on": localdate(issued.issued_at).isoformat() if issued and issued.issued_at else ""
    }
