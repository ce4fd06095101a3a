"""Which data a year is about: for each source its school year, the day as of which they are, and who approved them."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from ruamel.yaml.comments import CommentedMap

from monitoring.definition.parts import arranging
from monitoring.definition.parts.arranging import Edit
from monitoring.definition.parts.declaring import Cell, Choices, Part, Row, said
from monitoring.definition.parts.writing import Stays, write
from monitoring.definition.schema import Definition, Snapshot
from monitoring.definition.text import plain, read

APPROVED_BY: Choices = (("", _("not set")), ("LEA", _("the LEA")), ("LEA and SELPA", _("the LEA and the SELPA")))


def parts(definition: Definition) -> Iterator[Part]:
    """Yield the data of the year."""
    yield Part(
        slug="data",
        title=_("Data of the year"),
        hint=_(
            "Where the data come from, and which of them count. Explanations, letters and downloads say it with each element "
            "of the source. What the state has not set yet is left empty."
        ),
        way=("snapshot",),
        rows=tuple(
            Row(number, one.source, tuple(_source(one)), one.source) for number, one in enumerate(definition.snapshot)
        ),
        blank=tuple(_source(None)),
        write=_write,
        ordered=True,
        in_a_line=True,
    )


def _source(one: Snapshot | None) -> Iterator[Cell]:
    yield Cell(("source",), _("Source"), one.source if one else "")
    yield Cell(("data_year",), _("School year of the data"), one.data_year if one else "", hint=_("Such as 2023–24."))
    yield Cell(("as_of",), _("As of"), str(one.as_of) if one and one.as_of else "", "date")
    approved_by = (one.approved_by or "") if one else ""
    yield Cell(("approved_by",), _("Approved by"), approved_by, choices=APPROVED_BY)


def _write(text: str, part: Part, stays: Stays) -> str:
    """Write the sources; the indicators whose source gets another name are given that one."""
    text = write(text, part, stays)
    names = {row.called: said(row.cells[0], typed["source"]) for row, typed in stays if row.called}
    there = plain(read(text)).get("indicators") or []
    edits = []
    for number, one in enumerate(there):
        old = one.get("data_source", "") if isinstance(one, dict) else ""
        edits.append(Edit(number, _named(names.get(old, old))))
    return arranging.with_list(text=text, way=("indicators",), edits=edits)


def _named(name: str) -> arranging.Put:
    def put(item: CommentedMap) -> None:
        if name and item.get("data_source") != name:
            item["data_source"] = name

    return put
