"""What is filled in on the definition's pages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib import texts
from monitoring.definition.parts import Cell, Choices, Part, Row, Stays, Typed, in_order

DEFINITION_LIMIT = 1024 * 1024
DRAWING_LIMIT = 1024 * 1024  # bytes of a drawing that are read at all; how long it may be, the document says


class DefinitionForm(forms.Form):
    """A year's definition, or step forms, as a file."""

    file = forms.FileField(
        label=gettext_lazy("Definition of a year, or step forms (YAML file)"),
        help_text=gettext_lazy("The file says itself which of the two it is, and its year or name."),
    )

    def clean_file(self) -> str:
        """Return the text of the file."""
        file = self.cleaned_data["file"]
        if file.size > DEFINITION_LIMIT:
            raise forms.ValidationError(_("A definition is a text of less than 1 MB; this file is larger."))
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError as fault:
            raise forms.ValidationError(_("The file is not text in UTF-8.")) from fault


class DefinitionText(forms.Form):
    """A definition as text, being edited. `base` is the version it was begun from, `newest` the newest known then."""

    text = forms.CharField(
        label=gettext_lazy("Definition (YAML)"),
        strip=False,
        widget=forms.Textarea,
        help_text=gettext_lazy("Nothing is saved until you press Save. A fault is shown with the number of its line."),
    )
    base = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    newest = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def clean_text(self) -> str:
        """Return the text with the ends of lines that it had before a browser sent it."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class DrawingInput(forms.Widget):
    """A drawing that is there, a file that takes its place, and a tick that removes it."""

    needs_multipart_form = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:  # as Django's own widgets
        """Return the text of the file that was chosen, or of the drawing that was there."""
        if file := files.get(f"{name}-file"):
            file.seek(0)
            return drawing_of(file.read(DRAWING_LIMIT))
        return "" if data.get(f"{name}-remove") else str(data.get(name, ""))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # as Django's own widgets
        """Say whether neither a drawing nor a file was sent."""
        return name not in data and f"{name}-file" not in files


def drawing_of(content: bytes) -> str:
    """Return the text of an SVG file without what drawing programs put before it; of no text, what is no drawing."""
    text = content.decode("utf-8-sig", errors="replace")
    if texts.plain(text) != text or "\ufffd" in text:
        return _("no drawing")
    return re.sub(r"<\?xml.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*>", "", text, flags=re.DOTALL).strip()


@dataclass(frozen=True)
class ShownRow:
    """A row of a list as its form shows it: where it is in the order, whether it goes, and its cells by subject."""

    name: str
    title: str
    place: forms.BoundField | None
    remove: forms.BoundField | None
    groups: list[list[forms.BoundField]]

    @property
    def fields(self) -> list[forms.BoundField]:
        """Its cells, one after the other."""
        return [field for group in self.groups for field in group]


class PartForm(forms.Form):
    """The rows of a list of a document, with some blank ones; whether they are right, the document's reading says."""

    base = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    newest = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    blanks = forms.IntegerField(min_value=0, max_value=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, part: Part, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part = part
        asked = str(self.data.get("blanks", "")) if self.is_bound else str(self.initial.get("blanks", 0))
        self.spare = 0 if part.fixed else min(int(asked) if asked.isdecimal() and len(asked) < 4 else 1, 60)
        self.names: dict[str, Row] = {str(row.was): row for row in part.rows}
        self.names |= {f"new{number}": Row(None, "", part.blank) for number in range(self.spare)}
        for number, (name, row) in enumerate(self.names.items(), start=1):
            self._add(name, row, number)

    def _add(self, name: str, row: Row, number: int) -> None:
        if self.part.ordered:
            self.fields[f"{name}.place"] = forms.IntegerField(
                label=_("Place"), required=False, min_value=1, max_value=9999, initial=number
            )
        for cell in row.cells:
            self.fields[f"{name}.{cell.name}"] = _cell_field(cell)
        if row.was is not None and not self.part.fixed:
            self.fields[f"{name}.remove"] = forms.BooleanField(label=_("Remove it"), required=False)

    def again(self, *, blanks: int | None = None, filled: Mapping[str, Mapping[str, str]] | None = None) -> "PartForm":
        """Return the form with what was typed, not checked yet: with more blank rows, or with cells filled in."""
        initial = {name: self[name].data for name in self.fields}
        initial |= {f"{row}.{cell}": value for row, cells in (filled or {}).items() for cell, value in cells.items()}
        count = min(self.spare if blanks is None else blanks, 60)
        initial["blanks"] = count
        for number in range(self.spare, count):
            initial[f"new{number}.place"] = len(self.part.rows) + number + 1
        return PartForm(part=self.part, initial=initial)

    def stays(self) -> tuple[Stays, dict[int, str]]:
        """Return the rows that stay or are new, in their order, and the name of each in the form by its number."""
        rows = []
        for number, (name, row) in enumerate(self.names.items(), start=1):
            typed: Typed = {cell.name: self.cleaned_data.get(f"{name}.{cell.name}", "") for cell in row.cells}
            if self.cleaned_data.get(f"{name}.remove") or (row.was is None and not row.changed(typed)):
                continue
            rows.append((row, typed, self.cleaned_data.get(f"{name}.place") or number, name))
        stays = in_order([(row, typed, place) for row, typed, place, _name in rows])
        called = {id(typed): name for _row, typed, _place, name in rows}
        return stays, {number: called[id(typed)] for number, (_row, typed) in enumerate(stays)}

    def shown(self) -> list[ShownRow]:
        """Return the rows as a page shows them."""
        return [self._shown(name, row) for name, row in self.names.items()]

    def _shown(self, name: str, row: Row) -> ShownRow:
        groups: dict[object, list[forms.BoundField]] = {}
        for cell in row.cells:
            groups.setdefault(cell.way[0], []).append(self[f"{name}.{cell.name}"])
        there = {end: self[f"{name}.{end}"] if f"{name}.{end}" in self.fields else None for end in ("place", "remove")}
        return ShownRow(name, row.title or _("New"), there["place"], there["remove"], list(groups.values()))


def _cell_field(cell: Cell) -> forms.Field:
    said: dict[str, Any] = {  # keywords of a Django field
        "label": cell.label,
        "required": False,
        "initial": cell.initial,
        "help_text": cell.hint,
    }
    if cell.kind in ("several", "numbers"):
        return forms.MultipleChoiceField(choices=cell.choices, widget=forms.CheckboxSelectMultiple, **said)
    if cell.choices:
        return forms.ChoiceField(choices=_with(cell), **said)
    if cell.kind == "drawing":
        return forms.CharField(widget=DrawingInput({"accept": ".svg,image/svg+xml"}), strip=False, **said)
    if cell.kind in ("long", "lines", "dates"):
        return forms.CharField(widget=forms.Textarea, strip=False, **said)
    widget = forms.TextInput({"type": "date"}) if cell.kind == "date" else forms.TextInput()
    return forms.CharField(max_length=500, widget=widget, **said)


def _with(cell: Cell) -> Choices:
    """Return the choices, and what is there now where it is none of them, so that it is not lost."""
    known = {value for value, _words in cell.choices}
    return cell.choices if cell.value in known else (*cell.choices, (cell.value, cell.value))
