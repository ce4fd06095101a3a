"""Begins amendments, and keeps what they say."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cim_portal.lib import bounds
from cim_portal.lib import seen as showing
from cim_portal.lib.verdict import Refused
from improvement_plans.amendments import events, permissions, queries
from improvement_plans.amendments.models import AmendedPage, Amendment, AmendmentFile
from improvement_plans.plans.models import Plan, Step
from improvement_plans.workbook import kinds, quota
from improvement_plans.workbook.models import Answer
from improvement_plans.workbook.workbook import Place, Value
from monitoring.files import keeping
from monitoring.ledger import ledger
from monitoring.people.models import Person


class OneIsOpen(Refused):
    """The plan has an amendment that is not decided yet."""


class OtherText(Refused):
    """Someone else saved the page since the form was opened."""


def begin(*, plan: Plan, by: Person, at: datetime) -> Amendment:
    """Begin the next amendment of an approved plan. Raises NotYou, OneIsOpen."""
    try:
        with transaction.atomic():
            row = Plan.objects.select_for_update(of=("self",)).select_related("lea", "year").get(pk=plan.pk)
            if not (verdict := permissions.can_begin(by, row)):
                raise ledger.NotYou(verdict.reason)
            last = row.amendments.order_by("-number").first()
            made = Amendment.objects.create(
                plan=row, number=last.number + 1 if last else 1, begun_by=by, begun_at=at, moved_at=at
            )
            ledger.record(events.BEGUN, made, target=made.status, by=by, at=at)
    except IntegrityError:
        raise OneIsOpen(_("An amendment of this plan is not decided yet. The next one can begin after it.")) from None
    return made


def say_why(
    *, amendment: Amendment, reason: str, board_date: date | None, by: Person, at: datetime, seen: str | None = None
) -> None:
    """Keep why the plan is amended, and when the board took it up.

    `seen` is the token of what the form showed; None replaces whatever is there. Raises NotYou, TooLong, and OtherText where
    something else than that would be replaced.
    """
    bounds.insist(reason.strip(), bounds.COMMENT, what=_("The reason"))
    with transaction.atomic():
        row = _locked(amendment, by)
        mine = showing.token(reason.strip(), board_date)
        if seen is not None and seen != row.why:
            if not showing.replaces(shown=seen, there=row.why, mine=mine):
                return
            raise OtherText(
                _("Meanwhile this was saved: “%(reason)s” Yours is in the form; saving it now replaces that.")
                % {"reason": row.reason}
            )
        row.reason, row.board_date = reason.strip(), board_date
        row.save(update_fields=["reason", "board_date"])


def change(
    *, amendment: Amendment, number: int, place: Place, typed: Value, seen: int, by: Person, at: datetime
) -> None:
    """Keep what a page of step `number` says with the amendment; typed as the plan has it, it is no change any more.

    `seen` is the version of the page that the form showed, 0 for none. Raises NotYou, OtherText, TooLong.
    """
    for field in place.activity.fields:
        if field.key in typed and (too_long := kinds.kind(field).excess(typed[field.key], field.columns)):
            raise bounds.TooLong(f"“{field.label}” {too_long}.")
    slug, repeat = place.key
    with transaction.atomic():
        row = _locked(amendment, by)
        step = Step.objects.get(plan=row.plan_id, number=number)
        answer = Answer.objects.filter(step=step, activity=slug, repeat=repeat).first()
        was, base = (answer.value, answer.version) if answer else ({}, 0)
        known = row.pages.filter(activity=slug, repeat=repeat).first()
        value = {**was, **{key: typed[key] for key in queries.typed_fields(place) if key in typed}}
        if known and known.version != seen and known.value != value:
            raise OtherText(
                _("%(by)s saved this page of the amendment meanwhile. Yours is in the form; saving it now replaces it.")
                % {"by": known.saved_by}
            )
        if all(_blank(value.get(key)) == _blank(was.get(key)) for key in {*value, *was}):
            row.pages.filter(activity=slug, repeat=repeat).delete()
            return
        AmendedPage.objects.update_or_create(
            amendment=row,
            activity=slug,
            repeat=repeat,
            defaults={
                "step": step, "was": was, "value": value, "base": base, "saved_by": by, "saved_at": at,
                "version": known.version + 1 if known else 1,
            },
        )  # fmt: skip


def attach(*, amendment: Amendment, name: str, content: bytes, by: Person, at: datetime) -> AmendmentFile:
    """Add a file that was looked at; the same one is there once. Raises NotYou, FileRefused, AwayError."""
    with transaction.atomic():
        quota.insist(amendment.plan_id, content=content, name=name)
        row = _locked(amendment, by)
        return _attached(row, keeping.keep(content).pk, name, by=by, at=at)


def detach(*, file: AmendmentFile, by: Person, at: datetime) -> None:
    """Remove a file from the page; its bytes and its row are kept. Raises NotYou."""
    with transaction.atomic():
        _locked(file.amendment, by)
        AmendmentFile.objects.filter(pk=file.pk, removed_at=None).update(removed_at=at)


def attach_again(*, file: AmendmentFile, by: Person, at: datetime) -> AmendmentFile:
    """Put a file back that was removed, as one that is attached now; the row of the removed one stays. Raises NotYou."""
    with transaction.atomic():
        return _attached(_locked(file.amendment, by), file.file_id, file.name, by=by, at=at)


def _attached(row: Amendment, kept: str, name: str, *, by: Person, at: datetime) -> AmendmentFile:
    there = row.files.filter(file_id=kept, name=name, removed_at=None).first()
    return there or AmendmentFile.objects.create(amendment=row, file_id=kept, name=name, added_at=at, added_by=by)


def _blank(value: object) -> object:
    """Return a value in which nothing and a blank text are the same."""
    return None if value in ("", [], {}) else value


def _locked(amendment: Amendment, by: Person) -> Amendment:
    related = Amendment.objects.select_for_update(of=("self",)).select_related("plan__lea", "plan__year")
    row = related.get(pk=amendment.pk)
    if not (verdict := permissions.can_write(by, row)):
        raise ledger.NotYou(verdict.reason)
    return row
