"""The columns of the files for the federal office."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from monitoring.definition.federal import FILES, VALUES
from monitoring.definition.parts.declaring import Cell, Choices, Part, Row
from monitoring.definition.parts.writing import write
from monitoring.definition.schema import Definition, FederalColumn

_FILES: Choices = tuple(FILES.items())


def parts(definition: Definition) -> Iterator[Part]:
    """Yield the columns of the files for the federal office, each file's in the order in which they are written."""
    yield Part(
        slug="federal-columns",
        title=_("Columns of the federal files"),
        hint=_("What the federal office asks for may change each year: give each column the heading that it asks for."),
        way=("federal_columns",),
        rows=tuple(
            Row(number, f"{FILES[one.file]}: {one.heading}", tuple(_column(one)))
            for number, one in enumerate(definition.federal_columns)
        ),
        blank=tuple(_column(None)),
        write=write,
        ordered=True,
        in_a_line=True,
    )


def _column(one: FederalColumn | None) -> Iterator[Cell]:
    of_each = VALUES if one is None else {one.file: VALUES[one.file]}
    values: Choices = tuple(
        dict.fromkeys((value, words) for known in of_each.values() for value, words in known.items())
    )
    yield Cell(("file",), _("File"), one.file if one else next(iter(FILES)), "text", _FILES)
    yield Cell(("heading",), _("Heading"), one.heading if one else "")
    yield Cell(("value",), _("What it holds"), one.value if one else "year", "text", values)
