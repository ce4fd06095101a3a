"""The letter's elements, in the assurances, the drill-down and the consolidation."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cim_portal.lib import charts, numbers, suppression
from cim_portal.lib.shapes import Json, JsonObject
from determinations.disproportionality.cells import in_short
from determinations.runs.words import count_in_words, element_in_words
from improvement_plans.activities.shown import Fault, Shown
from improvement_plans.workbook.kinds.number import parse_number
from improvement_plans.workbook.workbook import Workbook, element_key, element_label
from monitoring.definition import Role

ASSURANCES, DRILL_DOWN, CONSOLIDATION = "assurances", "drill_down", "consolidation"
GROUPED = ("comparison", "breakdowns")  # tables of the drill-down in which a row is a group of students
ROLES = (
    Role(ASSURANCES, fills=("letter",)),
    Role(
        DRILL_DOWN,
        fields={
            "comparison": ("numerator", "denominator", "rate"),
            "breakdowns": ("cut_by", "group", "numerator", "denominator", "rate"),
        },
        fills=("element", "rate_target", "history", "year_of_data", "comparison.rate", "breakdowns.rate"),
    ),
    Role(CONSOLIDATION, fields={"weaknesses": ("weakness", "elements"), "chosen": ()}, fills=("evidence",)),
)


def element_columns() -> list[str]:
    """Return the headings over the elements that a letter names."""
    return [_("Element"), _("Our rate"), _("Target"), _("Target met"), _("Numerator"), _("Denominator")]


def finding_columns() -> list[str]:
    """Return the headings over a ratio that the letter finds disproportionate."""
    return [
        _("Category"),
        _("Group"),
        _("Ratio"),
        _("Threshold"),
        _("Years in a row"),
        _("Students"),
        _("Compared with"),
    ]


def letter(book: Workbook, repeat: str) -> Shown:
    """What the letter says: the level, and each element with its numbers."""
    level = book.definition.level(book.level).name
    named = [f"{element_label(one)} ({one['finding']['ratio']})" for one in book.concerns if "finding" in one]
    return Shown(
        lines=[_("%(year)s monitoring level: %(level)s.") % {"year": book.plan.year, "level": level}, *named],
        columns=element_columns(),
        rows=[_element_row(e) for e in book.elements],
    )


def element(book: Workbook, repeat: str) -> Shown:
    """The element that this drill-down is about."""
    found = _element(book, repeat)
    return Shown(lines=[element_label(found)] if found else [_("The letter names no missed element.")])


def rate_and_target(book: Workbook, repeat: str) -> Shown:
    """The element's rate, target and whether it was met, as the letter has them."""
    found = _element(book, repeat)
    if not found:
        return Shown(lines=[_("The letter names no missed element.")])
    if "finding" in found:
        return Shown(columns=finding_columns(), rows=[_finding_row(found["finding"])])
    return Shown(columns=element_columns(), rows=[_element_row(found)])


def history(book: Workbook, repeat: str) -> Shown:
    """The element over the years that the portal holds, as a chart and as its table; missing years are left out."""
    found = _element(book, repeat)
    if found and "finding" in found:
        return _history_of_finding(book, found)
    points = book.rates(found["indicator"]) if found else []
    if found is None or not points:
        return Shown(lines=[_("The portal holds no calculated rate of this element for any year.")])
    said = element_in_words(found)
    return Shown(
        chart=charts.over_time(
            title=_("%(found)s over the years") % {"found": element_label(found)},
            points=points,
            target=found["target"],
            target_words=said["target_words"],
            axis=_("Percent") if "%" in found["rate_text"] else _("Rate"),
        )
    )


def _history_of_finding(book: Workbook, found: JsonObject) -> Shown:
    """A ratio that the letter finds disproportionate: for how long, and over the years, against what it has to exceed."""
    years, code = found["finding"]["years"], found["indicator"]
    over = ngettext("Over the threshold for %(years)s year.", "Over the threshold for %(years)s years in a row.", years)
    lines, cells = [over % {"years": years}], book.cells(code)
    if not cells:
        return Shown(lines=lines)
    newest = cells[-1][1]
    for year, cell in cells:
        if cell.threshold != newest.threshold:
            lines.append(_("In %(year)s the threshold was %(threshold)s.") % {
                "year": year, "threshold": numbers.in_words(float(cell.threshold)),
            })  # fmt: skip
    return Shown(
        lines=lines,
        chart=charts.over_time(
            title=_("%(found)s: the ratio over the years") % {"found": element_label(found)},
            points=[(str(year), float(in_short(cell))) for year, cell in cells],
            target=float(newest.threshold),
            target_words=_("more than %(threshold)s") % {"threshold": numbers.in_words(float(newest.threshold))},
            line=_("Threshold"),
            axis=_("Ratio"),
        ),
    )


