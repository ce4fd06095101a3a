"""A declared step in all its uses: navigation, form, what is missing, review page, what changed, PDF section."""

import secrets
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cim_portal.lib.shapes import Json, JsonObject
from improvement_plans import activities
from improvement_plans.activities import hiding, root_cause
from improvement_plans.activities.page import ActivityView, Cell, FieldView, PageState, PartView, Row
from improvement_plans.activities.shown import Fault, Shown
from improvement_plans.plans.models import Step
from improvement_plans.workbook import kinds
from improvement_plans.workbook.kinds.number import parse_number
from improvement_plans.workbook.workbook import Place, Value, Workbook
from monitoring.definition import Column, Field, Need, holds

BLANK_ROWS = 1
BLANK = "__row__"  # the id of the row that a script copies for each that is added


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
    """Return what does not fit together in the whole plan: errors, warnings and advice. Asked once a workbook."""
    if book.faults is None:
        book.faults = [hiding.fault_as_read(book, fault) for check in activities.CHECKS for fault in check(book)]
    return book.faults


def outline(book: Workbook, step: int) -> list[PageState]:
    """Return how far each page of a step is, without drawing any of it."""
    return [PageState(p, not any(_faults_on(book, p)), _started(book, p)) for p in book.places(step)]


def missing_on(book: Workbook, place: Place) -> list[Fault]:
    """Return what stops one page: what is blank or unreadable, and what does not fit together."""
    return list(_faults_on(book, place))


def _faults_on(book: Workbook, place: Place) -> Iterator[Fault]:
    yield from blanks_in(book, place)
    yield from (f for f in on_page(place, checks(book)) if f.severity == "error")


def blanks_in(book: Workbook, place: Place) -> Iterator[Fault]:
    """Yield what is blank or cannot be read on one page; an optional page that was not started lacks nothing."""
    if not place.required and not _started(book, place):
        return
    for declared in place.activity.fields:
        if not declared.signed_by:
            for sentence in _missing_in_field(book, place, declared):
                yield Fault(place.activity.slug, sentence, repeat=place.repeat, field=declared.key)


def view(book: Workbook, place: Place, *, typed: Value | None = None, more: str = "", spare: int = 0) -> ActivityView:
    """Return one page as it is, or with what was just `typed`; `more` is a table that gets another blank row than it has,
    and than the `spare` ones that the form had.
    """
    value = typed if typed is not None else book.value(*place.key)
    shown, said = hiding.seen(book), hiding.as_read(book, place.activity, value)
    return ActivityView(
        place=place,
        number=place.activity.number,
        title=place.title,
        purpose=place.activity.purpose,
        who=place.activity.who,
        note=place.activity.note,
        fields=[
            _field(shown, place, f, said, missing=_missing_in_field(book, place, f), more=(f.key == more, spare))
            for f in place.activity.fields
            if _applies(book, f)
        ],
        missing=(missing := missing_on(book, place)),
        complete=not missing,
        started=_started(book, place),
        drawing=root_cause.drawing(book) if place.activity.role == root_cause.ROOT_CAUSE else "",
    )


def parts_from_elsewhere(book: Workbook, place: Place) -> list[PartView]:
    """Return the fields and cells of a page whose words come from elsewhere than their own input: files, what is filled in,
    and choices that are rows of the same page."""
    shown, said = hiding.seen(book), hiding.as_read(book, place.activity, book.value(*place.key))
    fields = [
        _field(shown, place, f, said, missing=iter(()), more=(False, 0))
        for f in place.activity.fields
        if _applies(book, f) and (_is_from_elsewhere(place, f) or any(_is_from_elsewhere(place, c) for c in f.columns))
    ]
    parts: list[PartView] = [*fields, *(cell for f in fields for row in f.rows for cell in row.cells)]
    return [part for part in parts if part.from_here or kinds.kinds()[part.kind].entry != "typed"]


def _is_from_elsewhere(place: Place, declared: Field | Column) -> bool:
    return _is_from_here(place, declared) or kinds.kind(declared).entry != "typed"


def advice(book: Workbook, place: Place) -> list[str]:
    """Return warnings and advice on one page, which never stop anyone."""
    return [f.sentence for f in on_page(place, checks(book)) if f.severity != "error"]


def on_page(place: Place, faults: list[Fault]) -> list[Fault]:
    """Return those of `faults` that are on the page."""
    return [f for f in faults if f.activity == place.activity.slug and f.repeat in ("", place.repeat)]


def place_of(book: Workbook, *, step: int, activity: str, repeat: str) -> Place | None:
    """Return the page at that address, or None."""
    return next((p for p in book.places(step) if p.key == (activity, repeat)), None)


