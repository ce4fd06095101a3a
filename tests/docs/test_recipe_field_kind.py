"""Follows the recipe of docs/contributor.md for a kind of field, with a time of day, and counts the places it touches."""

import copy
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from cim_portal.lib.discovery import Incomplete
from improvement_plans.activities import contents
from improvement_plans.report.kinds import plan
from improvement_plans.steps import moves as steps_moves
from improvement_plans.workbook import answers, kinds
from improvement_plans.workbook.models import Answer
from monitoring.definition import DefinitionRefused, field_kinds, read_step_forms, services
from monitoring.people.models import Person
from tests import definitions, world
from tests.cast import NOON, Cast
from tests.pdfs import text_of

STEP = "/plans/0161119/2023/step/1/"
PAGE = f"{STEP}consolidation/"
KIND = '''
"""A time of day, as the browser's field sends it: 14:30."""

from datetime import time

from django.utils.dateformat import time_format

from improvement_plans.workbook.declaring import Words


class Time(Words):
    """A time of day."""

    words = "time of day"

    def fault(self, value):
        return "" if _parsed(value) else "is not a time. Write it as 14:30"

    def shown(self, value, options=(), columns=()):
        parsed = _parsed(value)
        return time_format(parsed, "g:i a") if parsed else super().shown(value)


def _parsed(value):
    try:
        return time.fromisoformat(str(value))
    except ValueError:
        return None


KIND = Time()
'''
INPUT = '{# A time to be typed. part: the field. #}\n<c-field.line :part="part" type="time" />\n'
FIELD = "      - {key: at, label: Time of the meeting, kind: time, need: required}\n"
COLUMN = "          - {key: heard_at, label: Heard at, kind: time}\n"


@pytest.fixture
def place(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder next to the portal's own, in which the recipe is followed; nothing of it is left behind."""
    (tmp_path / "kinds").mkdir()
    (tmp_path / "templates" / "components" / "field").mkdir(parents=True)
    settings.TEMPLATES = copy.deepcopy(settings.TEMPLATES)
    settings.TEMPLATES[0]["DIRS"].append(tmp_path / "templates")
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(tmp_path / "kinds")])
    monkeypatch.setattr(field_kinds, "_KINDS", dict(field_kinds._KINDS))
    kinds.kinds.cache_clear()
    yield tmp_path
    kinds.kinds.cache_clear()
    sys.modules.pop(f"{kinds.__name__}.time", None)


def declare(place: Path, *, kind: str = KIND) -> None:
    """The file of the kind and the folder with its template: two of the recipe's places."""
    (place / "kinds" / "time.py").write_text(kind)
    folder = place / "templates" / "components" / "field" / "time"
    folder.mkdir()
    (folder / "input.html").write_text(INPUT)


def use(place: Path, cast: Cast) -> None:
    """Step forms that have a field and a column of the kind: the third place."""
    text = definitions.FORMS.read_text()
    why = "      - {key: why, label: Why this one, kind: prose, need: required, tag: D}\n"
    strength = "          - {key: strength, label: Strength, kind: text}\n"
    assert why in text
    assert strength in text
    forms = place / "cim.yaml"
    forms.write_text(text.replace(why, why + FIELD).replace(strength, strength + COLUMN))
    services.load_document(text=forms.read_text(), by=cast.administrator, at=NOON)


def places(place: Path) -> set[str]:
    """Return what was added: files, and a kind's templates as the one folder that they are."""
    files = (path.relative_to(place) for path in place.rglob("*.*") if "__pycache__" not in path.parts)
    return {str(path.parent if path.suffix == ".html" else path) for path in files}


def test_a_kind_of_field_is_added_in_three_places(
    cast: Cast, place: Path, signed_in: Callable[[Person], Client]
) -> None:
    declare(place)
    kinds.register()
    use(place, cast)
    assert places(place) == {"kinds/time.py", "templates/components/field/time", "cim.yaml"}

    world.issue_2023(cast)
    assert "“Time of the meeting” is not filled in." in said(cast)  # completeness

    editor = signed_in(cast.editor)
    page = editor.get(PAGE)  # the form
    assert re.search(r'type="time"\s+id="at"', page.content.decode())
    row = {"strengths-rows": "r1", "strengths-r1-strength": "Clear plans", "strengths-r1-heard_at": "09:05"}
    page = editor.post(PAGE, {**seen(page), **row, "at": "later"})
    assert 'value="09:05"' in page.content.decode()
    assert "“Time of the meeting” is not a time. Write it as 14:30." in said(cast)
    editor.post(PAGE, {**seen(page), **row, "at": "14:30"})
    assert not [sentence for sentence in said(cast) if "Time of the meeting" in sentence]

    world.fill_step(cast.lea, 1, by=cast.editor)
    typed: dict[str, object] = {
        "strengths": [{"_id": "r1", "strength": "Clear plans", "heard_at": "09:05"}],
        "at": "14:30",
    }
    answers.save(
        step=world.step_of(cast.lea, 1), activity="consolidation", repeat="", value=typed, by=cast.editor, at=NOON,
        seen=dict.fromkeys(typed, Answer.objects.get(activity="consolidation").version),
    )  # fmt: skip
    steps_moves.submit_step(step=world.step_of(cast.lea, 1), by=cast.approver, at=NOON)
    reviewer = signed_in(cast.reviewer)
    reviewer.post(f"{STEP}review/begin/")
    review = reviewer.get(f"{STEP}review/").content.decode()  # the review page
    assert "2:30 p.m." in review
    assert "9:05 a.m." in review
    text = text_of(plan.REPORT.draw(world.plan_of(cast.lea)))  # the report
    assert "2:30 p.m." in text
    assert "9:05 a.m." in text


def test_a_kind_without_a_template_stops_the_start(place: Path) -> None:
    declare(place, kind=KIND.replace('words = "time of day"', 'words = "time of day"\n    is_drawn = True'))
    with pytest.raises(Incomplete, match=r"kind of field time has no template components/field/time/shown\.html"):
        kinds.register()


def test_a_kind_without_a_method_stops_the_start(place: Path) -> None:
    declare(place, kind=KIND.replace("(Words)", "(Kind)").replace("import Words", "import Kind"))
    with pytest.raises(TypeError, match=r"abstract class Time with abstract method.? read"):
        kinds.register()


def test_a_kind_without_words_stops_the_start(place: Path) -> None:
    declare(place, kind=KIND.replace('words = "time of day"', 'words = ""'))
    with pytest.raises(Incomplete, match="the kind of field time does not say: words"):
        kinds.register()


def test_two_kinds_of_one_name_stop_the_start(place: Path) -> None:
    kinds.register()
    with pytest.raises(ValueError, match="the kind of field text is registered twice"):
        field_kinds.register(field_kinds.FieldKind("text", words="another text"))


def test_a_kind_that_no_file_declares_is_refused_in_a_document() -> None:
    text = definitions.FORMS.read_text().replace("kind: prose", "kind: poem", 1)
    with pytest.raises(DefinitionRefused) as refused:
        read_step_forms(text)
    assert "must be one of assurance, choice, choices, date" in refused.value.problems[0].sentence


def said(cast: Cast) -> list[str]:
    return [fault.sentence for fault in contents.missing(world.step_of(cast.lea, 1))]


def seen(page: Any) -> dict[str, str]:
    """Return which versions a form says it has seen."""
    return dict(page.context["seen"])
