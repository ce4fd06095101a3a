"""The parts of a workbook as they are unpacked: what is no table is refused, and what a person sees of a sheet is noted."""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

import numpy as np

from determinations.uploads.problems import refuse
from determinations.uploads.reading import styles

COLUMN_LIMIT = 1000
ROW_LIMIT = 3_000_000
ERRORS_KEPT = 10_000
CELL_LIMIT = 100_000  # characters; Excel itself allows 32,767
# A sheet is built from its first to its last cell, so two cells far apart would take the memory of all between them.
AREA_COUNTS_FROM = 1_000_000
AREA_LIMIT = 4  # cells of the area to one that holds something

_BYTES_A_CHARACTER = 4
_LONGEST = CELL_LIMIT * _BYTES_A_CHARACTER
_TRUE = ("1", "true")

Cells = list[tuple[int, int]]


@dataclass
class Seen:
    """What a person sees of a sheet and a reader of its values does not. Rows and columns count from 1.

    `errors` are cells that hold an error such as #REF!; `shown` has how a format shows a number, and the rows and columns of
    cells with it; `uncalculated` are cells whose formula has no value yet. Rows and columns are hidden by hand or by a
    filter, and zeros all over a sheet.
    """

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    shown: list[tuple[styles.Shows, np.ndarray, np.ndarray]] = field(default_factory=list)
    uncalculated: Cells = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    hides_zeros: bool = False


class Part:
    """A part of XML under way: no DTD, no macro, nothing from elsewhere. Gathers what the workbook says of its sheets."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.StartDoctypeDeclHandler = self.refuse_dtd
        self.opened = 0  # the byte at which the element before began
        self.within = ""
        self.sheets: dict[str, str] = {}
        self.targets: dict[str, str] = {}
        self.codes: dict[int, str] = {}
        self.formats: list[int] = []  # of each style, by its place
        self.calculates_on_load = False

    def feed(self, piece: bytes) -> None:
        """Parse the next piece."""
        self.parser.Parse(piece, False)
        self.measure()

    def end(self) -> None:
        """Parse what is left."""
        self.parser.Parse(b"", True)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Look at an element where it begins."""
        self.measure()
        self.opened = self.parser.CurrentByteIndex
        match name.rpartition(":")[2]:
            case "Override" | "Default" if "macroenabled" in attributes.get("ContentType", "").lower():
                raise refuse("has_macros")
            case "sheet":
                of_book = [value for key, value in attributes.items() if key.endswith(":id")]
                self.sheets[attributes.get("name", "")] = of_book[0] if of_book else ""
            case "calcPr":
                self.calculates_on_load = attributes.get("fullCalcOnLoad") in _TRUE
            case "Relationship":
                outside = attributes.get("TargetMode") == "External"
                if outside and not attributes.get("Type", "").endswith("/hyperlink"):
                    raise refuse("has_external_links")
                self.targets[attributes.get("Id", "")] = attributes.get("Target", "")
            case "ddeLink" | "oleLink":
                raise refuse("has_external_links")
            case "numFmt":
                self.codes[int(attributes.get("numFmtId", 0))] = attributes.get("formatCode", "")
            case "cellStyleXfs" | "cellXfs" | "cellStyles" as group:
                self.within = group
            case "xf" if self.within == "cellXfs":
                self.formats.append(int(attributes.get("numFmtId", 0)))

    def measure(self) -> None:
        """Refuse a text that does not end since the last element began."""
        if self.parser.CurrentByteIndex - self.opened > _LONGEST:
            raise refuse("long_cell", limit=f"{CELL_LIMIT:,}")

    def refuse_dtd(self, *_: object) -> None:
        """Refuse a part that declares entities of its own."""
        raise refuse("has_entities")


class LongPart:
    """A part with as much in it as a table has: its markup declares nothing, and no text in it is endless."""

    def __init__(self) -> None:
        self.last = b""

    def feed(self, piece: bytes) -> None:
        """Look through the next piece."""
        text = self.last + piece
        if b"<!" in text:
            raise refuse(
                "has_entities" if re.search(rb"<!(?:DOCTYPE|ENTITY)", text, re.IGNORECASE) else "broken_workbook"
            )
        self.last = text[-_LONGEST:]
        for start in range(0, len(text) - _LONGEST, _LONGEST):
            if text.find(b"<", start, start + _LONGEST) < 0:
                raise refuse("long_cell", limit=f"{CELL_LIMIT:,}")

    def end(self) -> None:
        """There is nothing to judge at the end."""
