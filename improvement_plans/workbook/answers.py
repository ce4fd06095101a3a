"""Saves what people type. Nothing typed is ever lost, and no one overwrites anyone else without knowing it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cim_portal.lib import bounds
from cim_portal.lib.verdict import Refused
from improvement_plans.plans import permissions
from improvement_plans.plans.models import Step
from improvement_plans.plans.notifying import notify_one_of_step
from improvement_plans.workbook import quota
from improvement_plans.workbook.events import REPLACED_TEXT
from improvement_plans.workbook.kinds import kind
from improvement_plans.workbook.models import Answer, AnswerVersion, Attachment
from improvement_plans.workbook.notices import TEXT_REPLACED
from monitoring.definition import Field, definition_of, unread
from monitoring.files import keeping
from monitoring.ledger import ledger
from monitoring.people.models import Person

Value = dict[str, object]
Seen = dict[str, int]  # by field, the version of the answer that a form shows


@dataclass(frozen=True)
class Conflict:
    """Two people changed the same place. Both texts are kept; one of them has to be chosen.

    `where` says which part of the field it is, such as a cell of a table; blank for all of it.
    """

    field: str
    theirs: object
    mine: object
    where: str = ""


@dataclass(frozen=True)
class Together:
    """What two saves make together: what counts, the conflicts, and by field how a form continues from here.

    `as_mine` is what counts with mine where texts met. `bases` are from what the next save of the same form is merged, for
    the fields in which others changed something that the form does not show.
    """

    value: Value
    conflicts: list[Conflict]
    as_mine: Value
    bases: Value


@dataclass(frozen=True)
class Saved:
    """What became of a save: what counts now, the version of each field that the form has seen, where two texts met.

    `as_mine` and `bases` are those of `Together`. `met_with` says of whom the text is that another met, by field.
    """

    version: int
    value: Value
    saved_at: datetime
    saved_by: Person
    seen: Seen
    conflicts: list[Conflict] = field(default_factory=list)
    as_mine: Value = field(default_factory=dict)
    bases: Value = field(default_factory=dict)
    met_with: dict[str, Person] = field(default_factory=dict)


class UnknownVersion(Refused):
    """The save started from a version that this answer never had."""


def save(
    *,
    step: Step,
    activity: str,
    repeat: str,
    value: Value,
    seen: Seen,
    by: Person,
    at: datetime,
    bases: Value | None = None,
    chosen_over: Mapping[str, int] | None = None,
) -> Saved:
    """Save `value` for an activity. `seen` says from which version each field was typed; 0 is the empty answer.

    `bases` has the fields that were typed from what an earlier save returned as such. Where others have saved since, what
    only one side changed is put together: fields, rows, cells, paragraphs. Where both changed the same, what counts is left
    as it is there, the typed text is kept next to it, and the answer names both. `chosen_over` says by field whose text was
    met and is replaced now; they are notified. A draft may be anything that is not too long; only submitting is strict.
    Raises NotYou, TooLong, UnknownVersion.
    """
    with transaction.atomic():
        locked = _locked_for_editing(step, by)
        _insist_on_length(locked, activity, value)
        answer = _locked_answer(locked, activity, repeat, by=by, at=at)
        versions = {version: _value_at(answer, version) for version in {seen.get(key, 0) for key in value}}
        before = {key: versions[seen.get(key, 0)].get(key) for key in value} | (bases or {})
        made = put_together(answer.value, value, before, fields=_fields(locked, activity))
        met_with = _met_with(answer, {conflict.field for conflict in made.conflicts})
        if made.conflicts:
            _keep(answer, value, counts=False, by=by, at=at)
        if made.value != answer.value:
            replaced = {
                key: pk for key, pk in (chosen_over or {}).items() if made.value.get(key) != answer.value.get(key)
            }
            _notify_replaced(answer, replaced, fields=_fields(locked, activity), by=by, at=at)
            answer.value, answer.version = made.value, answer.version + 1
            answer.saved_at, answer.saved_by = at, by
            answer.save()
            _keep(answer, made.value, counts=True, by=by, at=at)
    now_seen = {key: answer.version if answer.value.get(key) == value[key] else seen.get(key, 0) for key in value}
    return Saved(
        answer.version,
        answer.value,
        answer.saved_at,
        answer.saved_by,
        now_seen,
        made.conflicts,
        made.as_mine,
        made.bases,
        met_with,
    )


def start_again(*, step: Step, activity: str, by: Person, at: datetime) -> None:
    """Make an activity blank for its next period, in the caller's transaction; every version stays."""
    for answer in Answer.objects.select_for_update().filter(step=step, activity=activity):
        if answer.value:
            answer.value, answer.version = {}, answer.version + 1
            answer.saved_at, answer.saved_by = at, by
            answer.save()
            _keep(answer, {}, counts=True, by=by, at=at)


def amend(*, step: Step, activity: str, repeat: str, value: Value, by: Person, at: datetime) -> None:
    """Have an activity of an approved plan say what an approved amendment says, in the caller's transaction."""
    answer = _locked_answer(step, activity, repeat, by=by, at=at)
    answer.value, answer.version = value, answer.version + 1
    answer.saved_at, answer.saved_by = at, by
    answer.save()
    _keep(answer, value, counts=True, by=by, at=at)


def put_together(now: Value, mine: Value, before: Value, *, fields: Mapping[str, Field]) -> Together:
    """Return what is there once `mine` meets what is there `now`.

    `before` gives for each field of `mine` the value from which it was typed; the kind of the field merges the two.
    """
    made = Together(dict(now), [], {}, {})
    for key, typed in mine.items():
        there, declared = now.get(key), fields[key]
        merged = kind(declared).merged(before=before.get(key), theirs=there, mine=typed, columns=declared.columns)
        made.conflicts.extend(Conflict(key, one.theirs, one.mine, one.where) for one in merged.met)
        made.as_mine[key] = merged.as_mine
        if merged.value != typed and not (merged.value is None and kind(declared).is_blank(typed)):
            made.bases[key] = merged.settled
        if merged.value != there:
            made.value[key] = merged.value
    return made


