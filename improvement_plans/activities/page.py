"""One page of a step as forms, reviews and documents show it: its state, its fields, and the cells of their tables."""

from dataclasses import dataclass, field, replace

from django.utils.translation import gettext, gettext_lazy

from improvement_plans.activities.shown import Fault, Shown
from improvement_plans.workbook import kinds
from improvement_plans.workbook.models import Attachment
from improvement_plans.workbook.workbook import Place, carried_from

_ACROSS = 6  # columns of a table on paper, besides the one that names its rows
_IN_LINE = 6  # cells that a row of a form has room for next to each other
_STATES = {
    "not started": gettext_lazy("Not started"),
    "optional": gettext_lazy("Optional"),
    "in progress": gettext_lazy("In progress"),
    "complete": gettext_lazy("Complete"),
}


@dataclass(frozen=True, kw_only=True)
class PartView:
    """What the templates of a kind of field are given: how a field or a cell is typed, and what it says.

    `name` is that of its input. `from_here` says that what can be chosen are rows of this same page, `focused` that it is
    where one types next. `removed` are files that can be put back.
    """

    key: str
    kind: str
    name: str
    label: str
    value: object
    shown: str
    required: bool
    help: str = ""
    options: list[tuple[str, str]] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    removed: list[Attachment] = field(default_factory=list)
    from_here: bool = False
    focused: bool = False

    @property
    def hint(self) -> str:
        """What its kind says of how it is entered."""
        return str(kinds.kinds()[self.kind].hint)

    @property
    def is_drawn(self) -> bool:
        """Whether its kind reads otherwise than as its words."""
        return kinds.kinds()[self.kind].is_drawn

    @property
    def longest(self) -> int:
        """How many characters its kind takes."""
        return kinds.kinds()[self.kind].longest

    @property
    def points(self) -> list[str]:
        """The lines of the value that say something."""
        return [line.strip() for line in str(self.value).splitlines() if line.strip()]


@dataclass(frozen=True, kw_only=True)
class Cell(PartView):
    """One cell of a table row."""

    is_cell = True


@dataclass(frozen=True)
class Row:
    """One row of a table. A row that comes from elsewhere has a `label` and cannot be removed."""

    id: str
    label: str
    cells: list[Cell]

    @property
    def carried_from(self) -> int | None:
        """The year of the plan from which the row was taken over, if it was."""
        return carried_from(self.id)

    @property
    def asked(self) -> list[Cell]:
        """The cells that the form has: what a row from elsewhere is called is over them already."""
        names_itself = bool(self.label) and kinds.kinds()[self.cells[0].kind].entry == "filled in"
        return self.cells[1:] if names_itself else self.cells


@dataclass(frozen=True, kw_only=True)
class FieldView(PartView):
    """One field as forms, reviews and documents show it. A `growing` table takes more rows; `blank` is one to copy."""

    is_cell = False
    missing: list[str]
    headings: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    growing: bool = False
    blank: Row | None = None
    given: Shown | None = None

    @property
    def in_line(self) -> bool:
        """Whether a row of the form is one line where the window is wide, under headings that the first row has."""
        cells = next((row.asked for row in self.rows), [])
        return 0 < len(cells) <= _IN_LINE and not any(kinds.kinds()[cell.kind].is_tall for cell in cells)

    @property
    def narrow(self) -> "list[FieldView]":
        """The table as tables that a page across has room for, each with the column that names the rows."""
        if not self.rows:
            return [self]
        named = (at for at, cell in enumerate(self.rows[0].cells) if kinds.kinds()[cell.kind].names_rows)
        first = next(named, 0)
        others = [at for at in range(len(self.headings)) if at != first]
        parts = [[first, *others[at : at + _ACROSS]] for at in range(0, len(others), _ACROSS)]
        return [
            replace(
                self,
                label=gettext("%(label)s, part %(number)s of %(count)s")
                % {"label": self.label, "number": number, "count": len(parts)},
                headings=[self.headings[at] for at in chosen],
                rows=[replace(row, cells=[row.cells[at] for at in chosen]) for row in self.rows],
            )
            for number, chosen in enumerate(parts, start=1)
        ]


@dataclass(frozen=True)
class PageState:
    """How far one page of a step is: whether nothing is missing on it, and whether anything was entered."""

    place: Place
    complete: bool
    started: bool

    @property
    def state(self) -> str:
        """Return the state, by which a page shows it: complete, in progress, not started, optional."""
        if not self.started:
            return "not started" if self.place.required else "optional"
        return "complete" if self.complete else "in progress"

    @property
    def state_words(self) -> str:
        """Return the state as people read it."""
        return str(_STATES[self.state])


@dataclass(frozen=True)
class ActivityView(PageState):
    """One page of a step as it is shown: with its fields."""

    number: str
    title: str
    purpose: str
    who: str
    note: str
    fields: list[FieldView]
    missing: list[Fault]
    drawing: str = ""
