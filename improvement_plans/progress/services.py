"""Sets the progress checks of an approved plan, and keeps what is entered of them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cim_portal.lib import bounds
from cim_portal.lib.verdict import Refused
from improvement_plans.plans.models import Plan
from improvement_plans.progress import declared, events, judging, notices, permissions, queries
from improvement_plans.progress.models import Entry, ProgressCheck
from improvement_plans.workbook import answers, quota
from improvement_plans.workbook.workbook import Workbook
from monitoring.files import keeping
from monitoring.ledger import ledger
from monitoring.notices import outbox
from monitoring.people.models import Person


class OtherEntry(Refused):
    """Someone else entered something of the check since the form was opened."""


class NoSuchDay(Refused):
    """The day, or what it is for, is none of the plan."""


@dataclass(frozen=True)
class Said:
    """What someone enters of a check: the value of an outcome, the day of it, how it goes, and words."""

    value: str
    as_of: date
    reading: str
    words: str


def set_checks(*, plan: Plan, at: datetime) -> int:
    """Give an approved plan the checks that it names, and return how many came, moved or went. Does nothing twice.

    What was entered stays, with its check; a check of which nothing was entered goes with the row that it was from. Days that
    the LEA set stay for as long as the plan has the outcome or action step.
    """
    with transaction.atomic():
        plan = (
            Plan.objects.select_for_update(of=("self",))
            .select_related("definition", "letter", "year", "lea")
            .get(pk=plan.pk)
        )
        if plan.status != Plan.Status.APPROVED:
            return 0
        book = Workbook(plan, shows_small=True)
        wanted = {one.key: one for one in declared.checks(book)}
        rows = {(one.of, one.row): one.label for one in declared.measured(book)}
        there = {check.key: check for check in plan.checks.select_for_update()}
        changed = _follow(there, wanted, rows)
        fresh = [one for key, one in wanted.items() if key not in there]
        ProgressCheck.objects.bulk_create(
            ProgressCheck(plan=plan, key=one.key, of=one.of, row=one.row, label=one.label, due_on=one.due_on)
            for one in fresh
        )
        count = changed + len(fresh)
        if count:
            ledger.record(events.SCHEDULED, plan, by=None, at=at, values={"count": count})
    return count


def _follow(
    there: dict[str, ProgressCheck], wanted: dict[str, declared.Declared], rows: dict[tuple[str, str], str]
) -> int:
    """Have checks that are there follow the plan, and return how many changed."""
    changed = 0
    for key, check in there.items():
        one, label = wanted.get(key), rows.get((check.of, check.row))
        is_kept = one is not None or (check.due_from == ProgressCheck.DueFrom.LEA and label is not None)
        if not is_kept and check.entered_at is None:
            check.delete()
            changed += 1
            continue
        day = one.due_on if one and check.entered_at is None else check.due_on
        if (day, label or check.label) != (check.due_on, check.label):
            check.due_on, check.label = day, label or check.label
            check.save(update_fields=["due_on", "label"])
            changed += 1
    return changed


def set_day(*, plan: Plan, choice: str, day: date, by: Person, at: datetime) -> ProgressCheck:
    """Set a day on which progress of an outcome or action step is looked at; the same day is there once.

    `choice` names it as `of:id`. Raises NotYou, NoSuchDay.
    """
    with transaction.atomic():
        plan = (
            Plan.objects.select_for_update(of=("self",))
            .select_related("definition", "letter", "year", "lea")
            .get(pk=plan.pk)
        )
        if not (verdict := permissions.can_enter(by, plan)):
            raise ledger.NotYou(verdict.reason)
        found = {one.choice: one for one in declared.measured(Workbook(plan, shows_small=True))}
        one = found.get(choice)
        if one is None:
            raise NoSuchDay(_("The plan has no such outcome or action step any more. Choose another."))
        if day < localdate(at):
            raise NoSuchDay(_("This day is over. Choose today or a later day."))
        known = plan.checks.filter(of=one.of, row=one.row, due_on=day).first()
        if known is not None:
            return known
        check = ProgressCheck.objects.create(
            plan=plan, key=f"lea:{one.of}:{one.row}:{day}", of=one.of, row=one.row, label=one.label, due_on=day,
            due_from=ProgressCheck.DueFrom.LEA,
        )  # fmt: skip
        ledger.record(events.DAY_SET, plan, by=by, at=at, values={"day": day.isoformat()})
    return check


def enter(
    *,
    check: ProgressCheck,
    said: Said,
    seen: int,
    by: Person,
    at: datetime,
    file: bytes | None = None,
    file_name: str = "",
) -> Entry:
    """Keep what is entered of a check; of a check that has an entry, it corrects that one, which stays.

    `seen` is the number of the newest entry that the form showed, 0 for none. A file that was looked at is evidence; without
    one, a correction keeps the file of what it corrects. The same again is there once. Raises NotYou, OtherEntry, Misfit,
    TooLong, FileRefused, AwayError.
    """
    bounds.insist(said.words, bounds.COMMENT, what=_("What you say of it"))
    with transaction.atomic():
        related = ProgressCheck.objects.select_related("plan__lea", "plan__year", "plan__definition", "plan__letter")
        row = related.select_for_update(of=("self",)).get(pk=check.pk)
        if not (verdict := permissions.can_enter(by, row.plan)):
            raise ledger.NotYou(verdict.reason)
        judging.insist(row, said.value, said.as_of, said.reading, said.words, today=localdate(at))
        before = queries.last_entry(row)
        if before and before.by_id == by.pk and _is_same(before, said) and file is None:
            return before
        if before and before.pk != seen:
            raise OtherEntry(
                _(
                    "%(by)s entered something meanwhile. It is below. Nothing was changed; enter yours again to correct it."
                )
                % {"by": before.by}
            )
        kept = before.file if before else None
        name = before.file_name if before else ""
        if file is not None:
            quota.insist(row.plan_id, content=file, name=answers.file_name(file_name))
            kept, name = keeping.keep(file), answers.file_name(file_name)
        entry = Entry.objects.create(check_of=row, file=kept, file_name=name, by=by, at=at, **vars(said))
        if row.entered_at is None:
            row.entered_at = at
            row.save(update_fields=["entered_at"])
        _record(row, entry, is_first=before is None, by=by, at=at)
    return entry


def _is_same(entry: Entry, said: Said) -> bool:
    return all(getattr(entry, name) == value for name, value in vars(said).items())


def _record(check: ProgressCheck, entry: Entry, *, is_first: bool, by: Person, at: datetime) -> None:
    kind = events.ENTERED if is_first else events.CORRECTED
    ledger.record(kind, check.plan, by=by, at=at, values={"day": check.due_on.isoformat()})
    if entry.reading == Entry.Reading.BEHIND:
        link, year = check.get_absolute_url(), check.plan.year.year
        outbox.notify(
            kind, notices.PROGRESS_BEHIND, lea=check.lea, link=link, at=at, by=str(by), year=year, label=check.label,
            words=entry.words,
        )  # fmt: skip