def year_of_data(book: Workbook, repeat: str) -> Shown:
    """Which school year the rate describes, as far as the definition says."""
    found = _element(book, repeat)
    indicator = book.definition.indicator_for(found["indicator"]) if found else None
    if indicator and indicator.lag_year:
        return Shown(lines=[_("This indicator lags: the rate describes the school year before the one of the others.")])
    return Shown(lines=[_("The school year that the letter names for this element.")])


GIVEN: dict[str, Callable[[Workbook, str], Shown]] = {
    "assurances.letter": letter,
    "drill_down.element": element,
    "drill_down.rate_target": rate_and_target,
    "drill_down.history": history,
    "drill_down.year_of_data": year_of_data,
}


def rate(book: Workbook, row: dict[str, object]) -> str:
    """Numerator over denominator in percent, or nothing while one is missing."""
    numerator, denominator = parse_number(row.get("numerator")), parse_number(row.get("denominator"))
    return numbers.percent(round(100 * numerator / denominator, 1)) if numerator is not None and denominator else ""


CELLS: dict[str, Callable[[Workbook, dict[str, object]], str]] = {
    "drill_down.comparison.rate": rate,
    "drill_down.breakdowns.rate": rate,
}


def each_missed_element_is_in_a_weakness(book: Workbook) -> Iterator[Fault]:
    """Every missed element and every finding in the letter appears in a weakness, or is left out with a reason."""
    weaknesses = book.rows_of(CONSOLIDATION, "weaknesses")
    if not weaknesses:
        return
    named = {code for row in weaknesses for code in row.get("elements") or []}
    out = {row.get("element") for row in book.rows_of(CONSOLIDATION, "out_of_scope") if row.get("reason")}
    for missed in book.concerns:
        if missed["indicator"] not in named | out:
            yield Fault(
                book.slug(CONSOLIDATION),
                _("The letter names %(missed)s, and it is in no weakness. Choose it in the one it belongs to.")
                % {"missed": element_label(missed)},
                field="weaknesses",
            )


def small_groups(book: Workbook) -> Iterator[Fault]:
    """A group of fewer than 11 students in a drill-down may identify a child, and so may a smaller part of a group."""
    for activity, repeat in book.answers:
        if activity != book.slug(DRILL_DOWN):
            continue
        for row in book.value(activity, repeat).get("breakdowns") or []:
            if any(suppression.is_small(count) for count in _counts(row)):
                yield Fault(
                    activity,
                    _(
                        "The group “%(group)s” has fewer than %(shown_from)s students in one of its counts. It is "
                        "hidden in anything public."
                    )
                    % {"group": row.get("group"), "shown_from": suppression.SHOWN_FROM},
                    severity="warning",
                    repeat=repeat,
                    field="breakdowns",
                )


def small_rows(rows: list[dict[str, object]]) -> set[int]:
    """Return the places of the rows whose numbers are hidden from the public.

    The groups of a cut together make a whole.
    """
    cuts: dict[object, list[int]] = {}
    for at, row in enumerate(rows):
        cuts.setdefault(row.get("cut_by"), []).append(at)
    return {
        of_cut[at] for of_cut in cuts.values() for at in suppression.hidden_rows([_counts(rows[one]) for one in of_cut])
    }


def _counts(row: dict[str, object]) -> list[Decimal | None]:
    return [parse_number(row.get(key)) for key in ("numerator", "denominator")]


CHECKS = (each_missed_element_is_in_a_weakness, small_groups)


def _element(book: Workbook, repeat: str) -> JsonObject | None:
    return next((e for e in [*book.elements, *book.concerns] if element_key(e) == repeat), None)


def _element_row(e: JsonObject) -> list[str]:
    said = element_in_words(e)
    words = [element_label(e), said["rate_words"], said["target_words"], said["met_words"]]
    return [*words, _count(e["numerator"]), _count(e["denominator"])]


def _finding_row(one: JsonObject) -> list[str]:
    ratio = f"{one['ratio']} ({one['kind']})"
    return [
        f"{one['number']} {one['category']}", one["group"], ratio, one["threshold"], str(one["years"]), one["counted"],
        one["compared"],
    ]  # fmt: skip


def _count(number: Json) -> str:
    return _("no information") if number is None else count_in_words(number)
