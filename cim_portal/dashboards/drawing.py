"""The panels of a dashboard as pages and files have them: columns, rows next to those of another year or view, drawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString

from cim_portal.dashboards.declaring import Cell, Choice, Column, Panel, Row, Scene
from cim_portal.lib import charts
from cim_portal.lib.sheets import Table

WIDE = 6  # columns of a table that still fit next to a drawing
NUMBERS = ' class="number"'
Line = list[tuple[Column, Cell]]


class Against(NamedTuple):
    """What the counts of a page are compared with: what it is called, and its scene."""

    name: str
    scene: Scene


@dataclass(frozen=True)
class Drawn:
    """A panel as a page has it. `against` is what its counts are compared with, in words; `is_open` says that the address
    asks for what it draws, so that it is not folded in a small window either."""

    name: str
    panel: Panel
    columns: list[Column]
    rows: list[Line]
    chart: charts.Chart | None
    drawings: list[Choice]
    against: str
    is_open: bool

    @property
    def is_wide(self) -> bool:
        """Whether its table needs the whole width, so that a drawing is above it."""
        return len(self.columns) > WIDE

    @property
    def head(self) -> SafeString:
        """The heads of its columns. They and the rows are made here and not in the template, which takes many times as long
        for the thousand cells of a page."""
        heads = ((NUMBERS if column.is_number else "", escape(column.title)) for column in self.columns)
        return SafeString("".join(f'<th scope="col"{of}>{title}</th>\n' for of, title in heads))

    @property
    def body(self) -> SafeString:
        """The rows of its table."""
        titles = [escape(column.title) for column in self.columns]
        return SafeString("".join(self._row(line, titles) for line in self.rows))

    def _row(self, line: Line, titles: Sequence[str]) -> str:
        named = escape(line[0][1].shown)
        cells = [f'<th scope="row">{named}</th>']
        for (column, cell), title in zip(line[1:], titles[1:], strict=True):
            cells.append(f"<td{NUMBERS if column.is_number else ''}>{self._shown(cell, named, title)}</td>")
        return f"<tr>{''.join(cells)}</tr>\n"

    def _shown(self, cell: Cell, named: str, title: str) -> str:
        shown = escape(cell.shown)
        if cell.address:
            shown = f'<a href="?{escape(cell.address)}#leas" aria-label="{named}, {title}: {shown}">{shown}</a>'
        if cell.then:
            shown += f' <span class="portal-then">{escape(self.against)}: {escape(cell.then.shown)}</span>'
        return shown

    @property
    def size(self) -> str:
        """The size of its table."""
        return "" if self.is_wide else "narrow"


def draw(panels: Mapping[str, Panel], scene: Scene, *, against: Against | None) -> list[Drawn]:
    """Return every panel for a page; `against` is what the counts are compared with."""
    drawn = []
    for name, panel in panels.items():
        rows = panel.rows(scene)
        columns = panel.columns(scene)
        chart = panel.chart(scene, rows) if panel.chart and rows else None
        drawings = panel.drawings(scene) if panel.drawings and chart else []
        lines = _lines(panel, columns, rows, against)
        said = against.name if against else ""
        is_open = bool(drawings and scene.filters.measure)
        drawn.append(Drawn(name, panel, columns, lines, chart, drawings, said, is_open))
    return drawn


def table(panel: Panel, scene: Scene, *, against: Against | None) -> Table:
    """Return a panel as a table that leaves the portal; each row says the year.

    Where it is compared, each row says with what, and a column after each number has the other one.
    """
    against = against if panel.compares else None
    columns = panel.columns(scene)
    head = ["year", *(["compared_with"] if against else [])]
    for column in columns:
        head += [column.key, f"{column.key}_then"] if against and column.is_number else [column.key]
    start = [scene.run.year.year, *([against.name] if against else [])]
    lines = _lines(panel, columns, panel.rows(scene), against)
    return head, [[*start, *_values(line, compared=against is not None)] for line in lines]


def _values(line: Line, *, compared: bool) -> list[object]:
    values: list[object] = []
    for column, cell in line:
        values.append(cell.value)
        if compared and column.is_number:
            values.append(cell.then.value if cell.then else None)
    return values


def _lines(panel: Panel, columns: list[Column], rows: list[Row], against: Against | None) -> list[Line]:
    """Return the rows with their columns, each number next to that of `against` where the panel compares."""
    lines = [list(zip(columns, row, strict=True)) for row in rows]
    if against is None or not panel.compares:
        return lines
    others = panel.columns(against.scene)
    return _compared(lines, [list(zip(others, row, strict=True)) for row in panel.rows(against.scene)])


def _compared(lines: list[Line], others: list[Line]) -> list[Line]:
    """Return the lines, each number with the one that the others have at its place: of the same texts and the same column."""
    known = {(_texts(line), column.key): cell for line in others for column, cell in line}
    return [
        [
            (column, replace(cell, then=known.get((_texts(line), column.key))) if column.is_number else cell)
            for column, cell in line
        ]
        for line in lines
    ]


def _texts(line: Line) -> tuple[str, ...]:
    return tuple(cell.shown for column, cell in line if not column.is_number)
