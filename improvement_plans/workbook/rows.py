"""What a button of a row does to a table where no script does it: remove, copy, move, put back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from improvement_plans.workbook.answers import Value
from improvement_plans.workbook.models import Answer

Rows = list[dict[str, object]]


@dataclass(frozen=True)
class Removed:
    """A row that was just removed: of which table, and the version of the answer that still has it."""

    table: str
    row: str
    version: int

    @property
    def asked(self) -> str:
        """What the button that puts it back sends."""
        return f"{self.table}:{self.row}:{self.version}"


def _remove(rows: Rows, at: int) -> Rows:
    return rows[:at] + rows[at + 1 :]


def _duplicate(rows: Rows, at: int) -> Rows:
    taken = {row["_id"] for row in rows}
    name = next(f"{rows[at]['_id']}c{n}" for n in range(len(rows) + 1) if f"{rows[at]['_id']}c{n}" not in taken)
    return [*rows[: at + 1], {**rows[at], "_id": name}, *rows[at + 1 :]]


def _up(rows: Rows, at: int) -> Rows:
    return rows if at == 0 else [*rows[: at - 1], rows[at], rows[at - 1], *rows[at + 1 :]]


def _down(rows: Rows, at: int) -> Rows:
    return _up(rows, at + 1) if at + 1 < len(rows) else rows


VERBS: Mapping[str, Callable[[Rows, int], Rows]] = {
    "remove": _remove,
    "duplicate": _duplicate,
    "up": _up,
    "down": _down,
}


def act(typed: Value, asked: str) -> Value:
    """Return what was typed after what the button of a row asks for: `verb:table:row`. What is no row changes nothing."""
    verb, _, place = asked.partition(":")
    table, _, row = place.partition(":")
    rows = typed.get(table)
    if verb not in VERBS or not isinstance(rows, list):
        return typed
    at = next((number for number, one in enumerate(rows) if isinstance(one, dict) and one.get("_id") == row), None)
    return typed if at is None else {**typed, table: VERBS[verb](rows, at)}


def put_back(typed: Value, asked: str, answer: Answer | None) -> Value:
    """Return what was typed with a row that was removed where it was: `table:row:version`, as that version has it."""
    table, _, rest = asked.partition(":")
    row, _, version = rest.partition(":")
    there = typed.get(table)
    if answer is None or not isinstance(there, list) or not version.isdecimal() or len(version) > 9:
        return typed
    kept = answer.versions.filter(version=int(version), counts=True).first()
    rows = kept.value.get(table) if kept else None
    at = next((n for n, one in enumerate(rows or []) if one.get("_id") == row), None)
    if rows is None or at is None or any(isinstance(one, dict) and one.get("_id") == row for one in there):
        return typed
    return {**typed, table: [*there[:at], rows[at], *there[at:]]}
