"""Whatever form a person types into keeps the text in the browser until it is saved; a new form cannot be forgotten."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "templates"
_FORM = re.compile(r'(<form\b(?:[^>"]|"[^"]*")*>)(.*?)</form>', re.DOTALL)
_TYPED = re.compile(r'<c-field\b(?!\.)|<c-typed\b|<textarea\b|<input[^>]*type="text"|is="field\.')
# Forms in which nothing is kept, each with its reason.
NOT_KEPT = {
    "determinations/levels/what_if.html": "a file is tried, and nothing is saved",
    "determinations/uploads/uploads.html": "a file is chosen, and nothing is typed",
    "monitoring/notices/notifications.html": "one choice, and nothing is typed",
    "monitoring/people/new_token.html": "a name and choices, for which people show again that it is them",
    "monitoring/people/own_address.html": "one address, for which people show again that it is them",
    "monitoring/people/upload.html": "a file is chosen, and nothing is typed",
    "monitoring/resources/front.html": "one address, of a stranger",
    "monitoring/resources/subscribe.html": "one address, of a stranger",
    "monitoring/years/years.html: load_definition": "a file is chosen, and nothing is typed",
}


def forms() -> list[tuple[str, str, str]]:
    """Return every form that is sent and typed into: where it is, its tag, and what is in it."""
    found = []
    for path in sorted(ROOT.rglob("*.html")):
        for tag, inside in _FORM.findall(path.read_text()):
            if "post" in tag.lower() and _TYPED.search(inside):
                found.append((path.relative_to(ROOT).as_posix(), tag, inside))
    return found


def is_excused(where: str, tag: str) -> bool:
    return any(where == name.partition(": ")[0] and name.partition(": ")[2] in tag for name in NOT_KEPT)


def test_every_form_that_is_typed_into_keeps_its_text() -> None:
    forgotten = [where for where, tag, _ in forms() if "data-keep" not in tag and not is_excused(where, tag)]
    assert not forgotten, "write data-keep into the form, or say in NOT_KEPT why nothing of it is kept"


@pytest.mark.parametrize("name", NOT_KEPT)
def test_a_form_that_is_excused_is_there(name: str) -> None:
    where, _, part = name.partition(": ")
    assert any(where == there and part in tag and "data-keep" not in tag for there, tag, _ in forms())


def test_forms_of_comments_notes_letters_invitations_and_reasons_are_among_them() -> None:
    kept = {where for where, tag, _ in forms() if "data-keep" in tag}
    assert kept >= {
        "improvement_plans/steps/activity.html",
        "improvement_plans/steps/plan.html",
        "improvement_plans/steps/step.html",
        "improvement_plans/reviews/review.html",
        "determinations/letters/letter_text.html",
        "determinations/letters/correct.html",
        "determinations/preliminary/figures.html",
        "determinations/preliminary/contest.html",
        "monitoring/people/invite.html",
        "monitoring/definition/text_edit.html",
        "monitoring/resources/resource.html",
    }
