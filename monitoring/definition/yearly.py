"""A year's document that is taken over for another year, and what it does not say yet."""

import re
from datetime import date

from django.utils.translation import gettext as _
from ruamel.yaml.comments import CommentedMap

from cim_portal.lib.shapes import Json
from monitoring.definition.schema import Definition
from monitoring.definition.text import opened, written


def for_another_year(*, text: str, source: str, year: int, title: str, letter_date: date | None) -> str:
    """Return a document's text for another year: the days on which tasks are due are emptied, all else stays.

    `source` says where it was taken over from, in a comment at its beginning.
    """
    document = opened(text)
    document["year"], document["title"] = year, title
    if letter_date:
        document["letter_date"] = letter_date
    else:
        _remove(document, "letter_date")
    for task in document.get("tasks") or []:
        for name in _dated(task):
            _remove(task, name)
    document.yaml_set_start_comment(_("Taken over from %(source)s.") % {"source": source} + "\n\n")
    return written(document)


def not_set(definition: Definition) -> list[str]:
    """Return what a year needs and this document does not say yet, each in a few words."""
    without = [one.code for one in definition.indicators if definition.target_for(one.code) is None]
    undated = [task for task in definition.tasks if not (task.due_date or task.due)]
    targets = _("the targets of %(without)s of %(all)s indicators")
    dates = _("the due dates of %(undated)s of %(all)s tasks")
    found = {
        _("the date of the letters"): definition.letter_date is None,
        _("the rules, so that no level is computed"): not definition.rules,
        targets % {"without": len(without), "all": len(definition.indicators)}: bool(without),
        _("the tasks"): not definition.tasks,
        dates % {"undated": len(undated), "all": len(definition.tasks)}: bool(undated),
        _("the settings of the ratios, which are assumed and not confirmed"): definition.disproportionality.assumed,
        _("whom to write to"): not definition.contacts,
        _("to whom in the LEA the letters are"): not definition.letterhead.addressee,
        _("who signs the letters"): not definition.letterhead.signed_by,
    }
    return [words for words, holds in found.items() if holds]


def _remove(place: CommentedMap, key: Json) -> None:
    """Remove a value; where a comment follows it, it stays there empty, so that the comment does too."""
    if key in place and key in place.ca.items:
        place[key] = None
    else:
        place.pop(key, None)


def _dated(task: CommentedMap) -> list[str]:
    """Return what of a task belongs to its year: the day, and words about when that name a year."""
    return ["due_date", *(["due"] if re.search(r"\b20\d\d\b", str(task.get("due", ""))) else [])]
