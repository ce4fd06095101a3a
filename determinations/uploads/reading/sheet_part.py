"""The part of a workbook that is a sheet, looked through as text, a piece at a time.

A sheet of 100,000 rows has millions of elements, and calling a function for each takes longer than all else together. So
what is noted is searched for in the bytes, in the order in which every spreadsheet writes the attributes of a cell; a piece
that is written otherwise is first written that way.
"""

import re

import numpy as np

from determinations.uploads.problems import FileRefused, problem, refuse
from determinations.uploads.reading import styles
from determinations.uploads.reading.watching import (
    AREA_COUNTS_FROM,
    AREA_LIMIT,
    COLUMN_LIMIT,
    ERRORS_KEPT,
    ROW_LIMIT,
    LongPart,
    Seen,
)

_OPENING = re.compile(rb"<(?:([\w.-]+):)?worksheet\b")
_TAG = re.compile(rb"<(row|c)(?=[\s/>])([^<>]*?)(/?)>")
_ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ROW_OTHERWISE = re.compile(rb'<row(?! r="[0-9]{1,7}"[ />])')
_CELL_OTHERWISE = np.frombuffer(b">/\t\n\r", "uint8")  # what may follow `<c` besides a blank
_STYLED_ROW = re.compile(rb'<row [^<>]*" s="')
_ROWS = re.compile(rb'<row r="([0-9]+)"')
_HIDDEN_ROWS = re.compile(rb'<row r="([0-9]+)"[^<>]* (?:hidden="(?:1|true)"|ht="0")')
_HIDDEN_COLUMNS = re.compile(rb"<(?:[\w.-]+:)?col (?=[^<>]*(?:hidden=[\"'](?:1|true)|[ ]width=[\"']0[\"']))([^<>]*)>")
_HIDES_ZEROS = re.compile(rb"<(?:[\w.-]+:)?sheetView (?=[^<>]*showZeros=[\"'](?:0|false))")
_ERRORS = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^<>]* t="e">(?:<f[^<>]*(?:/>|>[^<]*</f>))?<v[^<>]*>(#[^<]{1,20})</v>')
_FORMULAS = re.compile(
    rb'<c r="([A-Z]+)([0-9]+)"([^<>]*)><f[^<>]*(?:/>|>[^<]*</f>)(?:<v[^<>]*/>|<v[^<>]*>([^<]*)</v>)?'
)
_BEYOND = 32  # characters behind a piece, so that a cell that is cut off is looked at like any other


class SheetPart(LongPart):
    """A sheet under way. `shows` says how the style of that number shows a number, where that is more than the number."""

    def __init__(self, *, shows: dict[int, styles.Shows], calculates_on_load: bool) -> None:
        super().__init__()
        self.seen = Seen()
        self.shows = shows
        self.calculates_on_load = calculates_on_load
        self.prefix: bytes | None = None
        self.rest = b""
        self.row = self.column = self.last_row = self.last_column = self.filled = 0

    def feed(self, piece: bytes) -> None:
        """Look through the next piece, up to the last cell or row that begins in it."""
        super().feed(piece)
        text = self.rest + piece
        if self.prefix is None:
            if not (opening := _OPENING.search(text)):
                self.rest = text
                return
            self.prefix = opening[1] + b":" if opening[1] else b""
        marks = [b"<" + self.prefix + name for name in (b"c ", b"c>", b"c/", b"row")]
        cut = max(text.rfind(mark) for mark in marks)
        if cut > 0:
            self.look(text[:cut])
            text = text[cut:]
        self.rest = text

    def end(self) -> None:
        """Look at what is left, and judge the sheet as a whole."""
        self.look(self.rest)
        area = self.last_row * self.last_column
        if area > AREA_COUNTS_FROM and area > AREA_LIMIT * self.filled:
            raise refuse("scattered_cells", row=f"{self.last_row:,}", across=self.last_column)

    def look(self, text: bytes) -> None:
        """Note what is in a piece that begins and ends between two cells."""
        if self.prefix:
            text = text.replace(b"<" + self.prefix, b"<").replace(b"</" + self.prefix, b"</")
        for attributes in _HIDDEN_COLUMNS.findall(text) if b"cols>" in text else []:
            ends = {
                key: int(one or other) for key, one, other in _ATTRIBUTE.findall(attributes) if key in (b"min", b"max")
            }
            self.seen.hidden_columns |= set(range(ends.get(b"min", 0), min(ends.get(b"max", 0), COLUMN_LIMIT) + 1))
        if b"showZeros" in text:
            self.seen.hides_zeros |= bool(_HIDES_ZEROS.search(text))
        cells = CellsOf(text)
        if not cells.are_ordinary or _ROW_OTHERWISE.search(text):
            text = _TAG.sub(self.ordinary, text)
            cells = CellsOf(text)
        elif rows := _ROWS.findall(text):
            self.row = int(rows[-1])
        self.seen.hidden_rows |= set(map(int, _HIDDEN_ROWS.findall(text)))
        self.measure(text, cells)
        self.note(text, cells)

    def ordinary(self, tag: re.Match[bytes]) -> bytes:
        """Return the beginning of a row or cell as spreadsheets write it, with its place."""
        said = {key: one or other for key, one, other in _ATTRIBUTE.findall(tag[2])}
        place = said.pop(b"r", b"")
        if tag[1] == b"row":
            self.row, self.column = int(place or self.row + 1), 0
            place = b"%d" % self.row
        elif letters := place.rstrip(b"0123456789"):
            self.column = number_of(letters)
            self.insist_on_columns(self.column)
        else:
            self.column += 1
            self.insist_on_columns(self.column)
            place = letters_of(self.column) + b"%d" % self.row
        kept = (b"hidden", b"ht") if tag[1] == b"row" else (b"s", b"t")
        more = b"".join(b' %s="%s"' % (key, said[key]) for key in kept if key in said)
        return b'<%s r="%s"%s%s>' % (tag[1], place, more, tag[3])

    def measure(self, text: bytes, cells: "CellsOf") -> None:
        """Refuse more rows and columns than any table has."""
        last_row, last_column = int(cells.rows.max(initial=0)), int(cells.columns.max(initial=0))
        if max(last_row, self.row) > ROW_LIMIT:
            raise refuse("too_many_rows", limit=f"{ROW_LIMIT:,}")
        self.insist_on_columns(last_column)
        if filled := text.count(b"<v") + text.count(b"<is"):
            self.filled += filled
            self.last_row, self.last_column = max(self.last_row, last_row), max(self.last_column, last_column)

    def insist_on_columns(self, last: int) -> None:
        """Refuse more columns than any table has."""
        if last > COLUMN_LIMIT:
            raise FileRefused(problem("too_many_columns", row=self.row, words={"limit": f"{COLUMN_LIMIT:,}"}))

    def note(self, text: bytes, cells: "CellsOf") -> None:
        """Note errors, cells that show more than their number, and formulas without a value."""
        if b't="e"' in text and len(self.seen.errors) < ERRORS_KEPT:
            self.seen.errors |= {
                (int(row), number_of(letters)): error.decode(errors="replace")
                for letters, row, error in _ERRORS.findall(text)
            }
        for style, how in self.shows.items():
            if (styled := cells.styles == style).any():
                self.seen.shown.append((how, cells.rows[styled], cells.columns[styled]))
        if b"<f" in text:
            for letters, row, said, value in _FORMULAS.findall(text):
                later = value == b"0" and self.calculates_on_load  # written by a program that calculates nothing itself
                if later or (not value and b't="str"' not in said):
                    self.seen.uncalculated.append((int(row), number_of(letters)))


class CellsOf:
    """The cells `<c r="B7" s="3" …` of a piece, all at once: rows and columns from 1, and styles, -1 without one.

    `are_ordinary` is whether each of them says first where it is, and then its style.
    """

    def __init__(self, text: bytes) -> None:
        self.characters = np.frombuffer(text + bytes(_BEYOND), "uint8")
        begins = self.characters[: len(text)]
        at = np.flatnonzero((begins[:-2] == ord("<")) & (begins[1:-1] == ord("c")))
        follows = begins[at + len("<c")]
        all_have_attributes = not np.isin(follows, _CELL_OTHERWISE).any()
        at = at[follows == ord(" ")] + len("<c ")
        say_where = all((self.characters[at + place] == ord(one)).all() for place, one in enumerate('r="'))
        self.columns, at = self.number(at + len('r="'), "AZ", base=26, first=1, places=3)
        self.rows, at = self.number(at, "09", base=10, first=0, places=7)
        styled = self.characters[at + len('" ')] == ord("s")
        self.styles = np.where(styled, self.number(at + len('" s="'), "09", base=10, first=0, places=5)[0], -1)
        said = text.count(b'" s="') - len(_STYLED_ROW.findall(text))
        self.are_ordinary = all_have_attributes and say_where and said == styled.sum()

    def number(
        self, at: np.ndarray, within: str, *, base: int, first: int, places: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the numbers that are written at these places, and the places behind them."""
        numbers = np.zeros(len(at), "int64")
        for _ in range(places):
            character = self.characters[at]
            is_digit = (character >= ord(within[0])) & (character <= ord(within[1]))
            numbers = np.where(is_digit, numbers * base + character - ord(within[0]) + first, numbers)
            at = at + is_digit
        return numbers, at


def number_of(letters: bytes) -> int:
    """Return the number of a column, from 1 for A; more than any limit for what is none. Raises ValueError."""
    if len(letters) > 3:
        return COLUMN_LIMIT + 1
    number = 0
    for letter in letters.upper():
        if not ord("A") <= letter <= ord("Z"):
            raise ValueError(letters)
        number = number * 26 + letter - ord("A") + 1
    return number


def letters_of(number: int) -> bytes:
    """Return the letters of a column, A for 1."""
    letters = b""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = b"%c" % (ord("A") + rest) + letters
    return letters
