"""From the chosen weakness to its causes: the weakness, the drawing of the fishbone or the whys, and what must hold."""

import re
from collections.abc import Callable, Iterator
from html import escape

from django.utils.translation import gettext as _

from improvement_plans.activities.drill_down import CONSOLIDATION
from improvement_plans.activities.shown import Fault, Shown
from improvement_plans.workbook.workbook import Workbook, element_label
from monitoring.definition import Role

ROOT_CAUSE, CAUSES, PROBLEM = "root_cause", "causes", "problem"
ROLES = (
    Role(
        ROOT_CAUSE,
        fields={"method": (), "bones": ("family", "cause"), "whys": ("why", "because")},
        fills=("weakness",),
        needs=(CONSOLIDATION,),
    ),
    Role(CAUSES, fields={"causes": ("statement", "area")}),
    Role(PROBLEM, fields={"sentence": ()}),
)
SIGNIFICANT = "significant"  # the tier of significant disproportionality

_BLAME = re.compile(
    r"\b(parents? (do|does|did)(n't| not)|students? lack|families (do not|don't)|children (do not|don't))\b"
)
_SOLUTION = re.compile(
    r"\b(need(s|ed)? to (hire|buy|train)|lack of (a|an) (program|curriculum|coach))\b", re.IGNORECASE
)


def weakness(book: Workbook, repeat: str) -> Shown:
    """The weakness that was taken into root-cause analysis."""
    chosen = book.value_of(CONSOLIDATION).get("chosen")
    row = next((r for r in book.rows_of(CONSOLIDATION, "weaknesses") if r["_id"] == chosen), None)
    return Shown(
        lines=[
            book.label_of(CONSOLIDATION, "weaknesses", row)
            if row
            else _("Not chosen yet. Choose it in the consolidation that closes Step 1.")
        ]
    )


GIVEN: dict[str, Callable[[Workbook, str], Shown]] = {"root_cause.weakness": weakness}


def each_cause_is_about_the_system(book: Workbook) -> Iterator[Fault]:
    """A cause that names children or families is advised against, never blocked."""
    for row in book.rows_of(CAUSES, "causes"):
        if found := _BLAME.search(str(row.get("statement", "")).lower()):
            yield Fault(
                book.slug(CAUSES),
                _(
                    "“%(found)s” speaks of families or children. A cause is something in the system that the LEA "
                    "can change."
                )
                % {"found": found[0]},
                severity="advice",
                field="causes",
            )


def the_problem_names_no_solution(book: Workbook) -> Iterator[Fault]:
    """A problem statement that holds a solution is advised against."""
    if found := _SOLUTION.search(str(book.value_of(PROBLEM).get("sentence", ""))):
        yield Fault(
            book.slug(PROBLEM),
            _("“%(found)s” is already a solution. Say what happens and to whom; Step 3 says what you will do.")
            % {"found": found[0]},
            severity="advice",
            field="sentence",
        )


def each_missed_element_of_sig_dis_has_a_cause(book: Workbook) -> Iterator[Fault]:
    """Significant disproportionality: each missed element and each finding of the letter has at least one root cause."""
    causes = book.rows_of(CAUSES, "causes")
    if book.definition.level(book.level).tier != SIGNIFICANT or not causes:
        return
    answered = {code for cause in causes for code in cause.get("area") or []}
    for missed in book.concerns:
        if missed["indicator"] not in answered:
            sentence = _("%(missed)s has no root cause yet. Name one.") % {"missed": element_label(missed)}
            yield Fault(book.slug(CAUSES), sentence, field="causes")


CHECKS = (
    each_cause_is_about_the_system,
    the_problem_names_no_solution,
    each_missed_element_of_sig_dis_has_a_cause,
)


def drawing(book: Workbook) -> str:
    """Return the fishbone or the chain of whys as SVG, or nothing while there is nothing to draw.

    The tables of the activity hold the same words; the drawing is marked as an image with a name.
    """
    value = book.value_of(ROOT_CAUSE)
    head = weakness(book, "").lines[0]
    if value.get("method") == "five whys" and (whys := value.get("whys")):
        return _chain(head, [str(w.get("because") or w.get("why") or "") for w in whys])
    if value.get("method") == "fishbone" and (bones := value.get("bones")):
        families: dict[str, list[str]] = {}
        for bone in bones:
            families.setdefault(bone.get("family") or "other", []).append(str(bone.get("cause") or ""))
        return _fishbone(head, families)
    return ""


def _fishbone(head: str, families: dict[str, list[str]]) -> str:
    columns = max(1, (len(families) + 1) // 2)
    width, spine = 220 * columns + 240, 190
    parts = [_line(20, spine, width - 230, spine), _box(width - 230, spine - 45, 220, 90, head)]
    for number, (family, causes) in enumerate(families.items()):
        x, up = 40 + 220 * (number // 2), number % 2 == 0
        y = 30 if up else 350
        parts.append(_line(x + 30, y, x + 120, spine))
        parts.append(_words(x, y - 8 if up else y + 16, family, 26, bold=True))
        for place, cause in enumerate(causes[:4]):
            parts.append(_words(x + 55 + 14 * place, y + (34 if up else -24) + (30 if up else -30) * place, cause, 26))
    return _svg(width, 380, _("Fishbone: causes that lead to “%(problem)s”") % {"problem": head}, parts)


def _chain(head: str, whys: list[str]) -> str:
    parts = [_box(10, 10, 560, 50, head)]
    for number, why in enumerate(whys, start=1):
        y = 10 + 80 * number
        parts += [_line(290, y - 30, 290, y), _box(10, y, 560, 50, _("Because: %(why)s") % {"why": why})]
    return _svg(580, 80 * (len(whys) + 1), _("Whys that lead to “%(problem)s”") % {"problem": head}, parts)


def _svg(width: int, height: int, title: str, parts: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" aria-labelledby="cause-title"><title id="cause-title">{escape(title)}</title>{"".join(parts)}</svg>'
    )


def _line(x1: int, y1: int, x2: int, y2: int) -> str:
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="#1b1b1b" stroke-width="2"/>'


def _words(x: int, y: int, text: str, limit: int, *, bold: bool = False) -> str:
    shown = text if len(text) <= limit else text[: limit - 1] + "…"
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x}" y="{y}" font-size="13" font-family="sans-serif" fill="#1b1b1b"{weight}>{escape(shown)}</text>'
    )


def _box(x: int, y: int, width: int, height: int, text: str) -> str:
    frame = (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="#ffffff" stroke="#1b1b1b" stroke-width="2"/>'
    )
    return frame + _words(x + 10, y + height // 2 + 5, text, width // 8)
