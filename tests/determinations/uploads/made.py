"""Workbooks written by hand, part by part, so that a test can put into them what no spreadsheet would."""

import io
import zipfile
from collections.abc import Mapping

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
