"""The archive that a workbook is, looked at part by part before any cell of it is built."""

import functools
import io
import posixpath
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from django.utils.translation import gettext as _

from determinations.uploads.problems import refuse
from determinations.uploads.reading import styles
from determinations.uploads.reading.sheet_part import SheetPart
from determinations.uploads.reading.watching import LongPart, Part, Seen

MEMBER_LIMIT = 10_000
UNPACKED_LIMIT = 500 * 1024 * 1024
# Real sheets pack 5 to 40 times; what packs far better and is large is made to fill a server's memory.
RATIO_LIMIT = 200
RATIO_COUNTS_FROM = 10 * 1024 * 1024

_BOOK, _RELATIONS, _STYLES = _READ_FIRST = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")
_STRINGS = "xl/sharedStrings.xml"
_CHUNK = 4 * 1024 * 1024
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


def inspect(content: bytes, *, name: str) -> dict[str, Seen]:
    """Refuse an archive that is damaged, no workbook, made to do harm, or holds more than a table. Raises `FileRefused`.

    Every part is unpacked once, piece by piece, to the size it claims and against its sum, so that none can hold more.
    Returned is what a person sees of each sheet, by its name.
    """
    if content.count(b"PK\x01\x02") > MEMBER_LIMIT:  # how each entry of the list of parts begins
        raise refuse("zip_bomb", size=len(content) // 1024**2)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _refuse_bomb(members)
            _refuse_parts({member.filename.lower() for member in members}, name=name)
            book = _Book()
            for member in sorted(members, key=lambda one: one.filename not in _READ_FIRST):
                with archive.open(member) as part:
                    _look_through(part, member.filename, book)
            return {sheet: part.seen for name, part in book.sheets.items() for sheet in book.names(name)}
    except _FAULTS as fault:
        raise refuse("broken_workbook") from fault


@dataclass
class _Book:
    """A workbook under way: the parts that say how to read its sheets, and its sheets by the names of their parts."""

    parts: dict[str, Part] = field(default_factory=dict)
    sheets: dict[str, SheetPart] = field(default_factory=dict)

    def reader(self, name: str) -> Part | LongPart:
        """Return what looks through the part of that name."""
        if name == _STRINGS:
            return LongPart()
        if self.names(name):
            return self.sheets.setdefault(name, SheetPart(shows=self.shows, calculates_on_load=self.calculates_on_load))
        return self.parts.setdefault(name, Part())

    def names(self, part: str) -> list[str]:
        """Return the sheets that the workbook ties to a part by way of its relationships."""
        book, relations = self.parts.get(_BOOK), self.parts.get(_RELATIONS)
        if not book or not relations:
            return []
        tied = {sheet: relations.targets.get(key, "") for sheet, key in book.sheets.items()}
        return [sheet for sheet, to in tied.items() if part == posixpath.normpath(posixpath.join("/xl", to))[1:]]

    @property
    def calculates_on_load(self) -> bool:
        """Whether formulas are calculated only when the workbook is opened."""
        return self.parts[_BOOK].calculates_on_load

    @functools.cached_property
    def shows(self) -> dict[int, styles.Shows]:
        """How the styles show a number, of those that show more than the number itself."""
        if not (styled := self.parts.get(_STYLES)):
            return {}
        shown = {place: styles.showing(number, styled.codes) for place, number in enumerate(styled.formats)}
        return {place: how for place, how in shown.items() if how}


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


def _look_through(part: IO[bytes], name: str, book: _Book) -> None:
    """Read a part to its end; one that is XML, whatever it is called, is watched while it is parsed."""
    piece = part.read(_CHUNK)
    reader = book.reader(name) if piece.lstrip().startswith(_XML_STARTS) else None
    while piece:
        if reader:
            reader.feed(piece)
        piece = part.read(_CHUNK)
    if reader:
        reader.end()
