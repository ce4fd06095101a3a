"""What the documents of a plan say, as plain values."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cim_portal.lib import charts, dates
from cim_portal.lib.shapes import JsonObject
from determinations.runs.words import element_in_words
from improvement_plans.activities import contents, drill_down, root_cause
from improvement_plans.activities.page import ActivityView, FieldView, PartView, Row
from improvement_plans.amendments import queries as amendments
from improvement_plans.amendments.models import Amendment
from improvement_plans.plans.models import Plan
from improvement_plans.report.summary import Summary
from improvement_plans.workbook import kinds
from improvement_plans.workbook.workbook import Workbook, element_label


@dataclass(frozen=True)
class AmendedPage:
    """A page of the plan that an amendment changed: for each field its label, what it was, and what it is."""

    title: str
    rows: list[list[str]]


@dataclass(frozen=True)
class Amended:
    """An approved amendment as documents show it: which and when, why, the names of its files, and what it changed."""

    said: str
    reason: str
    files: str
    columns: list[str]
    pages: list[AmendedPage]


@dataclass(frozen=True)
class Section:
    """One step of a document: its activities as they are printed."""

    number: int
    name: str
    activities: list[ActivityView]


@dataclass(frozen=True, kw_only=True)
class Context:
    """What every document says: its title, what it is about, of which day it is."""

    title: str
    subject: str
    on: date

    @property
    def drawings(self) -> dict[str, str]:
        """The drawings in it, by the names under which its template shows them."""
        return {}


@dataclass(frozen=True, kw_only=True)
class PlanContext(Context):
    """Everything that a document of a plan, or of some of its steps, says. `chart` is next to its numbers."""

    lea: str
    lea_code: str
    county: str
    selpa: str
    level: str
    requires: str
    dated: str
    signed: str
    element_columns: list[str]
    element_rows: list[list[str]]
    chart: charts.Chart | None
    causes: str
    sections: list[Section]
    closed: list[str] = field(default_factory=list)
    summary: Summary | None = None
    amendments: list[Amended] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)

    @property
    def drawings(self) -> dict[str, str]:
        """The chart of the rates, the drawn causes and the timeline, those that are there."""
        found = {"chart": self.chart.svg if self.chart else "", "causes": self.causes}
        if self.summary and self.summary.timeline:
            found["timeline"] = self.summary.timeline.svg
        return {name: drawing for name, drawing in found.items() if drawing}


def gather(
    book: Workbook,
    numbers: list[int],
    *,
    title: str,
    on: date,
    signed: str,
    printed: Callable[[ActivityView], ActivityView],
    key: tuple[str, str] | None = None,
) -> PlanContext:
    """Return what a document of these steps says, or of the one page `key` of them.

    `signed` says who means it, and since when. `printed` is `public` for a document that everyone may read, and `whole` for
    those who may read everything that was entered.
    """
    plan, level = book.plan, book.definition.level(book.level)
    lea = plan.lea.as_of(plan.year_id)
    return PlanContext(
        title=title,
        subject=f"{level.name}, {plan.lea.code}",
        on=on,
        lea=lea.name,
        lea_code=plan.lea.code,
        county=lea.county.name,
        selpa=lea.selpa_name,
        level=level.name,
        requires=level.requires,
        dated=dates.in_words(on),
        signed=signed,
        element_columns=drill_down.element_columns(),
        element_rows=drill_down.letter(book, "").rows,
        chart=_chart(book.elements),
        causes=root_cause.drawing(book) if any(number >= 2 for number in numbers) else "",
        sections=[_section(book, number, printed=printed, key=key) for number in numbers],
    )


def _chart(elements: list[JsonObject]) -> charts.Chart | None:
    """Return the rates of the elements that are measured in percent, or nothing where there is none."""
    drawn = [e for e in elements if "%" in e["rate_text"]]
    if not drawn:
        return None
    targets = [(e["target"], element_in_words(e)["target_words"]) for e in drawn]
    return charts.bars(
        title=_("Rates of the letter’s elements; a mark across a bar is its target"),
        pairs=[(element_label(e), float(e["rate"])) for e in drawn],
        axis=_("Percent"),
        label=_("Element"),
        targets=[(None if target is None else float(target), words) for target, words in targets],
    )


def _section(
    book: Workbook, number: int, *, printed: Callable[[ActivityView], ActivityView], key: tuple[str, str] | None
) -> Section:
    declared = next(s for s in book.definition.steps if s.number == number)
    views = [contents.view(book, place) for place in book.places(number) if key in (None, place.key)]
    return Section(number, declared.name, [printed(view) for view in views if view.started or view.place.required])


def public(view: ActivityView) -> ActivityView:
    """Return the page without what a public document does not hold: names of people. Small numbers no document shows."""
    return replace(view, fields=[_as_public(f) for f in view.fields if _is_public(f)])


def whole(view: ActivityView) -> ActivityView:
    """Return the page with everything that was entered, people's names too; of its tables the rows that say something."""
    return replace(view, fields=[replace(f, rows=_filled(f)) for f in view.fields])


def amended(one: Amendment) -> Amended:
    """Return an approved amendment as documents show it: without names of people, and with small numbers hidden."""
    was, becomes = amendments.books(one, shows_small=False)
    touched = {(page.activity, page.repeat) for page in one.pages.all()}
    pages = []
    for _number, place in amendments.places(becomes):
        if place.key in touched:
            before, after = public(contents.view(was, place)), public(contents.view(becomes, place))
            rows = [
                [c.label, c.before or _("(empty)"), c.after or _("(empty)")] for c in amendments.compared(after, before)
            ]
            pages.append(AmendedPage(place.title, rows))
    words = {"number": one.number, "day": dates.in_words(localdate(one.moved_at))}
    said = _("Amendment %(number)s, approved on %(day)s.") % words
    if one.board_date:
        said += " " + _("The governing board took it up on %(day)s.") % {"day": dates.in_words(one.board_date)}
    names = ", ".join(file.name for file in amendments.files(one))
    files = _("Files: %(names)s") % {"names": names} if names else ""
    return Amended(
        said, one.reason, files, [_("Field"), _("As it was"), _("As it is")], [page for page in pages if page.rows]
    )


def closed(plan: Plan) -> list[str]:
    """Return when and why a plan was closed; nothing where it was not."""
    if plan.closed_at is None:
        return []
    day = dates.in_words(localdate(plan.closed_at))
    return [_("Closed on %(day)s.") % {"day": day}, *filter(None, [plan.closed_because])]


def _is_public(part: PartView) -> bool:
    return kinds.kinds()[part.kind].is_public


def _as_public(field: FieldView) -> FieldView:
    if not field.headings:
        return field
    rows = [replace(r, cells=[c for c in r.cells if _is_public(c)]) for r in _filled(field)]
    return replace(field, rows=rows, headings=[c.label for c in rows[0].cells] if rows else [])


def _filled(field: FieldView) -> list[Row]:
    return [row for row in field.rows if any(cell.shown for cell in row.cells)]
