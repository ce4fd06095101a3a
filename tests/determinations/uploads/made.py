"""Workbooks made of a file of text, and others written by hand, so that a test can put into them what no spreadsheet would."""

import csv
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from openpyxl import Workbook

HEADER = "year,lea_code,evaluation,percent_rank\n"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
PACKAGE = "http://schemas.openxmlformats.org"
TYPES = (
    f'<Types xmlns="{PACKAGE}/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)
BOOK = (
    f'<workbook {MAIN} xmlns:r="{PACKAGE}/officeDocument/2006/relationships"><sheets>'
    '<sheet name="ranks" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{PACKAGE}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>%s</Relationships>'
)
ROOT_RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{PACKAGE}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
CELLS = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in HEADER.strip().split(","))


def sheet(rows: str) -> str:
    """Return a sheet with the header of the format `ranks` and these rows."""
    return f"<worksheet {MAIN}><sheetData><row>{CELLS}</row>{rows}</sheetData></worksheet>"


def book(rows: str = "<row><c><v>1</v></c></row>", *, relation: str = "", **parts: str | bytes) -> bytes:
    """Return a workbook of these rows; `parts` are added or replaced, `__` standing for the slash of their names."""
    content: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT_RELATIONS,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS % relation,
        "xl/worksheets/sheet1.xml": sheet(rows),
    }
    content |= {name.replace("__", "/") + ("" if "__" in name else ".xml"): part for name, part in parts.items()}
    return zipped(content)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Return an archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def workbook_of(path: Path) -> bytes:
    """Return the file of text as a spreadsheet saves it: short numbers as numbers, and codes as text."""
    text = path.read_bytes().decode("cp1252" if path.suffix == ".txt" else "utf-8-sig")
    separator = max(",;\t", key=text.splitlines()[0].count)
    saved, out = Workbook(), io.BytesIO()
    sheet = saved.worksheets[0]
    for row in csv.reader(io.StringIO(text), delimiter=separator):
        sheet.append(
            [float(cell) if re.fullmatch(r"0|[1-9][0-9]{0,4}|[0-9]{1,3}\.[0-9]+", cell) else cell for cell in row]
        )
    saved.save(out)
    return out.getvalue()
