"""From the chosen weakness to its causes: the weakness, the drawing of the fishbone or the whys, and what must hold."""

import re
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from cim_portal.lib.shapes import JsonObject
from improvement_plans.activities import causes_drawn
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
        return causes_drawn.chain(head, whys)
    if value.get("method") == "fishbone" and (bones := value.get("bones")):
        families: dict[str, list[JsonObject]] = {}
        for bone in bones:
            families.setdefault(bone.get("family") or _("other"), []).append(bone)
        return causes_drawn.fishbone(head, families)
    return ""
