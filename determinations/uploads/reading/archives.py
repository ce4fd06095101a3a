"""The archive that a workbook is, looked at part by part before any cell of it is built."""

import io
import re
import struct
import zipfile
import zlib
from typing import IO
from xml.parsers import expat

from django.utils.translation import gettext as _

from determinations.uploads.problems import FileRefused, problem, refuse

MEMBER_LIMIT = 10_000
UNPACKED_LIMIT = 500 * 1024 * 1024
# Real sheets pack 5 to 40 times; what packs far better and is large is made to fill a server's memory.
RATIO_LIMIT = 200
RATIO_COUNTS_FROM = 10 * 1024 * 1024
COLUMN_LIMIT = 1000
ROW_LIMIT = 3_000_000
ERRORS_KEPT = 10_000
CELL_LIMIT = 100_000  # characters; Excel itself allows 32,767
# A sheet is built from its first to its last cell, so two cells far apart would take the memory of all between them.
AREA_COUNTS_FROM = 1_000_000
AREA_LIMIT = 4  # cells of the area to one that holds something

_CHUNK = 1024 * 1024
_BYTES_A_CHARACTER = 4
_UNUSUAL_PARTS = {
    "has_macros": re.compile(r"(^|/)vbaproject[^/]*\.bin$|^xl/macrosheets/"),
    "has_external_links": re.compile(r"^xl/(externallinks/|querytables/|connections\.xml$)"),
    "has_embedded_objects": re.compile(r"^xl/(embeddings|activex|oleobjects)/"),
}
_UNPACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others unpack without a bound on memory
_XML_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    expat.ExpatError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)


Errors = dict[tuple[int, int], str]


