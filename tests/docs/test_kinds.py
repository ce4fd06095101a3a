"""A letter or a report that is not complete, or is there twice, stops the start with a sentence that names it."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from cim_portal.lib.discovery import Incomplete
from determinations.letters import kinds as letters
from improvement_plans.report import kinds as reports

LETTER = """
from dataclasses import replace
from determinations.letters.kinds.determination import KIND as OTHER
KIND = replace(OTHER, {changes})
"""
REPORT = """
from dataclasses import replace
from improvement_plans.report.kinds.plan import REPORT as OTHER
REPORT = replace(OTHER, {changes})
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder in which a letter or a report is added; nothing of it is left behind."""
    packages: tuple[ModuleType, ...] = (letters, reports)
    for package in packages:
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    for package in (letters, reports):
        package.kinds.cache_clear()
    yield tmp_path
    for package in (letters, reports):
        package.kinds.cache_clear()
        sys.modules.pop(f"{package.__name__}.added", None)


def add(place: Path, text: str) -> None:
    (place / "added.py").write_text(text)


@pytest.mark.parametrize("part", ["template", "says"])
def test_a_letter_without_a_template(place: Path, part: str) -> None:
    add(place, LETTER.format(changes=f"address='added', {part}='determinations/letters/print/none.html'"))
    with pytest.raises(Incomplete, match=r"the letter added has no template determinations/letters/print/none\.html"):
        letters.insist()


def test_two_letters_at_one_address(place: Path) -> None:
    add(place, LETTER.format(changes=""))
    with pytest.raises(Incomplete, match="the letters added and determination have the same address"):
        letters.insist()


def test_a_file_that_declares_no_letter(place: Path) -> None:
    add(place, "KIND = 'a letter'")
    with pytest.raises(Incomplete, match=r"determinations\.letters\.kinds\.added has no KIND, a LetterKind"):
        letters.insist()


def test_a_complete_letter_is_known_everywhere(place: Path) -> None:
    add(place, LETTER.format(changes="address='added', title='Added Letter', says_level=False"))
    letters.insist()
    assert ("added", "Added Letter") in letters.titles()
    assert letters.at("added") == "added"
    assert letters.saying_level() == ["determination"]


def test_a_report_without_a_template(place: Path) -> None:
    add(place, REPORT.format(changes="address='added.pdf', template='improvement_plans/report/none.html'"))
    with pytest.raises(Incomplete, match=r"the report added has no template improvement_plans/report/none\.html"):
        reports.insist()


def test_two_reports_at_one_address(place: Path) -> None:
    add(place, REPORT.format(changes=""))
    with pytest.raises(Incomplete, match="the reports added and plan have the same address"):
        reports.insist()