def _applies(book: Workbook, declared: Field) -> bool:
    """Leave out a field that only another level needs, and what is signed and not typed."""
    if declared.signed_by:
        return False
    need = declared.need
    if isinstance(need, Need) and need.required_if.strip().startswith("level =="):
        return holds(need.required_if, level=book.level, value={})
    return True


def _started(book: Workbook, place: Place) -> bool:
    value = book.value(*place.key)
    files = any(key[:2] == place.key for key in book.attachments)
    return files or any(not kinds.kind(f).is_blank(value.get(f.key)) for f in place.activity.fields if f.key in value)


def _missing_in_field(book: Workbook, place: Place, declared: Field) -> Iterator[str]:
    value, kind = book.value(*place.key), kinds.kind(declared)
    entered: Json = value.get(declared.key)
    if kind.entry == "attached":
        entered = book.attachments.get((*place.key, declared.key))
    required = declared.required(level=book.level, value=value)
    if kind.needs == "columns":
        yield from _missing_in_table(book, declared, entered or [], value, required=required)
    elif kind.entry == "filled in":
        return
    elif kind.is_blank(entered):
        if required:
            yield _("“%(label)s” %(fault)s.") % {"label": declared.label, "fault": kind.lacking}
    elif fault := kind.fault(entered) or kind.misfit(entered, declared.unit):
        yield _("“%(label)s” %(fault)s.") % {"label": declared.label, "fault": fault}


def _missing_in_table(
    book: Workbook, declared: Field, rows: list[JsonObject], value: Value, *, required: bool
) -> Iterator[str]:
    fixed = book.fixed_rows(declared)
    least = max(declared.min_rows, 1) if required and not fixed else 0
    if len(rows) < least:
        yield ngettext(
            "“%(label)s” needs at least %(least)s row; it has %(rows)s.",
            "“%(label)s” needs at least %(least)s rows; it has %(rows)s.",
            least,
        ) % {"label": declared.label, "least": least, "rows": len(rows)}
    if declared.max_rows and len(rows) > declared.max_rows:
        yield _("“%(label)s” takes at most %(max_rows)s rows; it has %(rows)s.") % {
            "label": declared.label,
            "max_rows": declared.max_rows,
            "rows": len(rows),
        }
    known = {row["_id"]: row for row in rows}
    for row_id, label in fixed if required else []:
        known.setdefault(row_id, {"_id": row_id, "_label": label})
    labels = dict(fixed)
    for number, row in enumerate(known.values(), start=1):
        name = labels.get(row["_id"]) or _("row %(number)s") % {"number": number}
        for column in declared.columns:
            if sentence := _missing_in_cell(column, row.get(column.key)):
                words = {"label": declared.label, "row": name, "column": column.label, "fault": sentence}
                yield _("“%(label)s”, %(row)s: “%(column)s” %(fault)s.") % words
    yield from _misfits_in_rows(declared, rows, value)


def _missing_in_cell(column: Column, entered: Json) -> str:
    kind = kinds.kind(column)
    if not kind.typed:
        return ""
    if kind.is_blank(entered):
        return str(kind.lacking) if column.need == "required" else ""
    return kind.fault(entered) or kind.misfit(entered, column.unit)


def _misfits_in_rows(declared: Field, rows: list[JsonObject], value: Value) -> Iterator[str]:
    """Yield where a part is more than its whole, and where what is to be once is there again."""
    for column in declared.columns:
        if not (column.among or column.within or column.once):
            continue
        known = _entered_in(column.among, value)
        whole = next((one for one in declared.columns if one.key == column.within), None)
        seen: set[str] = set()
        for number, row in enumerate(rows, start=1):
            words = {"label": declared.label, "number": number, "column": column.label}
            entered = str(row.get(column.key) or "").strip()
            part = parse_number(entered)
            most = parse_number(row.get(whole.key)) if whole else None
            if whole and part is not None and most is not None and not 0 <= part <= most:
                yield _(
                    "“%(label)s”, row %(number)s: “%(column)s” has to be from 0 to “%(whole)s”, of which it is a part."
                ) % {
                    **words,
                    "whole": whole.label,
                }
            if column.once and entered and entered in seen:
                yield (
                    _("“%(label)s”, row %(number)s: “%(column)s” is the same as in a row above. Give each its own.")
                    % words
                )
            seen.add(entered)
            if known and entered and entered.casefold() not in known:
                yield _(
                    "“%(label)s”, row %(number)s: “%(entered)s” is in no row of the sample. Use a code that is in it."
                ) % {**words, "entered": entered}


def _entered_in(source: str, value: Value) -> set[str]:
    """Return what the column at `source`, table.column of the same activity, has; without regard to capital letters."""
    table, _, key = source.partition(".")
    return {str(row.get(key) or "").strip().casefold() for row in value.get(table) or []} - {""} if key else set()


