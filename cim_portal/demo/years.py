"""The years of the demonstration by the clock, their letters, and the definition of each.

A year that the portal has a definition of is opened under it. A later one is opened under the last definition, made
fit for the demonstration and marked as its own: the state has published neither the rules nor the dates of that year.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.timezone import localdate
from ruamel.yaml.comments import CommentedMap

from cim_portal.lib.shapes import Json
from monitoring.definition.text import read, written

MORNING = time(17, tzinfo=UTC)  # nine or ten o'clock in California
# When each step of the newest year is due, in days after the day on which the demonstration is loaded: several lie ahead,
# one has passed. In an earlier year it is as many days after that day of its own.
DUE = (
    (("I3",), (-9, 60, 150)),
    (("I1", "I2"), (17, 75, 160)),
    (("T1", "T2"), (30, 89, 175)),
    (("T3",), (24, 82, 170)),
    (("SD",), (38, 86, 180, 330)),
    (("SL",), (52,)),
)
STEP_TITLE = "Submit Step {}"
NOTE = (
    "Made for the demonstration of the portal from the definition of {last}, and not published by the state. The rules "
    "are those of {ruled}, the last ones that were published, and the due dates are made up."
)


@dataclass(frozen=True)
class Calendar:
    """The demonstration's years as they are at one moment."""

    at: datetime

    @property
    def newest(self) -> int:
        """The newest year whose letters are out by now."""
        year = localdate(self.at).year
        return year if self.letters(year) <= self.at else year - 1

    def years(self, count: int) -> tuple[int, ...]:
        """Return the newest years, oldest first; there are none before the first definition."""
        return tuple(range(max(first_defined(), self.newest - count + 1), self.newest + 1))

    def letters(self, year: int) -> datetime:
        """Return the moment at which the letters of a year are issued."""
        return datetime.combine(_letter_date(year), MORNING)

    def day(self, year: int, days: float) -> datetime:
        """Return the moment that many days after the letters of a year; what would lie ahead moves closer together."""
        letters = self.letters(year)
        if days <= 0:
            return letters + timedelta(days=days)
        return letters + timedelta(days=days) * min(1.0, (self.at - letters) / timedelta(days=LAST_DAY))

    def definition(self, year: int) -> str:
        """Return the text of the definition under which a year is opened."""
        texts = _texts()
        loaded = localdate(self.at) - timedelta(weeks=52 * (self.newest - year))  # the same day of the week, that year
        return texts[year] if year in texts else _made(year, today=loaded)


LAST_DAY = 65  # after the letters; by then all that is not about a plan has been done


def first_defined() -> int:
    """Return the first year of which there is a definition."""
    return min(_texts())


@cache
def _texts() -> dict[int, str]:
    folder: Path = settings.BASE_DIR / "fixtures" / "definitions"
    return {int(file.stem): file.read_text() for file in sorted(folder.glob("*.yaml"))}


@cache
def _documents() -> dict[int, CommentedMap]:
    return {year: read(text) for year, text in _texts().items()}


def _letter_date(year: int) -> date:
    """Return the date of the letters: the year's own, or that of the last year that has one, on a working day."""
    dated = {known: document["letter_date"] for known, document in _documents().items() if document.get("letter_date")}
    return dated.get(year) or _working_day(dated[max(dated)].replace(year=year))


def _made(year: int, *, today: date) -> str:
    """Return the last definition for another year, with the last rules that there are and due dates that lie ahead."""
    documents = _documents()
    last = max(documents)
    ruled = max(known for known, document in documents.items() if document.get("rules"))
    document = deepcopy(documents[last])
    document["year"] = year
    document["title"] = f"{str(document['title']).replace(str(last), str(year))} (demonstration)"
    document.pop("letter_date", None)
    document.insert(list(document).index("note"), "letter_date", _letter_date(year))
    document["note"] = NOTE.format(last=last, ruled=ruled)
    document["rules"] = list(_rules(document, documents[ruled]))
    document["tasks"] = list(_tasks(document, today))
    document.yaml_set_start_comment(f"Made for the demonstration from the definition of {last}.\n\n")
    return written(document)


def _rules(document: CommentedMap, ruled: CommentedMap) -> Iterator[Json]:
    """Yield the rules, and what selects each level in words; who is selected by none has the lowest level there is."""
    words = {level["code"]: level["selection"] for level in ruled["levels"] if "selection" in level}
    for level in document["levels"]:
        if level["code"] in words and "selection" not in level:
            level["selection"] = words[level["code"]]
    yield from ruled["rules"]
    known = {level["code"] for level in ruled["levels"]}
    lowest = min(document["levels"], key=lambda level: int(level["order"]))["code"]
    if lowest not in known:
        every = _line(fact="swd_count", more_than=0)
        yield _line(level=lowest, when=every, note="No other rule selects the LEA.")


def _tasks(document: CommentedMap, today: date) -> Iterator[CommentedMap]:
    """Yield the tasks: those that the state named without a day, and each step with the day on which it is due."""
    yield from (task for task in document["tasks"] if "due_date" not in task)
    known = {str(level["code"]) for level in document["levels"]}
    for levels, days in DUE:
        for step, after in enumerate(days, start=1):
            yield _line(
                levels=[level for level in levels if level in known],
                step=step,
                title=STEP_TITLE.format(step),
                due_date=_school_friday(today + timedelta(days=after)),
            )


def _line(**values: object) -> CommentedMap:
    """Return what the document writes in one line."""
    line = CommentedMap(values)
    line.fa.set_flow_style()
    return line


def _school_friday(day: date) -> date:
    """Return the Friday on or after the day, after Thanksgiving week and the winter break."""
    friday = day + timedelta(days=(4 - day.weekday()) % 7)
    while (
        (friday.month, friday.day) >= (12, 19)
        or (friday.month == 11 and 23 <= friday.day <= 29)
        or ((friday.month, friday.day) <= (1, 4))
    ):
        friday += timedelta(days=7)
    return friday


def _working_day(day: date) -> date:
    """Return the day, or the Monday after it where it is on a weekend."""
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)
