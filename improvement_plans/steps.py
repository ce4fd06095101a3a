"""A declared step in all its uses: navigation, form, what is missing, review page, what changed, PDF section."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from improvement_plans import fields, parts
from improvement_plans.models import Attachment, Step
from improvement_plans.parts import Fault, Shown
from improvement_plans.queries import Place, Value, Workbook, element_label, row_label
from monitoring import process
from monitoring.process import Column, Field

BLANK_ROWS = 1


@dataclass(frozen=True)
class Cell:
    """One cell of a table row: how it is typed, and what it says."""

    key: str
    heading: str
    widget: str
    name: str
    value: Any
    shown: str
    required: bool
    options: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    """One row of a table. A row that comes from elsewhere has a `label` and cannot be taken out."""

    id: str
    label: str
    cells: list[Cell]
    removable: bool


@dataclass(frozen=True)
class FieldView:
    """One field as forms, reviews and documents show it."""

    key: str
    label: str
    help: str
    widget: str
    value: Any
    shown: str
    required: bool
    missing: list[str]
    options: list[tuple[str, str]] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    growing: bool = False
    given: Shown | None = None
    attachments: list[Attachment] = field(default_factory=list)
    points: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ActivityView:
    """One page of a step: its fields, and what is still missing."""

    place: Place
    number: str
    title: str
    purpose: str
    who: str
    note: str
    fields: list[FieldView]
    missing: list[Fault]
    started: bool
    drawing: str = ""

    @property
    def complete(self) -> bool:
        return not self.missing

    @property
    def state(self) -> str:
        """Return the state in words: complete, started, not started, optional."""
        if not self.started:
            return "not started" if self.place.required else "optional"
        return "complete" if self.complete else "in progress"


def title(step: Step) -> str:
    """Return the name of a step, as its definition has it."""
    definition = process.of(step.plan.process)
    return next(s.name for s in definition.steps if s.number == step.number)


def titles(step: Step) -> dict[str, str]:
    """Return the titles of the step's activities by slug."""
    definition = process.of(step.plan.process)
    return {
        activity.slug: activity.title_for(step.plan.level)
        for activity, _ in definition.activities_for(step.plan.level, step.number)
    }


def missing(step: Step) -> list[Fault]:
    """Return everything that stops `step` from being submitted, in the order of its pages."""
    return missing_in(Workbook(step.plan), step.number)


def missing_in(book: Workbook, step: int) -> list[Fault]:
    """Return what stops a step of `book` from being submitted: blanks, entries that cannot be read, and misfits."""
    places = book.places(step)
    blanks = [fault for place in places for fault in blanks_in(book, place)]
    here = {place.activity.slug for place in places}
    misfits = [f for f in checks(book) if f.activity in here and f.severity == "error"]
    return blanks + misfits


def checks(book: Workbook) -> list[Fault]:
    """Return what does not fit together in the whole plan: errors, warnings and advice."""
    return [fault for check in parts.CHECKS for fault in check(book)]


def blanks_in(book: Workbook, place: Place) -> list[Fault]:
    """Return what is blank or cannot be read on one page; an optional page that was not started lacks nothing."""
    if not place.required and not _started(book, place):
        return []
    return [
        Fault(place.activity.slug, sentence, repeat=place.repeat, field=declared.key)
        for declared in place.activity.fields
        for sentence in _missing_in_field(book, place, declared)
    ]


def view(book: Workbook, place: Place, *, typed: Value | None = None, more: str = "") -> ActivityView:
    """Return one page as it stands, or with what was just `typed`; `more` is a table that gets another blank row."""
    value = typed if typed is not None else book.value(*place.key)
    here = [f for f in checks(book) if f.activity == place.activity.slug and f.repeat in ("", place.repeat)]
    return ActivityView(
        place=place,
        number=place.activity.number,
        title=place.title,
        purpose=place.activity.purpose,
        who=place.activity.who,
        note=place.activity.note,
        fields=[_field(book, place, f, value, more=f.key == more) for f in place.activity.fields if _applies(book, f)],
        missing=blanks_in(book, place) + [f for f in here if f.severity == "error"],
        started=_started(book, place),
        drawing=parts.root_cause.drawing(book) if place.activity.slug == "root_cause_method" else "",
    )


