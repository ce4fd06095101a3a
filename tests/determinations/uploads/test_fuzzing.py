"""Whatever the bytes are, they are read, or refused with a problem that is declared; no reader breaks.

`FUZZ_EXAMPLES` asks for a longer campaign than the gate has time for.
"""

import csv
import io
import os
import zipfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from determinations.uploads.characters import HIDDEN
from determinations.uploads.formats import FORMATS
from tests.determinations.uploads.made import workbook_of
from tests.determinations.uploads.world import UPLOADS, insist

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "60"))
FUZZED = settings(
    max_examples=EXAMPLES,
    derandomize="FUZZ_EXAMPLES" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
FILES = sorted(path for path in UPLOADS.glob("*/*") if path.stat().st_size < 20_000)
BOOKS = {path: workbook_of(path) for path in FILES if path.parent.name == "accepted"}
# What spreadsheets and people put into cells, and what breaks those who read them.
CELLS = [
    *(
        "",
        " ",
        '"',
        '""',
        'a"b',
        "'",
        "'=1",
        "=1",
        "#REF!",
        "#N/A",
        "NaN",
        "nan",
        "None",
        "<NA>",
        "null",
        "True",
        "0x10",
    ),
    *("1.96E+06", "1e308", "1e99", "9" * 400, "-0", "+1", "1_000", "1,234", "2023.0", "12-May", "%", ">=5%", "≥", "½"),
    *(
        "²",
        "१२",
        "１２",
        "𝟙",
        "٪",
        "0161119",
        "01611190000000",
        "2023",
        "NC",
        "*",
        "--",
        "D",
        "S",
        "SWD",
        "Y",
        "HI",
        "FI",
    ),
    *(
        "\u202e",
        "\u200b",
        "\ufeff",
        "\u2028",
        "\x85",
        "\x0b",
        "\x1a",
        "\x7f",
        "\0",
        "\t",
        "\r",
        "\n",
        "|",
        ";",
        "x" * 300,
    ),
]


def form_of(path: Path) -> str:
    """Return the format whose name the file has, or else the most common one."""
    return path.stem.split("_")[0] if path.stem.split("_")[0] in FORMATS else "indicators"


@st.composite
def spoiled(draw: st.DrawFn, content: bytes) -> bytes:
    """Give the content with bytes changed, put in or cut off."""
    changed = bytearray(content)
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(changed)))
        match draw(st.sampled_from(["change", "insert", "cut", "double"])):
            case "change":
                changed[place : place + 1] = draw(st.binary(min_size=1, max_size=1))
            case "insert":
                changed[place:place] = draw(
                    st.sampled_from([b"\0", b'"', b"\r", b"\n", b",", b"\t", b"\xff\xfe", b"\xe2"])
                )
            case "cut":
                del changed[place : place + draw(st.integers(1, 1000))]
            case "double":
                changed += changed[place:]
    return bytes(changed)


@st.composite
def tables(draw: st.DrawFn) -> tuple[bytes, str]:
    """Give a CSV of dirty cells under a header of one of the formats."""
    form = draw(st.sampled_from(sorted(FORMATS)))
    header = [column.name for column in FORMATS[form].columns] + (["type"] if FORMATS[form].parts else [])
    cell = st.one_of(st.sampled_from(CELLS), st.text(max_size=8))
    rows = draw(st.lists(st.lists(cell, min_size=len(header), max_size=len(header)), max_size=6))
    titles = draw(st.lists(st.lists(cell, max_size=3), max_size=2))
    separator, quoting = draw(st.sampled_from([",", ";", "\t", "|"])), draw(st.booleans())
    out = io.StringIO()
    if quoting:
        csv.writer(out, delimiter=separator).writerows([*titles, header, *rows])
    else:
        out.write(draw(st.sampled_from(["\n", "\r\n", "\r"])).join(map(separator.join, [*titles, header, *rows])))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]))
    return out.getvalue().encode(encoding, "replace"), form


@FUZZED
@given(st.binary(max_size=2000), st.sampled_from(sorted(FORMATS)), st.sampled_from(["a.csv", "a.xlsx", ""]))
def test_any_bytes(content: bytes, form: str, name: str) -> None:
    insist(content, name=name, form=form)


@FUZZED
@given(st.data(), st.sampled_from(FILES))
def test_a_file_that_was_spoiled(data: st.DataObject, path: Path) -> None:
    content = data.draw(spoiled(path.read_bytes()))
    insist(content, name=path.name, form=data.draw(st.sampled_from([form_of(path), *sorted(FORMATS)])))


@FUZZED
@given(st.sampled_from(FILES), st.sampled_from(FILES))
def test_two_files_joined(first: Path, second: Path) -> None:
    insist(first.read_bytes() + second.read_bytes(), name=first.name, form=form_of(first))


@FUZZED
@given(tables())
def test_a_table_of_dirty_cells(table: tuple[bytes, str]) -> None:
    insist(table[0], name="upload.csv", form=table[1])


@FUZZED
@given(st.data(), st.sampled_from(sorted(BOOKS)))
def test_a_workbook_of_which_a_part_was_spoiled(data: st.DataObject, path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOKS[path])) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        chosen = data.draw(st.sampled_from(source.namelist()))
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, data.draw(spoiled(part)) if name == chosen else part)
    insist(out.getvalue(), name=f"{path.stem}.xlsx", form=form_of(path))


@FUZZED
@given(st.data(), st.sampled_from(sorted(BOOKS)), st.lists(st.sampled_from(CELLS), min_size=1, max_size=8))
def test_a_workbook_with_dirty_cells(data: st.DataObject, path: Path, cells: list[str]) -> None:
    texts = [cell.replace("&", "&amp;").replace("<", "&lt;") for cell in cells]
    kind = data.draw(st.sampled_from(["inlineStr", "n", "d", "b", "e", "s", "str"]))
    row = "".join(f'<c t="{kind}"><is><t>{text}</t></is><v>{text}</v></c>' for text in texts)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOKS[path])) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"</sheetData>", f"<row>{row}</row></sheetData>".encode()))
    insist(out.getvalue(), name=f"{path.stem}.xlsx", form=form_of(path))


def test_what_is_hidden_is_found_by_both_readers_of_patterns() -> None:
    """The same pattern is read by Python and, over columns, by the engine of pyarrow, which knows no `\\u`."""
    assert "\u202e" in HIDDEN
    assert "\\u" not in HIDDEN
