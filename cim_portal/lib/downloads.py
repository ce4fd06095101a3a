"""A table of a page as a file: CSV, XLSX or JSON, with every row that the filters of the address leave.

A page gives its table where its own address says `as=csv`; a table with an address of its own ends in `.<table:kind>`.
"""

from collections.abc import Callable, Iterable, Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import register_converter
from django.urls.converters import StringConverter

from cim_portal.lib import sheets

_WRITTEN: dict[str, tuple[str, Callable[[Sequence[str], Iterable[Sequence[object]], str], bytes]]] = {
    "csv": (sheets.CSV_TYPE, lambda columns, rows, _sheet: sheets.csv_bytes(columns, rows)),
    "xlsx": (sheets.XLSX_TYPE, lambda columns, rows, sheet: sheets.xlsx_bytes(columns, rows, sheet=sheet)),
    "json": (sheets.JSON_TYPE, lambda columns, rows, _sheet: sheets.json_bytes(columns, rows)),
}
_PIECES = {"csv": sheets.csv_pieces, "json": sheets.json_pieces}
KINDS = tuple(_WRITTEN)


class _Kind(StringConverter):
    """The ending of an address: one of the kinds of file."""

    regex = "|".join(KINDS)


register_converter(_Kind, "table")


def asked(request: HttpRequest) -> str:
    """Return the kind of file that the address asks for with `as`, blank for the page itself."""
    kind = request.GET.get("as", "")
    return kind if kind in KINDS else ""


def streamed(
    kind: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, name: str, sheet: str = ""
) -> HttpResponseBase:
    """Answer as `answer` does, for a table of the whole state: its rows are sent as they are read, and not held in memory.

    A workbook is sent once it is whole; while it is written, its rows are in a file.
    """
    if kind not in _PIECES:
        return answer(kind, columns, rows, name=name, sheet=sheet)
    response = StreamingHttpResponse(_PIECES[kind](columns, rows), content_type=_WRITTEN[kind][0])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def answer(
    kind: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, name: str, sheet: str = ""
) -> HttpResponse:
    """Answer with the table as a file called `name` with the ending of its kind.

    Cells are numbers, dates and texts as they are; `sheet` names that of a workbook, `name` unless it is given.
    """
    media_type, write = _WRITTEN[kind]
    response = HttpResponse(write(columns, rows, sheet or name), content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