def advice(book: Workbook, place: Place) -> list[str]:
    """Return warnings and advice on one page, which never stop anybody."""
    return [
        f.sentence
        for f in checks(book)
        if f.activity == place.activity.slug and f.severity != "error" and f.repeat in ("", place.repeat)
    ]


def place_of(book: Workbook, *, step: int, activity: str, repeat: str) -> Place | None:
    """Return the page at that address, or None."""
    return next((p for p in book.places(step) if p.key == (activity, repeat)), None)


def changed(now: ActivityView, before: ActivityView) -> list[tuple[str, str, str]]:
    """Return the fields that read differently: (label, before, now)."""
    was = {f.key: in_words(f) for f in before.fields}
    return [(f.label, was.get(f.key, ""), in_words(f)) for f in now.fields if was.get(f.key, "") != in_words(f)]


def in_words(view: FieldView) -> str:
    """Return a field's content as one text, tables row by row."""
    if view.widget == "table":
        return "\n".join("; ".join(f"{c.heading}: {c.shown}" for c in row.cells if c.shown) for row in view.rows)
    if view.widget == "file":
        return ", ".join(a.name for a in view.attachments)
    return view.shown


def _applies(book: Workbook, declared: Field) -> bool:
    """Leave out a field that only another level needs."""
    need = declared.need
    if isinstance(need, process.Need) and need.required_if.strip().startswith("level =="):
        return process.holds(need.required_if, level=book.level, value={})
    return True


def _started(book: Workbook, place: Place) -> bool:
    value = book.value(*place.key)
    files = any(key[:2] == place.key for key in book.attachments)
    return files or any(not fields.kind(f).is_blank(value.get(f.key)) for f in place.activity.fields if f.key in value)


def _missing_in_field(book: Workbook, place: Place, declared: Field) -> Iterator[str]:
    value = book.value(*place.key)
    entered = value.get(declared.key)
    required = declared.required(level=book.level, value=value)
    kind = fields.kind(declared)
    if declared.kind == "file":
        if required and not book.attachments.get((*place.key, declared.key)):
            yield f"“{declared.label}” needs a file."
    elif declared.kind == "table":
        yield from _missing_in_table(book, declared, entered or [], required=required)
    elif not kind.typed:
        return
    elif kind.is_blank(entered):
        if required:
            verb = "has to be assured" if declared.kind == "assurance" else "is not filled in"
            yield f"“{declared.label}” {verb}."
    elif fault := kind.fault(entered):
        yield f"“{declared.label}” {fault}."


def _missing_in_table(book: Workbook, declared: Field, rows: list[dict[str, Any]], *, required: bool) -> Iterator[str]:
    fixed = fixed_rows(book, declared)
    least = max(declared.min_rows, 1) if required and not fixed else 0
    if len(rows) < least:
        yield f"“{declared.label}” needs at least {least} {'row' if least == 1 else 'rows'}; it has {len(rows)}."
    if declared.max_rows and len(rows) > declared.max_rows:
        yield f"“{declared.label}” takes at most {declared.max_rows} rows; it has {len(rows)}."
    known = {row["_id"]: row for row in rows}
    for row_id, label in fixed if required else []:
        known.setdefault(row_id, {"_id": row_id, "_label": label})
    labels = dict(fixed)
    for number, row in enumerate(known.values(), start=1):
        name = labels.get(row["_id"]) or f"row {number}"
        for column in declared.columns:
            if sentence := _missing_in_cell(column, row.get(column.key)):
                yield f"“{declared.label}”, {name}: “{column.heading}” {sentence}."


def _missing_in_cell(column: Column, entered: Any) -> str:
    kind = fields.kind(column)
    if not kind.typed:
        return ""
    if kind.is_blank(entered):
        return "is not filled in" if column.need == "required" else ""
    return kind.fault(entered)