def _field(
    book: Workbook, place: Place, declared: Field, value: Value, *, missing: Iterator[str], more: tuple[bool, int]
) -> FieldView:
    kind, entered = kinds.kind(declared), value.get(declared.key)
    options, is_table = _options(book, declared), kind.needs == "columns"
    is_growing = is_table and not book.fixed_rows(declared)
    rows = _rows(book, place, declared, entered or [], more=more) if is_table else []
    files = book.attachments.get((*place.key, declared.key), [])
    said = _rows_as_text(rows) if is_table else ", ".join(file.name for file in files)
    return FieldView(
        key=declared.key,
        kind=declared.kind,
        name=declared.key,
        label=declared.label,
        help=declared.help,
        value=entered if entered is not None else "",
        shown=said if is_table or files else kind.shown(entered, options),
        required=declared.required(level=book.level, value=value),
        missing=list(missing),
        options=options,
        headings=[c.label for c in declared.columns],
        rows=rows,
        growing=is_growing,
        blank=_row(book, place, declared, {"_id": BLANK}, _choices(book, declared)) if is_growing else None,
        given=_given(book, place, declared) if kind.entry == "filled in" else None,
        attachments=files,
        removed=book.removed_files((*place.key, declared.key)),
        from_here=_is_from_here(place, declared),
    )


def _rows_as_text(rows: list[Row]) -> str:
    return "\n".join("; ".join(f"{cell.label}: {cell.shown}" for cell in row.cells if cell.shown) for row in rows)


def _is_from_here(place: Place, declared: Field | Column) -> bool:
    """Say whether what can be chosen are rows of the same page, which have to be saved first."""
    return declared.source.startswith(f"{place.activity.slug}.")


def _given(book: Workbook, place: Place, declared: Field) -> Shown:
    provider = activities.GIVEN.get(f"{place.activity.role}.{declared.key}")
    return provider(book, place.repeat) if provider else Shown(lines=[_("Not set by the state yet.")])


def _options(book: Workbook, declared: Field | Column) -> list[tuple[str, str]]:
    if declared.values:
        return [(word, word) for word in declared.values]
    return book.options(declared.source) if declared.source else []


def _choices(book: Workbook, declared: Field) -> dict[str, list[tuple[str, str]]]:
    return {column.key: _options(book, column) for column in declared.columns}


def _rows(
    book: Workbook, place: Place, declared: Field, entered: list[JsonObject], *, more: tuple[bool, int]
) -> list[Row]:
    choices = _choices(book, declared)
    fixed = book.fixed_rows(declared)
    if fixed:
        known = {row["_id"]: row for row in entered}
        return [_row(book, place, declared, known.get(i, {"_id": i}), choices, label=label) for i, label in fixed]
    rows = [_row(book, place, declared, row, choices) for row in entered]
    is_asked, spare = more
    blanks = max(declared.min_rows - len(rows), BLANK_ROWS - len(rows), spare * is_asked, 0) + is_asked
    # No two windows give a row the same id, so that rows which two people add at once are two.
    fresh = [f"r{secrets.token_hex(4)}" for _ in range(blanks)]
    return rows + [_row(book, place, declared, {"_id": i}, choices, is_next=is_asked and i == fresh[-1]) for i in fresh]


def _row(
    book: Workbook,
    place: Place,
    declared: Field,
    row: JsonObject,
    choices: dict[str, list[tuple[str, str]]],
    *,
    label: str = "",
    is_next: bool = False,
) -> Row:
    cells = []
    for number, column in enumerate(declared.columns):
        value = row.get(column.key)
        name = f"{declared.key}-{row['_id']}-{column.key}"
        files = book.attachments.get((*place.key, name), [])
        cells.append(
            Cell(
                key=column.key,
                kind=column.kind,
                name=name,
                label=column.label,
                value=value if value is not None else "",
                shown=label
                if label and number == 0
                else ", ".join(f.name for f in files)
                or _cell_in_words(book, f"{place.activity.role}.{declared.key}", column, row, choices[column.key]),
                required=column.need == "required",
                options=choices[column.key],
                attachments=files,
                removed=book.removed_files((*place.key, name)),
                from_here=_is_from_here(place, column),
                focused=is_next and number == 0,
            )
        )
    return Row(id=row["_id"], label=label, cells=cells)


def _cell_in_words(book: Workbook, table: str, column: Column, row: JsonObject, options: list[tuple[str, str]]) -> str:
    kind, value = kinds.kind(column), row.get(column.key)
    if kind.entry == "filled in":
        provider = activities.CELLS.get(f"{table}.{column.key}")
        return provider(book, row) if provider else ""
    return "" if kind.is_blank(value) else kind.shown(value, options)
