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
from improvement_plans.workbook import quota
from improvement_plans.workbook.declaring import Kind
from improvement_plans.workbook.kinds import kind
from improvement_plans.workbook.models import Answer, AnswerVersion, Attachment
from monitoring.definition import definition_of
from monitoring.files import keeping
from monitoring.ledger import ledger
from monitoring.people.models import Person

Value = dict[str, object]
Seen = dict[str, int]  # by field, the version of the answer that a form shows


@dataclass(frozen=True)
class Conflict:
    """Two people changed the same field. Both texts are kept; one of them has to be chosen."""

    field: str
    theirs: object
    mine: object


@dataclass(frozen=True)
class Saved:
    """What became of a save: what counts now, the version of each field that the form has seen, where two texts met."""

    version: int
    value: Value
    saved_at: datetime
    saved_by: Person
    seen: Seen
    conflicts: list[Conflict] = field(default_factory=list)


class UnknownVersion(Refused):
    """The save started from a version that this answer never had."""


def save(*, step: Step, activity: str, repeat: str, value: Value, seen: Seen, by: Person, at: datetime) -> Saved:
    """Save `value` for an activity. `seen` says from which version each field was typed; 0 is the empty answer.

    Where others have saved since, the fields that only one side changed are put together. Where both changed the same
    field, what counts is left as it is in that field, the typed text is kept next to it, and the answer names both. A
    draft may be anything that is not too long; only submitting is strict. Raises NotYou, TooLong, UnknownVersion.
    """
    with transaction.atomic():
        locked = _locked_for_editing(step, by)
        _insist_on_length(locked, activity, value)
        Answer.objects.get_or_create(
            step=locked, activity=activity, repeat=repeat, defaults={"saved_at": at, "saved_by": by}
        )
        answer = Answer.objects.select_for_update().get(step=locked, activity=activity, repeat=repeat)
        versions = {version: _value_at(answer, version) for version in {seen.get(key, 0) for key in value}}
        bases = {key: versions[seen.get(key, 0)] for key in value}
        result, conflicts = put_together(answer.value, value, bases, kinds=_kinds(locked, activity))
        if conflicts:
            _keep(answer, value, counts=False, by=by, at=at)
        if result != answer.value:
            answer.value, answer.version = result, answer.version + 1
            answer.saved_at, answer.saved_by = at, by
            answer.save()
            _keep(answer, result, counts=True, by=by, at=at)
    now_seen = {key: answer.version if answer.value.get(key) == value[key] else seen.get(key, 0) for key in value}
    return Saved(answer.version, answer.value, answer.saved_at, answer.saved_by, now_seen, conflicts)


def put_together(
    now: Value, mine: Value, bases: dict[str, Value], *, kinds: Mapping[str, Kind]
) -> tuple[Value, list[Conflict]]:
    """Return what is there once `mine` meets what is there `now`, and the conflicts.

    `bases` gives for each field of `mine` the value from which it was typed; its kind of `kinds` merges the two.
    """
    result, conflicts = dict(now), []
    for key, typed in mine.items():
        there = now.get(key)
        merged = kinds[key].merged(before=bases[key].get(key), theirs=there, mine=typed)
        if merged.met:
            conflicts.append(Conflict(key, theirs=there, mine=typed))
        if merged.value != there:
            result[key] = merged.value
    return result, conflicts


def _insist_on_length(step: Step, activity: str, value: Value) -> None:
    declared = definition_of(step.plan.definition).activity(activity)
    excess = [(f.label, kind(f).excess(value[f.key], f.columns)) for f in declared.fields if f.key in value]
    if said := [f"“{label}” {too_long}." for label, too_long in excess if too_long]:
        raise bounds.TooLong(" ".join(said))


def _kinds(step: Step, activity: str) -> Mapping[str, Kind]:
    declared = definition_of(step.plan.definition).activity(activity)
    return {field.key: kind(field) for field in declared.fields}


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
    """Add a file that was looked at to a field. Raises NotYou, FileRefused, AwayError."""
    with transaction.atomic():
        quota.insist(step.plan_id, content=content, name=file_name(name))
        return Attachment.objects.create(
            step=_locked_for_editing(step, by),
            activity=activity,
            repeat=repeat,
            field=field,
            file=keeping.keep(content),
            name=file_name(name),
            added_at=at,
            added_by=by,
        )


def detach(*, attachment: Attachment, by: Person, at: datetime) -> None:
    """Take a file out of the form; its bytes and its row are kept. Raises NotYou."""
    with transaction.atomic():
        _locked_for_editing(attachment.step, by)
        Attachment.objects.filter(pk=attachment.pk, removed_at=None).update(removed_at=at)


def _locked_for_editing(step: Step, by: Person) -> Step:
    """Return the step, locked so that it is not submitted meanwhile. Raises NotYou."""
    locked = (
        Step.objects.select_for_update(of=("self",), no_key=True)
        .select_related("plan__lea", "plan__definition")
        .get(pk=step.pk)
    )
    if not (verdict := permissions.can_edit(by, locked)):
        raise ledger.NotYou(verdict.reason)
    return locked
