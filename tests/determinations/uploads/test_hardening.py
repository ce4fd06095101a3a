"""Files made to do harm are refused within 2 seconds of processor time and 300 MB over an idle start."""

import json
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.determinations.uploads.made import BOOK, HEADER, MAIN, TYPES, book, zipped

ROOT = Path(__file__).resolve().parents[3]
SECONDS, MEGABYTES = 2, 300


def laughs() -> str:
    """Return a document type in which a billion words are behind one."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE sst [<!ENTITY l0 "lol">{entities}]>'


def lying(claimed: int) -> bytes:
    """Return a workbook whose sheet holds 64 MB and claims to hold `claimed` bytes."""
    content = book(f"<row><c><v>{'1' * 64 * 1024**2}</v></c></row>")
    place = content.rindex(b"PK\x01\x02")
    return content[: place + 24] + struct.pack("<L", claimed) + content[place + 28 :]


def many_members() -> bytes:
    """Return an archive of 200,000 parts, each of nothing."""
    name = b"x"
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + name
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + name
    listed = entry * 200_000
    return local + listed + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(listed), len(local), 0)


def nested() -> bytes:
    """Return a workbook that carries another, that carries another; none of them is opened."""
    content = book("<row><c><v>1</v></c></row>" * 1000)
    for _ in range(5):
        content = book(xl__embeddings__book=content)
    return content


def damaged(content: bytes) -> bytes:
    """Return a workbook with a byte of its sheet changed, so that its sum is wrong."""
    place = len(content) // 2
    return content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]


LINK = '<Relationship Id="rId9" Type="http://x/attachedTemplate" Target="file:///etc/passwd" TargetMode="External"/>'
MACROS = TYPES.replace("application/xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
RICH = "<r><t>0123456789</t></r>" * 1_000_000

HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "too_large.csv": ("too_large", lambda: HEADER.encode() + b"2023,0161119,lre,5\n" * 5_600_000),
    "picture.csv": ("not_a_table", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 1000),
    "other_archive.xlsx": ("not_a_table", lambda: zipped({"word/document.xml": "<a/>"})),
    "another_file_to_its_end.csv": ("missing_column", lambda: b"a,b\n" + b"1,2\n" * 2_900_000),
    "blank_lines.csv": ("too_many_rows", lambda: HEADER.encode() + b",,,\n" * 20_000_000),
    "rows_by_cr.csv": ("too_many_rows", lambda: HEADER.encode() + b",,,\r" * 20_000_000),
    "million_columns.csv": ("too_many_columns", lambda: ",".join(f"c{n}" for n in range(10**6)).encode() + b"\n1,2\n"),
    "million_short_columns.csv": ("too_many_columns", lambda: b"a," * 10**6 + b"\n"),
    "wide_row.csv": ("wrong_number_of_cells", lambda: HEADER.encode() + b"1," * 500_000 + b"\n"),
    "million_columns.xlsx": ("too_many_columns", lambda: book(f"<row>{'<c/>' * 10**6}</row>")),
    "far_column.xlsx": ("too_many_columns", lambda: book('<row><c r="XFD1"><v>1</v></c></row>')),
    "farther_column.xlsx": ("too_many_columns", lambda: book('<row><c r="ZZZZZZ1"><v>1</v></c></row>')),
    "scattered.xlsx": ("scattered_cells", lambda: book('<row r="1048576"><c r="ALL1048576"><v>1</v></c></row>')),
    "far_row.xlsx": ("too_many_rows", lambda: book('<row r="99999999"><c r="A99999999"><v>1</v></c></row>')),
    "long_cell.csv": ("long_cell", lambda: HEADER.encode() + b"2023,0161119,lre," + b"5" * 10 * 1024**2),
    "long_quoted_cell.csv": (
        "long_cell",
        lambda: HEADER.encode() + b'2023,0161119,"' + b"lre\n" * 2_600_000 + b'",5\n',
    ),
    "long_cell.xlsx": ("long_cell", lambda: book(f"<row><c><v>{'5' * 9 * 1024**2}</v></c></row>")),
    "long_shared_cell.xlsx": ("long_cell", lambda: book(xl__sharedStrings=f"<sst {MAIN}><si><t>{'x' * 9 * 1024**2}")),
    "rich_cell.xlsx": ("zip_bomb", lambda: book(f'<row><c t="inlineStr"><is>{RICH}</is></c></row>')),
    "rich_cell_of_4_mb.xlsx": ("long_cell", lambda: book(_rich())),
    "zip_bomb.xlsx": ("zip_bomb", lambda: book(xl__media__a=b"\0" * 100 * 1024**2)),
    "claims_little.xlsx": ("broken_workbook", lambda: lying(1000)),
    "claims_much.xlsx": ("zip_bomb", lambda: lying(0xFFFFFFF0)),
    "many_members.xlsx": ("zip_bomb", many_members),
    "nested.xlsx": ("has_embedded_objects", nested),
    "damaged.xlsx": ("broken_workbook", lambda: damaged(book("<row><c><v>1</v></c></row>" * 1000))),
    "laughs_in_the_sheet.xlsx": ("has_entities", lambda: book(xl__worksheets__sheet1=laughs())),
    "laughs_in_strings.xlsx": ("has_entities", lambda: book(xl__sharedStrings=f"{laughs()}<sst>&l9;</sst>")),
    "laughs_in_utf_16.xlsx": ("has_entities", lambda: book(xl__a=f"{laughs()}<sst>&l9;</sst>".encode("utf-16"))),
    "outer_entity.xlsx": ("has_entities", lambda: book(xl__a='<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>')),
    "macros.xlsx": ("has_macros", lambda: zipped({"xl/workbook.xml": BOOK, "xl/vbaProject.bin": ""})),
    "macro_sheet.xlsx": ("has_macros", lambda: book(xl__macrosheets__sheet1="<a/>")),
    "macro_type.xlsx": ("has_macros", lambda: zipped({"[Content_Types].xml": MACROS, "xl/workbook.xml": BOOK})),
    "links.xlsx": ("has_external_links", lambda: book(xl__externalLinks__externalLink1="<a/>")),
    "template.xlsx": ("has_external_links", lambda: book(relation=LINK)),
    "dde.xlsx": ("has_external_links", lambda: book(xl__a='<a><ddeLink ddeService="cmd"/></a>')),
    "queries.xlsx": ("has_external_links", lambda: zipped({"xl/workbook.xml": BOOK, "xl/connections.xml": "<a/>"})),
    "controls.xlsx": ("has_embedded_objects", lambda: book(xl__activeX__activeX1="<a/>")),
    "nul.csv": ("nul_bytes", lambda: HEADER.encode() + b"2023,01611\x0019,lre,5\n" * 100_000),
    "nul.xlsx": ("hidden_character", lambda: book(_row("01611_x0000_19"))),
    "right_to_left.csv": ("hidden_character", lambda: (HEADER + "2023,0161119,\u202eerl,5\n" * 100_000).encode()),
    "zero_width.csv": ("hidden_character", lambda: (HEADER + "2023,0161119,lre,5\u200b\n").encode()),
    "open_quote.csv": (
        "open_quote",
        lambda: HEADER.encode() + b'2023,"0161119,lre,5\n' + b"2023,1964659,lre,5\n" * 4000,
    ),
    "quotes.csv": ("long_cell", lambda: HEADER.encode() + b'"' * 50 * 1024**2),
}


def _row(code: str) -> str:
    cells = ("2023", code, "lre", "5")
    return "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells) + "</row>"


def _rich() -> str:
    """Return a row whose cell is of 400,000 short pieces, no two alike, so that it packs as a real one does."""
    pieces = "".join(f"<r><t>{n * 2654435761 % 2**32:010d}</t></r>" for n in range(400_000))
    return f'<row><c><v>2023</v></c><c t="inlineStr"><is>{pieces}</is></c></row>'


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Make the files, have each read in a process of its own, and return what was measured by file."""
    folder = tmp_path_factory.mktemp("hostile")
    paths = []
    for name, (_, made) in HOSTILE.items():
        paths.append(folder / name)
        paths[-1].write_bytes(made())
    command = [sys.executable, "-m", "tests.determinations.uploads.measured", "ranks", *map(str, paths)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)  # noqa: S603
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == len(HOSTILE), done.stderr
    return {line["file"]: line for line in lines}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_before_it_does_harm(name: str, measured: dict[str, dict[str, Any]]) -> None:
    line = measured[name]
    assert HOSTILE[name][0] in line["codes"], line
    assert line["seconds"] < SECONDS, line
    assert line["megabytes"] < MEGABYTES, line
