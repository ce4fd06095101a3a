"""A format in words, for those who make its files: each column, what it may be called, what may be in it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from determinations.uploads.declaring import Column, Format
from monitoring.definition import Definition


@dataclass(frozen=True)
class ColumnLine:
    """A column in words. `names` are what else it may be called; `allowed` the words that may be in it."""

    name: str
    title: str
    says: str
    required: bool
    names: tuple[str, ...]
    kind: str
    holds: str
    allowed: tuple[str, ...]


def lines(form: Format, definition: Definition) -> list[ColumnLine]:
    """Return the columns of a format as they are in the year of `definition`."""
    return [
        ColumnLine(
            name=column.name,
            title=str(column.title),
            says=str(column.says),
            required=column.required,
            names=_names(form, column, definition.year),
            kind=str(column.kind.title),
            holds=str(column.kind.holds),
            allowed=column.allowed_in(definition),
        )
        for column in form.columns
    ]


def header(form: Format) -> list[str]:
    """Return the header of an empty file of the format."""
    return [column.name for column in form.own_columns]


def _names(form: Format, column: Column, year: int) -> tuple[str, ...]:
    """Return what else the column may be called in a file of the year, with the layout in which it is called so."""
    named: dict[str, list[str]] = {}
    for layout in form.layouts:
        if layout.used_in(year):
            for name, meant in layout.headers.items():
                if meant == column.name and name not in (column.name, *column.aliases):
                    named.setdefault(name, []).append(_(layout.name))
    return (
        *column.aliases,
        *(
            _("%(name)s (in the layout %(layouts)s)") % {"name": name, "layouts": ", ".join(layouts)}
            for name, layouts in named.items()
        ),
    )