def _locked_answer(step: Step, activity: str, repeat: str, *, by: Person, at: datetime) -> Answer:
    """Return what is in an activity, locked; it is empty where no one entered anything before."""
    answer, _made = Answer.objects.select_for_update().get_or_create(
        step=step, activity=activity, repeat=repeat, defaults={"saved_at": at, "saved_by": by}
    )
    return answer


def _insist_on_length(step: Step, activity: str, value: Value) -> None:
    declared = definition_of(step.plan.definition).activity(activity)
    excess = [(f.label, kind(f).excess(value[f.key], f.columns)) for f in declared.fields if f.key in value]
    if said := [f"“{label}” {too_long}." for label, too_long in excess if too_long]:
        raise bounds.TooLong(" ".join(said))


def _fields(step: Step, activity: str) -> Mapping[str, Field]:
    return {field.key: field for field in definition_of(step.plan.definition).activity(activity).fields}


def _met_with(answer: Answer, fields: set[str]) -> dict[str, Person]:
    """Return by field who saved the text that counts there: who saved the oldest version that has had it since."""
    found: dict[str, Person] = {}
    if not fields:
        return found
    left = dict.fromkeys(fields, True)
    for version in answer.versions.filter(counts=True).select_related("saved_by").order_by("-version"):
        for key in [key for key in left if version.value.get(key) != answer.value.get(key)]:
            del left[key]
        found |= dict.fromkeys(left, version.saved_by)
        if not left:
            break
    return found


def _notify_replaced(
    answer: Answer, replaced: Mapping[str, int], *, fields: Mapping[str, Field], by: Person, at: datetime
) -> None:
    """Notify those whose text met another and is replaced by it. Only who saved one here can be among them."""
    for person in {pk for pk in replaced.values() if pk != by.pk}:
        labels = [str(fields[key].label) for key, pk in replaced.items() if pk == person and key in fields]
        if labels and answer.versions.filter(saved_by=person).exists():
            ledger.record(
                REPLACED_TEXT, answer.step, by=by, at=at, lea=answer.step.lea, values={"activity": answer.activity}
            )
            notify_one_of_step(
                REPLACED_TEXT, TEXT_REPLACED, answer.step, person=person, at=at, by=by.name, field=", ".join(labels)
            )


def _value_at(answer: Answer, version: int) -> Value:
    if version == answer.version:
        return dict(answer.value)
    if version == 0:
        return {}
    kept = answer.versions.filter(version=version, counts=True).first()
    if kept is None:
        raise UnknownVersion(_("This page is from another time of this answer. Reload it; what you typed is kept."))
    return dict(kept.value)


def _keep(answer: Answer, value: Value, *, counts: bool, by: Person, at: datetime) -> None:
    AnswerVersion.objects.create(
        answer=answer, version=answer.version, value=value, counts=counts, saved_at=at, saved_by=by
    )


def file_name(name: str) -> str:
    """Return a name that is safe to show and to send in a header: one line, no path, no quotation mark."""
    plain = re.sub(r"[\x00-\x1f\x7f\"\\/:*?<>|\u2028\u2029\u202a-\u202e\u2066-\u2069]+", " ", name).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:150]}{dot}{ending[:20]}" or "file"


def attach(
    *,
    step: Step,
    activity: str,
    repeat: str,
    field: str,
    name: str,
    content: bytes,
    by: Person,
    at: datetime,
) -> Attachment:
    """Add a file that was looked at to a field; the same one is there once. Raises NotYou, FileRefused, AwayError."""
    with transaction.atomic():
        quota.insist(step.plan_id, content=content, name=file_name(name))
        place = {"step": _locked_for_editing(step, by), "activity": activity, "repeat": repeat, "field": field}
        file = {"file": keeping.keep(content), "name": file_name(name)}
        there = Attachment.objects.filter(
            **place, **file, removed_at=None
        ).first()  # sent again after an answer was lost
        return there or Attachment.objects.create(**place, **file, added_at=at, added_by=by)


def detach(*, attachment: Attachment, by: Person, at: datetime) -> None:
    """Take a file out of the form; its bytes and its row are kept. Raises NotYou."""
    with transaction.atomic():
        _locked_for_editing(attachment.step, by)
        Attachment.objects.filter(pk=attachment.pk, removed_at=None).update(removed_at=at)


def attach_again(*, attachment: Attachment, by: Person, at: datetime) -> Attachment:
    """Put a file back that was removed, as one that is attached now; the row of the removed one stays. Raises NotYou."""
    with transaction.atomic():
        step = _locked_for_editing(attachment.step, by)
        place = {"step": step, "activity": attachment.activity, "repeat": attachment.repeat, "field": attachment.field}
        file = {"file_id": attachment.file_id, "name": attachment.name}
        there = Attachment.objects.filter(**place, **file, removed_at=None).first()
        return there or Attachment.objects.create(**place, **file, added_at=at, added_by=by)


def _locked_for_editing(step: Step, by: Person) -> Step:
    """Return the step, locked so that it is not submitted meanwhile. Raises NotYou."""
    steps = Step.objects.select_related("plan__lea", "plan__definition").defer(*unread("plan__definition"))
    locked = steps.select_for_update(of=("self",), no_key=True).get(pk=step.pk)
    if not (verdict := permissions.can_edit(by, locked)):
        raise ledger.NotYou(verdict.reason)
    return locked