def _field(book: Workbook, place: Place, declared: Field, value: Value, *, more: bool) -> FieldView:
    kind = fields.kind(declared)
    entered = value.get(declared.key)
    options = _options(book, declared)
    given = _given(book, place, declared) if declared.kind in ("given", "sum") else None
    rows = _rows(book, declared, entered or [], more=more) if declared.kind == "table" else []
    return FieldView(
        key=declared.key,
        label=declared.label,
        help=declared.help,
        widget=kind.widget,
        value=entered if entered is not None else "",
        shown=kind.shown(entered, options) if declared.kind not in ("table", "given", "sum", "file") else "",
        required=declared.required(level=book.level, value=value),
        missing=list(_missing_in_field(book, place, declared)),
        options=options,
        headings=[c.heading for c in declared.columns],
        rows=rows,
        growing=declared.kind == "table" and not fixed_rows(book, declared),
        given=given,
        attachments=book.attachments.get((*place.key, declared.key), []),
        points=[p.strip() for p in str(entered or "").splitlines() if p.strip()] if kind.widget == "list" else [],
    )


def _given(book: Workbook, place: Place, declared: Field) -> Shown:
    provider = parts.GIVEN.get(f"{place.activity.slug}.{declared.key}")
    return provider(book, place.repeat) if provider else Shown(lines=["Not set by the state yet."])


def _options(book: Workbook, declared: Field | Column) -> list[tuple[str, str]]:
    if declared.values:
        return [(word, word) for word in declared.values]
    return book.options(declared.source) if declared.source else []


def fixed_rows(book: Workbook, declared: Field) -> list[tuple[str, str]]:
    """Return the rows that a table has from elsewhere, (id, label); none for a table that grows by hand."""
    source = declared.rows_from
    if not source:
        return []
    if source == process.LETTER_ELEMENTS:
        named = [(f"e-{e['indicator']}", element_label(e)) for e in book.missed]
        return named or [("e-all", "All requirements")]
    if source in book.process.vocabularies:
        return [(f"v{number}", word) for number, word in enumerate(book.process.vocabularies[source])]
    return [(row["_id"], row_label(row)) for row in book.rows(source)]


def _rows(book: Workbook, declared: Field, entered: list[dict[str, Any]], *, more: bool) -> list[Row]:
    choices = {c.key: _options(book, c) for c in declared.columns}
    fixed = fixed_rows(book, declared)
    if fixed:
        known = {row["_id"]: row for row in entered}
        return [_row(declared, known.get(i, {"_id": i}), choices, label=label) for i, label in fixed]
    rows = [_row(declared, row, choices) for row in entered]
    blanks = max(max(declared.min_rows, BLANK_ROWS) - len(rows), 0) + more
    taken = {row.id for row in rows}
    fresh = (f"r{number}" for number in range(1, len(rows) + len(taken) + blanks + 2))
    free = [i for i in fresh if i not in taken][:blanks]
    return rows + [_row(declared, {"_id": i}, choices) for i in free]


def _row(declared: Field, row: dict[str, Any], choices: dict[str, list[tuple[str, str]]], *, label: str = "") -> Row:
    cells = []
    for column in declared.columns:
        kind = fields.kind(column)
        value = row.get(column.key)
        cells.append(
            Cell(
                key=column.key,
                heading=column.heading,
                widget=kind.widget,
                name=f"{declared.key}-{row['_id']}-{column.key}",
                value=value if value is not None else "",
                shown=_cell_in_words(column, row, value, choices[column.key], label),
                required=column.need == "required",
                options=choices[column.key],
            )
        )
    return Row(id=row["_id"], label=label, cells=cells, removable=not label)


def _cell_in_words(column: Column, row: dict[str, Any], value: Any, options: list[tuple[str, str]], label: str) -> str:
    if column.kind == "given":
        return label
    if column.kind == "sum":
        return _rate(row)
    kind = fields.kind(column)
    return "" if kind.is_blank(value) else kind.shown(value, options)


def _rate(row: dict[str, Any]) -> str:
    """Return numerator over denominator in percent, or nothing while one is missing."""
    numerator, denominator = fields.parse_number(row.get("numerator")), fields.parse_number(row.get("denominator"))
    return f"{100 * numerator / denominator:.1f}%" if numerator is not None and denominator else ""
