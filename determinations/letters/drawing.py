"""Draws a letter as PDF, and says whether two say the same."""

from datetime import date

from django.utils.translation import gettext as _

from cim_portal.lib import pdf
from cim_portal.lib.shapes import JsonObject
from determinations.letters import kinds, wording
from determinations.runs.words import element_in_words
from monitoring.definition import Letterhead

# What the letters issued before there were kinds, texts, findings and letterheads are taken to say of them.
_UNSAID: dict[str, object] = {
    "kind": "determination",
    "texts": {},
    "findings": [],
    "second_letter": False,
    "letterhead": Letterhead().model_dump(mode="json"),
}


def draw(context: JsonObject, *, is_preview: bool = False, mark: str = "") -> bytes:
    """Return the PDF of a letter that says `context`, tagged as pdf/ua-1; the same context gives the same bytes.

    A preview bears a mark, so that no one takes it for a letter; `mark` is what one says that is not released yet.
    """
    kind = kinds.kind(context.get("kind", _UNSAID["kind"]))
    return pdf.draw(
        template=kind.template,
        context={**shown(context), "is_preview": is_preview, "mark": mark},
        title=_("%(year)s %(letter)s: %(lea)s")
        % {"year": context["year"], "letter": kind.title, "lea": context["lea_name"]},
        on=date.fromisoformat(context["dated"] or f"{context['year']}-01-01"),
        subject=context["level_name"],
        drawings={"seal": seal} if (seal := context.get("letterhead", {}).get("seal")) else None,
    )


def shown(context: JsonObject) -> JsonObject:
    """Return what a template needs to show a letter: its context with its numbers and dates in words, and what was missed
    or is significant."""
    elements = [{**element, **element_in_words(element)} for element in context.get("elements", [])]
    return {
        "letter": {**_UNSAID, **context, "elements": elements},
        "data_are_known": any(element["data_words"] for element in elements),
        "missed": [element for element in elements if element["met"] == "No"],
        "significant": [one for one in context.get("findings", []) if one["significant"]],
        "dated": wording.day_or_words(context["dated"]),
        "replaces_issued_on": wording.day_or_words(context["replaces_issued_on"]),
        "tasks": [
            {**task, "due": wording.day_or_words(task["due_on"] or task["due"])} for task in context.get("tasks", [])
        ],
    }


def says_the_same(one: dict[str, object], other: dict[str, object]) -> bool:
    """Say whether two letters say the same, whatever letters they replace. What a letter of an earlier portal does not
    speak of is as if it said nothing of it."""
    apart = {"replaces_issued_on": "", "reason": ""}
    return {**_UNSAID, **one, **apart} == {**_UNSAID, **other, **apart}
