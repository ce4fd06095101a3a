"""The indicators, and one table of all their targets with what counts when."""

from collections.abc import Iterator
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ruamel.yaml.comments import CommentedMap

from cim_portal.lib import numbers
from monitoring.definition.parts import arranging
from monitoring.definition.parts.arranging import Edit
from monitoring.definition.parts.declaring import Cell, Choices, Part, Row, Typed, put, put_value, said
from monitoring.definition.parts.writing import Stays, write
from monitoring.definition.schema import Definition, Indicator, StatusFrom, Target
from monitoring.definition.text import plain, read

DIRECTIONS = (
    ("higher", gettext_lazy("higher is better")),
    ("lower", gettext_lazy("lower is better")),
    ("none", gettext_lazy("neither is better")),
)
TYPES = (
    ("performance", gettext_lazy("performance")),
    ("compliance", gettext_lazy("compliance")),
    ("state only", gettext_lazy("the state's own")),
)
STATUS = (
    ("", gettext_lazy("–")),
    ("counted", gettext_lazy("counted")),
    ("shown", gettext_lazy("shown and not counted")),
    ("retired", gettext_lazy("retired")),
)
DECIDES = (("stated", gettext_lazy("what the file says")), ("computed", gettext_lazy("the rate against the target")))
UNITS = (("percent", gettext_lazy("percent")), ("", gettext_lazy("none")))
OPERATORS = (("", gettext_lazy("not set")), *numbers.OPERATORS.items())
TARGET = ("operator", "value", "unit", "decides")


def parts(definition: Definition) -> Iterator[Part]:
    """Yield the indicators, and the table of their targets."""
    sources: Choices = (("", gettext_lazy("not set")), *((one.source, one.source) for one in definition.snapshot))
    yield Part(
        slug="indicators",
        title=gettext_lazy("Indicators"),
        hint=gettext_lazy(
            "A file names an indicator by its code, its name, or one of the other names, whatever the case."
        ),
        way=("indicators",),
        rows=tuple(
            Row(number, f"{one.code} {one.name}", tuple(_indicator(one, sources)), one.code)
            for number, one in enumerate(definition.indicators)
        ),
        blank=(Cell(("code",), gettext_lazy("Code")), *_indicator(None, sources)),
        write=_write_indicators,
        ordered=True,
    )
    yield Part(
        slug="targets",
        title=gettext_lazy("Targets"),
        hint=gettext_lazy(
            "Every indicator of the year in one table. A status counts from its day on; without one an "
            "indicator is counted. A target needs both an operator and a value."
        ),
        way=("indicators",),
        also=("targets",),
        rows=tuple(
            Row(number, f"{one.code} {one.name}", tuple(_target(one, definition.target_for(one.code))), one.code)
            for number, one in enumerate(definition.indicators)
        ),
        blank=(),
        write=_write_targets,
        as_table=True,
        fixed=True,
    )


def _indicator(one: Indicator | None, sources: Choices) -> Iterator[Cell]:
    yield Cell(("name",), gettext_lazy("Name"), one.name if one else "")
    yield Cell(("direction",), gettext_lazy("Direction"), one.direction if one else "higher", choices=DIRECTIONS)
    yield Cell(("type",), gettext_lazy("Type"), one.type if one else "performance", choices=TYPES)
    yield Cell(("data_source",), gettext_lazy("Source of its data"), one.data_source if one else "", choices=sources)
    yield Cell(("text",), gettext_lazy("What it measures"), one.text if one else "", "long")
    yield Cell(
        ("aliases",), gettext_lazy("Other names in files, a line each"), "\n".join(one.aliases) if one else "", "lines"
    )


def _target(one: Indicator, target: Target | None) -> Iterator[Cell]:
    for number, status in enumerate([*one.status, None]):
        yield from _status(number, status)
    operator, value, unit, decides = (
        (target.operator, str(target.value), target.unit, target.decides) if target else ("", "", "percent", "stated")
    )
    yield Cell(("operator",), gettext_lazy("Must be"), operator, choices=OPERATORS)
    yield Cell(("value",), gettext_lazy("Value"), value, "number")
    yield Cell(("unit",), gettext_lazy("Unit"), unit, choices=UNITS)
    yield Cell(("decides",), gettext_lazy("What decides"), decides, choices=DECIDES)


def _status(number: int, status: StatusFrom | None) -> Iterator[Cell]:
    way = ("status", number)
    yield Cell((*way, "status"), gettext_lazy("Status"), status.status if status else "", choices=STATUS)
    yield Cell((*way, "since"), gettext_lazy("From"), str(status.since) if status else "", "date")


