"""One activity: its form, saved a second after typing stops, with both texts where two people met."""

import json
from contextlib import suppress
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST

from cim_portal.lib import bounds, copies
from cim_portal.lib.bodies import takes_files
from cim_portal.lib.doors import guarded
from improvement_plans.activities import contents, gathering, roster
from improvement_plans.activities.page import FieldView, PartView
from improvement_plans.plans import permissions
from improvement_plans.plans.models import Step
from improvement_plans.reviews import queries as reviews_queries
from improvement_plans.reviews import services, threads
from improvement_plans.reviews.models import Reply
from improvement_plans.steps.views import files
from improvement_plans.steps.views.pages import Page, can_fill_in_page, can_see_page, load_page, page_address
from improvement_plans.workbook import answers, quota, rows
from improvement_plans.workbook import kinds as workbook_kinds
from improvement_plans.workbook.models import Answer
from improvement_plans.workbook.workbook import Place, Value, Workbook, read_by
from monitoring.access.who import SignedInRequest
from monitoring.definition import Field

PACIFIC = ZoneInfo(settings.TIME_ZONE)


@takes_files("file", can=can_fill_in_page, load=load_page)
@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_see_page, load=load_page)
def activity(request: SignedInRequest, page: Page) -> HttpResponseBase:
    """Show an activity's form, or what is in it; save what was typed."""
    if request.method == "POST":
        return _save(request, page.step, page.book, page.place)
    return _show(request, page.step, page.book, page.place)


def _save(request: SignedInRequest, step: Step, book: Workbook, place: Place) -> HttpResponseBase:
    typed = workbook_kinds.read(place.activity.fields, request.POST)
    there = book.answers.get(place.key)
    typed = rows.act(typed, request.POST.get("row", ""))
    typed = rows.put_back(typed, request.POST.get("put_back", ""), there)
    try:
        saved = answers.save(
            step=step,
            activity=place.activity.slug,
            repeat=place.repeat,
            value=typed,
            seen=_numbers(request, "seen-"),
            by=request.user,
            at=now(),
            bases=_bases(request, place),
            chosen_over=_numbers(request, "over-"),
        )
    except bounds.TooLong as refused:
        return _too_long(request, step, book, place, typed=typed, refused=str(refused))
    not_attached = files.attach_all(request, step, place)
    if request.headers.get("HX-Request"):
        context = _saved_context(step, book, place, saved, has_files=bool(request.FILES))
        answer = render(request, "improvement_plans/steps/_saved.html", {**context, "not_attached": not_attached})
        return answer if saved.conflicts else copies.confirm(request, answer)
    _say(request, not_attached)
    files.remove_or_put_back(request, step, place)
    after = read_by(request.user, step.plan)
    if saved.conflicts:
        return _show(request, step, after, place, typed={**saved.value, **saved.as_mine}, saved=saved)
    if more := request.POST.get("more", ""):
        spare = len(request.POST.getlist(f"{more}-rows")) - len(after.value(*place.key).get(more) or [])
        return copies.confirm(request, _show(request, step, after, place, more=more, spare=spare))
    if "next" in request.POST:
        following = _next(after, step, place)
        return redirect(page_address(step, following)) if following else redirect(step)
    removed = _removed(request, there)
    return copies.confirm(request, _show(request, step, after, place, saved=saved, removed=removed))


def _say(request: HttpRequest, sentences: list[str]) -> None:
    for sentence in sentences:
        messages.error(request, sentence)


def _removed(request: HttpRequest, before: Answer | None) -> rows.Removed | None:
    """Return the row that the form asked to remove, where a version has it: it can be put back."""
    verb, _, place = request.POST.get("row", "").partition(":")
    table, _, row = place.partition(":")
    if verb != "remove" or before is None or not any(r.get("_id") == row for r in before.value.get(table) or []):
        return None
    return rows.Removed(table, row, before.version)


def _too_long(
    request: SignedInRequest, step: Step, book: Workbook, place: Place, *, typed: Value, refused: str
) -> HttpResponse:
    """Say that nothing was saved: to the page that asked, which has the text, or with the text in the form again."""
    if request.headers.get("HX-Request"):
        return render(request, "improvement_plans/steps/_refused.html", {"refused": refused})
    _say(request, files.attach_all(request, step, place))
    seen = _Seen(_numbers(request, "seen-"), _bases(request, place), _numbers(request, "over-"))
    return _show(request, step, Workbook(step.plan), place, typed=typed, seen=seen, refused=refused)


