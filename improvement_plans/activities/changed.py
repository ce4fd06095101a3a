"""What of a page reads differently than before: field by field, and of a table cell by cell."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from improvement_plans.activities.page import ActivityView, FieldView, Row

NAME = 60  # characters by which a row is called

Difference = tuple[str, str, str]  # what it is called, what it said before, what it says now


def changed(now: ActivityView, before: ActivityView) -> list[Difference]:
    """Return what reads differently, in the order of the page: of a table each cell that does, and rows that came or went."""
    was = {field.key: field for field in before.fields}
    return [one for field in now.fields for one in _of_field(field, was.get(field.key))]


def _of_field(now: FieldView, before: FieldView | None) -> Iterator[Difference]:
    if now.headings or (before and before.headings):
        yield from _of_rows(now, before)
    elif (said := before.shown if before else "") != now.shown:
        yield now.label, said, now.shown


def _of_rows(now: FieldView, before: FieldView | None) -> Iterator[Difference]:
    was = {row.id: row for row in before.rows if _says(row)} if before else {}
    there = [row for row in now.rows if _says(row)]
    for row in there:
        words = {"table": now.label, "row": _name(row)}
        if row.id in was:
            cells = {cell.key: cell.shown for cell in was[row.id].cells}
            for cell in row.cells:
                if (said := cells.get(cell.key, "")) != cell.shown:
                    yield f"{now.label}, “{_name(row)}”: {cell.label}", said, cell.shown
        else:
            yield _("%(table)s: “%(row)s” is new") % words, "", _says(row)
    left = {row.id for row in there}
    for gone in [row for row in was.values() if row.id not in left]:
        yield _("%(table)s: “%(row)s” is removed") % {"table": now.label, "row": _name(gone)}, _says(gone), ""


def _says(row: Row) -> str:
    """Return what the cells of a row say, each with what it is."""
    return "; ".join(f"{cell.label}: {cell.shown}" for cell in row.cells if cell.shown)


def _name(row: Row) -> str:
    said = row.label or next((cell.shown for cell in row.cells if cell.shown), "")
    return said if len(said) <= NAME else f"{said[: NAME - 1]}…"