def _write_indicators(text: str, part: Part, stays: Stays) -> str:
    """Write the indicators; the target of one that goes goes with it."""
    codes = {row.called for row, _typed in stays}
    text = write(text, part, stays)
    gone = {row.called for row in part.rows} - codes
    if not gone:
        return text
    left = [Edit(n, _nothing) for n, one in enumerate(_targets(text)) if one["indicator"] not in gone]
    return arranging.with_list(text=text, way=("targets",), edits=left)


def _write_targets(text: str, part: Part, stays: Stays) -> str:
    """Write the statuses into the indicators, and the targets that were typed into the list of targets."""
    edits = [Edit(row.was, partial(_put_status, row=row, typed=typed)) for row, typed in stays]
    text = arranging.with_list(text=text, way=part.way, edits=edits)
    there = {one["indicator"]: number for number, one in enumerate(_targets(text))}
    typed_for = {row.called: (row, typed) for row, typed in stays}
    kept = [
        Edit(number, partial(_put_target, row=typed_for[code][0], typed=typed_for[code][1]))
        if code in typed_for
        else Edit(number, _nothing)
        for code, number in there.items()
        if code not in typed_for or _is_set(typed_for[code][1])
    ]
    new = [
        Edit(None, partial(_put_target, row=row, typed=typed))
        for row, typed in stays
        if row.called not in there and _is_set(typed)
    ]
    return arranging.with_list(text=text, way=("targets",), edits=[*kept, *new], in_a_line=True)


def _targets(text: str) -> list[dict[str, str]]:
    return list(plain(read(text)).get("targets") or [])


def _is_set(typed: Typed) -> bool:
    return bool(str(typed["operator"]) or str(typed["value"]).strip())


def _put_status(item: CommentedMap, *, row: Row, typed: Typed) -> None:
    put(item, [cell for cell in row.changed(typed) if cell.way[0] == "status"], typed)


def _put_target(item: CommentedMap, *, row: Row, typed: Typed) -> None:
    new = "indicator" not in item
    if new:
        item["indicator"] = row.called
    for cell in row.cells:
        name = str(cell.way[0])
        value = said(cell, typed[cell.name]) if name in TARGET else ""
        if name not in TARGET or (not new and value == cell.value):
            continue
        usual = {"unit": "percent", "decides": "stated"}.get(name)
        if name == "unit" and value == "":
            item["unit"] = ""  # a target without a unit says so
        elif not new or value != usual:
            put_value(item, name, cell.kind, value)


def _nothing(item: CommentedMap) -> None:
    """Leave a part of a list as it is."""


def pasted(part: Part, text: str) -> tuple[dict[str, dict[str, str]], list[str]]:
    """Return what lines of a spreadsheet say of each row, by its place and the names of its cells, and what was not read.

    The first line names the columns, by the heads of the table. A column "Code" or "Indicator" says whose the line is.
    """
    lines = [line.split("\t") for line in text.splitlines() if line.strip()]
    if not lines:
        return {}, [_("Nothing was pasted.")]
    heads = [head.strip().casefold() for head in lines[0]]
    whose = next((heads.index(one) for one in (_("Code").casefold(), _("Indicator").casefold()) if one in heads), None)
    if whose is None:
        return {}, [_("The first line must name the columns, with Code or Indicator among them.")]
    found: dict[str, dict[str, str]] = {}
    wrong: list[str] = []
    for line in lines[1:]:
        called = line[whose].strip() if whose < len(line) else ""
        row = next((one for one in part.rows if called and called in (one.called, one.title)), None)
        if row is None:
            wrong.append(_("“%(called)s” is no indicator of this year. Its line was left out.") % {"called": called})
            continue
        found[str(row.was)] = _line(row, dict(zip(heads, line, strict=False)))
    return found, wrong


def _line(row: Row, line: dict[str, str]) -> dict[str, str]:
    """Return what a pasted line says of the cells of its row. A status goes to the one of its day, or is a new one."""
    since = line.get(_("From").casefold(), "").strip()
    days = {cell.way[1]: cell.value for cell in row.cells if cell.way[-1] == "since"}
    place = next((number for number, day in days.items() if day == since), max(days, default=0))
    found = {}
    for cell in row.cells:
        head = str(cell.label).casefold()
        if head not in line or (cell.way[0] == "status" and (cell.way[1] != place or not line[head].strip())):
            continue
        found[cell.name] = _choice(cell, line[head].strip())
    return found


def _choice(cell: Cell, value: str) -> str:
    """Return what was pasted as the cell takes it: a choice by its words or its value, a number without its percent sign."""
    if cell.choices:
        words = {str(label).casefold(): key for key, label in cell.choices}
        return words.get(value.casefold(), value)
    return value.rstrip("% ") if cell.kind == "number" else value
