"""The header of a file: which layout it has, which cell is which column, and whose file it is."""

import re

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from determinations.uploads.declaring import Format, Layout
from determinations.uploads.formats import FORMATS
from determinations.uploads.problems import FileRefused, Problem, problem, refuse
from determinations.uploads.reading.table import Table


def columns(table: Table, *, form: Format, year: int) -> tuple[dict[str, int], list[Problem]]:
    """Return which cell of the header is which column, and a warning for each that means nothing here.

    Raises `FileRefused` for another format's file, for what is missing and for what is there twice.
    """
    layout = _layout(form, table.header, year=year)
    places: dict[str, int] = {}
    faults: list[Problem] = []
    unused: list[Problem] = []
    for place, cell in enumerate(table.header):
        plain = _plain(cell)
        column = layout.headers.get(plain)
        if column in places:
            faults.append(problem("duplicate_column", row=table.header_row, column=column, value=cell.strip()))
        elif column:
            places[column] = place
        elif plain not in layout.unused and (plain or (table.rows[place].str.strip() != "").any()):
            name = cell.strip() or f"({place + 1})"
            unused.append(problem("unknown_column", row=table.header_row, column=name, value=name))
    missing = [column for column in _needed(form, layout) if column not in places]
    if missing and (other := _looks_like(table.header, but=form)):
        words = {"looks_like": other.name, "format": form.name}
        raise FileRefused(problem("wrong_format", row=table.header_row, words=words))
    present = ", ".join(cell.strip()[:60] for cell in table.header[:60] if cell.strip()) or "nothing"
    faults += [
        problem("missing_column", row=table.header_row, column=column, words={"present": present}) for column in missing
    ]
    if faults:
        raise FileRefused(*faults)
    return places, unused


def fit(form: Format, header: list[str]) -> int:
    """Return how many cells of the header some format knows, its own before any other."""
    cells = {_plain(cell) for cell in header}
    known = {name for one in FORMATS.values() for layout in (one.own_layout, *one.layouts) for name in layout.headers}
    return 2 * len(cells & set(_layout(form, header, year=0).headers)) + len(cells & known)


def part(header: list[str], *, name: str, form: Format) -> str:
    """Return which of the format's files this is: by a column that only one has, else by the file's name.

    Blank where the format is one file. Raises `FileRefused` where neither says it.
    """
    cells = {_plain(cell) for cell in header}
    file = re.split(r"[/\\]", name)[-1].lower()
    for part in form.parts:
        if cells & part.headers:
            return part.name
    for part in form.parts:
        if part.in_name in file:
            return part.name
    if form.parts:
        raise refuse("unknown_part", words=get_text_list([part.in_name for part in form.parts], _("or")))
    return ""


def _layout(form: Format, header: list[str], *, year: int) -> Layout:
    """Return the layout of the file: the format's own, or another that has more of the header's cells."""
    cells = {_plain(cell) for cell in header}
    usable = [form.own_layout, *(layout for layout in form.layouts if layout.used_in(year))]
    return max(usable, key=lambda layout: len(cells & (layout.headers.keys() | layout.unused)))


def _needed(form: Format, layout: Layout) -> list[str]:
    """Return the columns that a file in this layout must have."""
    has = set(layout.headers.values()) - layout.may_lack
    return [column.name for column in form.columns if column.required and column.name in has]


def _looks_like(header: list[str], *, but: Format) -> Format | None:
    """Return the other format of which the header has every column, or None."""
    for other in FORMATS.values():
        if other is not but and complete(other, header):
            return other
    return None


def complete(form: Format, header: list[str]) -> bool:
    """Say whether the header has every column that the format needs."""
    layout = _layout(form, header, year=0)
    found = {layout.headers.get(_plain(cell)) for cell in header}
    return found.issuperset(_needed(form, layout))


def _plain(cell: str) -> str:
    """Return a header cell as columns are named: ` LEA Code` is lea_code, `Target Met?` is target_met."""
    return re.sub(r"[^0-9a-z]+", "_", cell.casefold()).strip("_")
