"""The description of the API as a page shows it: its addresses with what they take and give, and the rows of tables."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cim_portal.api.description import api
from cim_portal.lib.shapes import JsonObject

KINDS = {
    "integer": _("whole number"),
    "number": _("number"),
    "string": _("text"),
    "boolean": _("true or false"),
    "array": _("list"),
    "object": _("names with values"),
}
FORMATS = {"date": _("date"), "date-time": _("date and time")}


@dataclass(frozen=True)
class Named:
    """A field, or something that may be asked for: its name, kind and meaning."""

    name: str
    kind: str
    says: str
    required: bool


@dataclass(frozen=True)
class Address:
    """An address of the API: what it gives, what it takes, and what an item of the answer says."""

    path: str
    says: str
    needs_token: bool
    takes: list[Named]
    gives: list[Named]


def addresses() -> list[Address]:
    """Return every address, those for everyone first."""
    described = api.get_openapi_schema()
    schemas = described["components"]["schemas"]
    return [
        Address(
            path=path,
            says=operation["description"],
            needs_token="security" in operation,
            takes=[
                Named(one["name"], _kind(one["schema"]), str(one["description"]), one["required"])
                for one in operation["parameters"]
            ],
            gives=list(_fields(_item(operation["responses"][200]["content"]["application/json"]["schema"], schemas))),
        )
        for path, methods in described["paths"].items()
        for operation in methods.values()
    ]


def fields_of(schema: JsonObject) -> list[Named]:
    """Return the fields of a row's schema."""
    return list(_fields(schema))


def _item(schema: JsonObject, schemas: JsonObject) -> JsonObject:
    """Return the schema of one item of an answer: of the list, of the page's list, or the answer itself."""
    found = schemas[schema["$ref"].rsplit("/", 1)[-1]] if "$ref" in schema else schema
    if found.get("type") == "array":
        return _item(found["items"], schemas)
    if "items" in found.get("properties", {}):
        return _item(found["properties"]["items"], schemas)
    return dict(found)


def _fields(schema: JsonObject) -> Iterable[Named]:
    required = set(schema.get("required", []))
    for name, one in schema.get("properties", {}).items():
        yield Named(name, _kind(one), str(one.get("description", "")), name in required)


def _kind(schema: JsonObject) -> str:
    """Return what kind of value a field holds, in words."""
    options = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    first = options[0]
    said = FORMATS.get(first.get("format", "")) or KINDS.get(first.get("type", "object"), KINDS["object"])
    if len(options) < len(schema.get("anyOf", [])):
        return gettext("%(kind)s, or empty") % {"kind": said}
    return str(said)
