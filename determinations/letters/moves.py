"""The moves of letters. Each is a function named by its verb around a row of `MOVES`."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from determinations.letters import drawing, kinds, notices
from determinations.letters.models import Letter, Release
from determinations.runs.models import Run
from monitoring.access.permissions import can_administer, no_one
from monitoring.access.who import Actor
from monitoring.definition.permissions import is_closed
from monitoring.files import keeping
from monitoring.ledger import ledger
from monitoring.ledger.kinds import Values
from monitoring.ledger.ledger import Move
from monitoring.notices import outbox
from monitoring.work import jobs
from monitoring.years.models import Year

Draw = Callable[[dict[str, object]], bytes]


def _missing_to_issue(letter: Letter) -> list[str]:
    missing = []
    if letter.run.status != Run.Status.FINAL:
        missing.append(gettext("%(run)s is not final, or another run is by now.") % {"run": letter.run})
    if letter.year.status == Year.Status.PREPARING:
        missing.append(gettext("%(year)s is being prepared. Open it first.") % {"year": letter.year})
    if letter.year.status == Year.Status.CLOSED:
        missing.append(is_closed(letter.year.year))
    return missing


def _released(values: Values) -> str:
    count = int(values["letters"])
    said = ngettext("{count} letter was released.", "{count} letters were released.", count)
    held = int(values["held"])
    if held:
        said += " " + ngettext(
            "{held} letter of a run that is no longer final was held back.",
            "{held} letters of a run that is no longer final were held back.",
            held,
        )
    return said.format(count=count, held=held)


def _newer(values: Values) -> str:
    return gettext("The newer one is {newer}.").format(**values)


ISSUE = Move(
    "issue",
    frozenset({"draft"}),
    "issued",
    who=can_administer,
    verb=_("Issue"),
    missing=_missing_to_issue,
    sentence=_("{who} issued {what}"),
    notifies=notices.OF_ISSUED,
)
CORRECT = Move(
    "correct",
    frozenset({"issued"}),
    "corrected",
    who=no_one,
    verb=_("Replace"),
    sentence=_("{who} replaced {what} with a corrected letter"),
    details=_newer,
)

EMBARGO = Move(
    "embargo",
    frozenset({"draft"}),
    "embargoed",
    who=can_administer,
    verb=_("Put under embargo"),
    missing=_missing_to_issue,
    sentence=_("{who} put {what} under embargo"),
    notifies=(notices.LETTER_EMBARGOED,),
)
RELEASE = Move(
    "release",
    frozenset({"embargoed"}),
    "issued",
    who=no_one,
    verb=_("Release"),
    missing=_missing_to_issue,
    sentence=_("{who} released {what}"),
    notifies=notices.OF_ISSUED,
)
REACH_RELEASE = Move(
    "reach_release",
    frozenset({"set"}),
    "released",
    who=no_one,
    verb=_("Release the letters"),
    sentence=_("{who} released {what}"),
    details=_released,
)
CANCEL_RELEASE = Move(
    "cancel_release",
    frozenset({"set"}),
    "canceled",
    who=can_administer,
    verb=_("Cancel the release"),
    sentence=_("{who} canceled the release of {what}"),
)

MOVES = {
    "Letter": (ISSUE, EMBARGO, RELEASE, CORRECT),
    "Release": (REACH_RELEASE, CANCEL_RELEASE),
}


def issue_letters(*, letters: QuerySet[Letter], by: Actor, at: datetime) -> list[Letter]:
    """Issue many letters at once, as `issue_letter` does each: all of them or none. None of them replaces another.

    They are drawn when they are first opened, or by workers that have nothing else to do. Raises NotYou, NotNow,
    Incomplete.
    """
    selected = letters.filter(replaces=None).select_related("lea", "year", "run")
    with ledger.moving_all(ISSUE, selected, by=by, at=at, fills={"issued_at": at, "issued_by": by}) as rows:
        _follow(ISSUE, rows, at=at)
    return rows


def embargo_letters(*, letters: QuerySet[Letter], by: Actor, at: datetime) -> list[Letter]:
    """Let SELPAs read many drafts before their LEAs do: all of them or none. Raises NotYou, NotNow, Incomplete."""
    selected = letters.select_related("lea", "year", "run")
    with ledger.moving_all(EMBARGO, selected, by=by, at=at, fills={}) as rows:
        outbox.notify_all(EMBARGO, notices.LETTER_EMBARGOED, [_about(row) for row in rows], at=at)
    return rows


def release_letters(*, letters: Sequence[Letter], by: Actor, at: datetime) -> list[Letter]:
    """Issue letters that are under embargo, all of them or none; those that replace others correct them.

    The portal itself does it at the set time; `by` is who is named in the letters as having issued them. They are drawn
    as those of `issue_letters` are. Raises NotNow, Incomplete.
    """
    for letter in letters:
        if letter.replaces:
            with ledger.moving(CORRECT, letter.replaces, by=None, at=at, values={"newer": str(letter)}):
                pass
    selected = Letter.objects.filter(pk__in=[one.pk for one in letters]).select_related("lea", "year", "run")
    with ledger.moving_all(RELEASE, selected, by=None, at=at, fills={"issued_at": at, "issued_by": by}) as rows:
        _follow(RELEASE, rows, at=at)
    return rows


def reach_release(*, release: Release, at: datetime) -> list[Letter]:
    """Release what is under embargo: each letter of the run that is final; the others stay. Returns those released.

    Raises NotNow where it was released or canceled already.
    """
    embargoed = Letter.objects.filter(year=release.year_id, status=Letter.Status.EMBARGOED)
    found = list(embargoed.select_related("replaces", "lea", "year", "run").order_by("pk"))
    released = [letter for letter in found if letter.run.status == Run.Status.FINAL]
    values = {"letters": len(released), "held": len(found) - len(released)}
    with ledger.moving(REACH_RELEASE, release, by=None, at=at, values=values) as row:
        return release_letters(letters=released, by=row.set_by, at=at)


def cancel_release(*, release: Release, by: Actor, at: datetime) -> Release:
    """Have nothing released at that time; what is under embargo stays there. Raises NotYou, NotNow."""
    with ledger.moving(CANCEL_RELEASE, release, by=by, at=at) as row:
        return row


def _about(row: Letter) -> outbox.About:
    values: dict[str, str | int] = {"year": row.year.year, "level": row.context["level_name"], "letter": row.title}
    return outbox.About(row.lea, row.get_absolute_url(), values)


def _follow(move: Move, rows: Sequence[Letter], *, at: datetime) -> None:
    """Notify of letters that are issued at once, and ask for the plans of their levels and for their PDFs."""
    for name, kind in kinds.kinds().items():
        of_kind = [row for row in rows if row.kind == name]
        outbox.notify_all(move, kind.issued, [_about(row) for row in of_kind if not row.replaces_id], at=at)
        outbox.notify_all(move, kind.corrected, [_about(row) for row in of_kind if row.replaces_id], at=at)
    leveled = [row for row in rows if kinds.kind(row.kind).says_level and (row.level or row.replaces_id)]
    jobs.enqueue_all("improvement_plans.open_plan", leveled, at=at)
    jobs.enqueue_all("determinations.draw_letter", rows, at=at)


def issue_letter(*, letter: Letter, by: Actor, at: datetime, draw: Draw = drawing.draw, note: str = "") -> Letter:
    """Draw and freeze the letter, tell the LEA and its SELPA, and ask for the plan of its level, if it has one.

    It is drawn once its row is locked, so that what is drawn is what is frozen; `draw` gives the PDF of what it says. A
    letter that replaces another corrects it in the same transaction; plans go by the letters that say the level alone.
    `note` is the reason of a correction. Raises NotYou, NotNow, Incomplete.
    """
    with ledger.moving(ISSUE, letter, by=by, at=at, note=note) as row:
        if row.replaces:
            with ledger.moving(CORRECT, row.replaces, by=None, at=at, values={"newer": str(row)}):
                pass
        row.pdf = keeping.keep(draw(row.context))
        row.issued_at, row.issued_by = at, by
        kind = kinds.kind(row.kind)
        notice = kind.corrected if row.replaces else kind.issued
        link, level = row.get_absolute_url(), row.context["level_name"]
        outbox.notify(ISSUE, notice, lea=row.lea, link=link, at=at, year=row.year.year, level=level)
        # A corrected letter may remove the level of a plan that is there.
        if kind.says_level and (row.level or row.replaces):
            jobs.enqueue("improvement_plans.open_plan", row, at=at)
    return row
