"""What a field can be: a file a kind, each with its `KIND`, and its templates under `templates/components/field/<kind>/`.

The files are found, and nothing else lists them. One that is not complete stops the start of the portal.
"""

from collections.abc import Iterable, Mapping
from functools import cache

from django.http import QueryDict

from cim_portal.lib import discovery, drawn
from cim_portal.lib.shapes import Json, JsonObject
from improvement_plans.workbook.declaring import Kind
from monitoring.definition import Column, Field, field_kinds


@cache
def kinds() -> Mapping[str, Kind]:
    """Return every kind by its name, which is that of its file."""
    return discovery.declared(__name__, __path__, name="KIND", kind=Kind)  # type: ignore[type-abstract]


def register() -> None:
    """Make the kinds known to the documents. Raises `discovery.Incomplete` for one that lacks words or a template."""
    for name, kind in kinds().items():
        discovery.insist(f"the kind of field {name}", words=kind.words)
        drawn.insist(f"the kind of field {name}", *(f"components/field/{name}/{part}.html" for part in kind.templates))
        known = field_kinds.FieldKind(name, words=kind.words, is_filled_in=kind.entry == "filled in", needs=kind.needs)
        field_kinds.register(known)


def kind(part: Field | Column) -> Kind:
    """Return the kind of a declared field or column."""
    return kinds()[part.kind]


def read(fields: Iterable[Field], data: QueryDict) -> JsonObject:
    """Return what a form holds for the `fields` that can be typed, those left out of it as well."""
    return {field.key: kind(field).read(data, field.key, field.columns) for field in fields if kind(field).typed}


def sound(fields: Iterable[Field], value: Json) -> JsonObject:
    """Return a stored answer in the shape that its fields have, whatever was stored."""
    stored = value if isinstance(value, dict) else {}
    return {f.key: kind(f).sound(stored[f.key], f.columns) for f in fields if f.key in stored}


def as_text(field: Field, value: object) -> str:
    """Return a stored value as a text to read and copy from; nothing for a blank."""
    return kind(field).shown(kind(field).sound(value, field.columns), columns=field.columns) if value else ""