def inspect(content: bytes, *, name: str) -> dict[str, Errors]:
    """Refuse an archive that is damaged, no workbook, made to do harm, or holds more than a table. Raises `FileRefused`.

    Every part is unpacked once, piece by piece, to the size it claims and against its sum, so that none can hold more.
    Returned are, for each sheet by its name, the cells that hold an error such as #REF!, by row and column from 1.
    """
    if content.count(b"PK\x01\x02") > MEMBER_LIMIT:  # how each entry of the list of parts begins
        raise refuse("zip_bomb", size=len(content) // 1024**2)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _refuse_bomb(members)
            _refuse_parts({member.filename.lower() for member in members}, name=name)
            watched = {}
            for member in members:
                with archive.open(member) as part:
                    watched[member.filename] = _look_through(part)
    except _FAULTS as fault:
        raise refuse("broken_workbook") from fault
    return _errors_by_sheet(watched)


def _errors_by_sheet(watched: "dict[str, _Watched | None]") -> dict[str, Errors]:
    """Return the errors by the sheet's name, which the workbook ties to a part by way of its relationships."""
    book, relations = watched.get("xl/workbook.xml"), watched.get("xl/_rels/workbook.xml.rels")
    if not book or not relations:
        return {}
    found = {}
    for sheet, key in book.sheets.items():
        target = relations.targets.get(key, "")
        part = watched.get(target.removeprefix("/") if target.startswith("/") else f"xl/{target}")
        if part and part.errors:
            found[sheet] = part.errors
    return found


def _refuse_bomb(members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if unpacked > UNPACKED_LIMIT or (unpacked > RATIO_COUNTS_FROM and unpacked / packed > RATIO_LIMIT):
        raise refuse("zip_bomb", size=unpacked // (1024 * 1024))
    if any(member.compress_type not in _UNPACKED for member in members):
        raise refuse("broken_workbook")


def _refuse_parts(parts: set[str], *, name: str) -> None:
    """Refuse by the names of the parts."""
    if "xl/workbook.xml" not in parts:
        raise refuse("not_a_table", what=_("a ZIP archive or another kind of document"))
    if name.lower().endswith((".xlsm", ".xltm", ".xlam")):
        raise refuse("has_macros")
    for code, unusual in _UNUSUAL_PARTS.items():
        if any(unusual.search(part) for part in parts):
            raise refuse(code)


def _look_through(part: IO[bytes]) -> "_Watched | None":
    """Read a part to its end; one that is XML, whatever it is called, is watched while it is parsed."""
    piece = part.read(_CHUNK)
    watched = _Watched() if piece.lstrip().startswith(_XML_STARTS) else None
    while piece:
        if watched:
            watched.feed(piece)
        piece = part.read(_CHUNK)
    if watched:
        watched.end()
    return watched


class _Watched:
    """One part of XML under way: no DTD, no macro, nothing from elsewhere, and a sheet of a size that can be built."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.StartDoctypeDeclHandler = self.refuse_dtd
        self.opened = 0  # the byte at which the element before began
        self.row = self.column = 0
        self.last_row = self.last_column = self.filled = 0
        self.errors: Errors = {}
        self.sheets: dict[str, str] = {}
        self.targets: dict[str, str] = {}

    def feed(self, piece: bytes) -> None:
        """Parse the next piece."""
        self.parser.Parse(piece, False)
        self.measure()

    def end(self) -> None:
        """Parse what is left, and judge the sheet as a whole."""
        self.parser.Parse(b"", True)
        area = self.last_row * self.last_column
        if area > AREA_COUNTS_FROM and area > AREA_LIMIT * self.filled:
            raise refuse("scattered_cells", row=f"{self.last_row:,}", across=self.last_column)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Look at an element where it begins."""
        self.measure()
        self.opened = self.parser.CurrentByteIndex
        match name.rpartition(":")[2]:
            case "c":
                self.place(attributes.get("r", ""))
                self.parser.CharacterDataHandler = self.take_error if attributes.get("t") == "e" else None
            case "v" | "is":
                self.filled += 1
                self.last_row = max(self.last_row, self.row)
                self.last_column = max(self.last_column, self.column)
            case "row":
                self.row, self.column = int(attributes.get("r") or self.row + 1), 0
            case "Override" | "Default" if "macroenabled" in attributes.get("ContentType", "").lower():
                raise refuse("has_macros")
            case "sheet":
                of_book = [value for key, value in attributes.items() if key.endswith(":id")]
                self.sheets[attributes.get("name", "")] = of_book[0] if of_book else ""
            case "Relationship":
                outside = attributes.get("TargetMode") == "External"
                if outside and not attributes.get("Type", "").endswith("/hyperlink"):
                    raise refuse("has_external_links")
                self.targets[attributes.get("Id", "")] = attributes.get("Target", "")
            case "ddeLink" | "oleLink":
                raise refuse("has_external_links")

    def place(self, reference: str) -> None:
        """Move to the cell `B7`, or to the next one where the cell does not say where it is."""
        letters = reference.rstrip("0123456789")
        if letters:
            self.column = _column(letters)
            self.row = int(reference[len(letters) :])
        else:
            self.column += 1
        if self.row > ROW_LIMIT:
            raise refuse("too_many_rows", limit=f"{ROW_LIMIT:,}")
        if self.column > COLUMN_LIMIT:
            raise FileRefused(problem("too_many_columns", row=self.row, words={"limit": f"{COLUMN_LIMIT:,}"}))

    def take_error(self, text: str) -> None:
        """Keep what a cell of the kind “error” says; a formula before it is passed over."""
        if text.startswith("#") and len(self.errors) < ERRORS_KEPT:
            self.errors[self.row, self.column] = text

    def measure(self) -> None:
        """Refuse a text that does not end since the last element began."""
        if self.parser.CurrentByteIndex - self.opened > CELL_LIMIT * _BYTES_A_CHARACTER:
            raise FileRefused(problem("long_cell", row=self.row, words={"limit": f"{CELL_LIMIT:,}"}))

    def refuse_dtd(self, *_: object) -> None:
        """Refuse a part that declares entities of its own."""
        raise refuse("has_entities")


def _column(letters: str) -> int:
    """Return the number of a column, from 1 for A; more than any limit for what is none. Raises ValueError."""
    if len(letters) > 3:
        return COLUMN_LIMIT + 1
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(letters)
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