@dataclass(frozen=True)
class _Seen:
    """From what the fields of a form were typed: versions, or what a save gave back; and whose texts they replace."""

    versions: answers.Seen
    bases: Value
    over: dict[str, int]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Return the hidden inputs that say so, each as name and value."""
        return [
            *((f"seen-{key}", str(version)) for key, version in self.versions.items()),
            *((f"base-{key}", json.dumps(base)) for key, base in self.bases.items()),
            *((f"over-{key}", str(person)) for key, person in self.over.items()),
        ]


def _numbers(request: HttpRequest, prefix: str) -> dict[str, int]:
    given = {key.removeprefix(prefix): str(value) for key, value in request.POST.items() if key.startswith(prefix)}
    return {key: int(value) for key, value in given.items() if value.isdecimal() and len(value) < 10}


def _bases(request: HttpRequest, place: Place) -> Value:
    """Return what the form says that some fields were typed from; what cannot be read is not taken for anything."""
    given = {f.key: str(request.POST[name]) for f in place.activity.fields if (name := f"base-{f.key}") in request.POST}
    read = {}
    for key, text in given.items():
        with suppress(ValueError, RecursionError):
            read[key] = json.loads(text)
    return workbook_kinds.sound(place.activity.fields, read)


def _show(
    request: HttpRequest,
    step: Step,
    book: Workbook,
    place: Place,
    *,
    typed: Value | None = None,
    saved: answers.Saved | None = None,
    seen: _Seen | None = None,
    more: str = "",
    spare: int = 0,
    removed: rows.Removed | None = None,
    refused: str = "",
    said: str = "",
) -> HttpResponse:
    can_edit = permissions.can_edit(request.user, step)
    if can_edit and request.method == "GET":
        typed = gathering.begun(book, place)
    view = contents.view(book, place, typed=typed, more=more, spare=spare)
    answer = book.answers.get(place.key)
    version = answer.version if answer else 0
    marks = reviews_queries.marks(request.user, step)
    return render(
        request,
        "improvement_plans/steps/activity.html",
        {
            "plan": step.plan,
            "step": step,
            "view": view,
            "advice": contents.advice(book, place),
            "places": [(state, page_address(step, state.place)) for state in contents.outline(book, step.number)],
            "answer": answer,
            "address": page_address(step, place),
            "refused": refused,
            "removed": removed,
            "said": said,
            "seen": (seen or _seen_now(view.fields, version, saved)).hidden,
            "saved": saved,
            "conflicts": _conflicts(place, saved),
            "can_edit": can_edit,
            "people": roster.known_people(book, place) if can_edit else [],
            "threads": threads.of_page(step, place.key, labels={f.key: f.label for f in view.fields}),
            "about": request.POST.get("field", "") or request.GET.get("about", ""),
            "can_comment": permissions.can_comment(request.user, step),
            "mark": marks.get(place.key),
            "returned": {key for key, mark in marks.items() if mark.waits},
            "outcomes": Reply.Outcome.choices,
            "next": _next(book, step, place),
            "more": more,
            "room": quota.room(step.plan_id).as_words() if can_edit and files.has_files(place) else "",
        },
        status=409 if refused or (saved and saved.conflicts) else 200,
    )


def _seen_now(fields: list[FieldView], version: int, saved: answers.Saved | None) -> _Seen:
    """Return that a page shows what counts; where texts met, whose it replaces once it is saved."""
    met = {key: person.pk for key, person in saved.met_with.items()} if saved else {}
    return _Seen({field.key: version for field in fields}, {}, met)


def _saved_context(
    step: Step, book: Workbook, place: Place, saved: answers.Saved, *, has_files: bool
) -> dict[str, object]:
    labels = {f.key: f.label for f in place.activity.fields}
    return {
        "fresh": _fresh(step, book, place, saved, files=has_files),
        "saved": saved,
        "at": saved.saved_at.astimezone(PACIFIC),
        "labels": list(dict.fromkeys(labels[c.field] for c in saved.conflicts)),
        "changed": [labels[key] for key in saved.bases],
        "address": page_address(step, place),
        "seen": _Seen(saved.seen, saved.bases, {}).hidden,
    }


def _fresh(step: Step, before: Workbook, place: Place, saved: answers.Saved, *, files: bool) -> list[PartView]:
    """Return what reads differently now than in `before`: rows to choose from, totals and whatever else is filled in; with
    `files` also the lists of attached files.
    """
    there = before.answers.get(place.key)
    if not files and saved.version == (there.version if there else 0):
        return []
    was = {part.name: part for part in contents.parts_from_elsewhere(before, place)}
    if not was:
        return []
    after = Workbook(step.plan, shows_small=before.shows_small) if files else before.with_answer(place.key, saved.value)
    return [
        part
        for part in contents.parts_from_elsewhere(after, place)
        if (old := was.get(part.name)) is None
        or _differs(part, old)
        or (files and workbook_kinds.kinds()[part.kind].entry == "attached")
    ]


def _differs(one: PartView, other: PartView) -> bool:
    def said(part: PartView) -> object:
        given = part.given if isinstance(part, FieldView) else None
        return part.options, part.shown, given, part.attachments, part.removed

    return said(one) != said(other)


def _conflicts(place: Place, saved: answers.Saved | None) -> list[tuple[str, str, str, str]]:
    """Return (label, whose, their text, mine) of each place in which two texts met."""
    declared = {f.key: f for f in place.activity.fields}
    lines = []
    for one in saved.conflicts if saved else []:
        field = declared[one.field]
        theirs, mine = _in_words(field, one.where, one.theirs), _in_words(field, one.where, one.mine)
        label = f"{field.label}, {one.where}" if one.where else str(field.label)
        lines.append((label, str(saved.met_with.get(one.field, saved.saved_by)) if saved else "", theirs, mine))
    return lines


def _in_words(field: Field, where: str, text: object) -> str:
    """Return what one of two texts says: all of a field, a paragraph of it, or a cell of a table."""
    if isinstance(text, str):
        return text
    return ", ".join(map(str, text)) if where and isinstance(text, list) else workbook_kinds.as_text(field, text)


def _next(book: Workbook, step: Step, place: Place) -> Place | None:
    places = book.places(step.number)
    at = [p.key for p in places].index(place.key)
    return places[at + 1] if at + 1 < len(places) else None


@require_POST
@guarded(can_see_page, load=load_page)
def comment(request: SignedInRequest, page: Page) -> HttpResponse:
    """Say something next to an activity, or to one of its fields."""
    said, (slug, repeat) = request.POST.get("text", ""), page.place.key
    asked = request.POST.get("field", "")
    field = asked if asked in {one.key for one in page.place.activity.fields} else ""
    try:
        services.comment(
            step=page.step, activity=slug, repeat=repeat, field=field, text=said, by=request.user, at=now()
        )
    except bounds.TooLong as refused:
        return _show(request, page.step, page.book, page.place, refused=str(refused), said=said)
    return redirect(page_address(page.step, page.place) + "#comments")
