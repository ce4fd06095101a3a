"""A cell in words, for pages."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib.suppression import HIDDEN
from determinations.disproportionality import cells as disproportionality_cells
from determinations.disproportionality.cells import Cell
from determinations.disproportionality.hiding import Hides
from determinations.ratios.categories import GROUPS

NOTHING = "–"
_KINDS = {
    "risk_ratio": gettext_lazy("the LEA’s other groups"),
    "alternate_risk_ratio": gettext_lazy("the state’s other groups"),
}


@dataclass(frozen=True)
class ShownCell:
    """A cell in words. `ratio` is a number, blank for none, or says that it is hidden; `reason` why there is none."""

    group: str
    counted: str
    compared: str
    compared_with: str
    arithmetic: str
    ratio: str
    exceeds: bool
    years: int
    significant: bool
    reason: str
    row: str


def shown(cell: Cell, hides: Hides) -> ShownCell:
    """Return a cell in words; with a count of its own, whatever would give it away is hidden too."""
    outcome, base = (HIDDEN if hides.outcome else f"{cell.outcome:,}"), (HIDDEN if hides.base else f"{cell.base:,}")
    others = _others(cell, hides_outcome=hides.others_outcome, hides_base=hides.others_base)
    ratio = (
        ""
        if cell.ratio is None
        else str(HIDDEN)
        if hides
        else disproportionality_cells.decimal(cell.ratio, against=cell.threshold)
    )
    return ShownCell(
        group=str(GROUPS[cell.group]),
        counted=_("%(outcome)s of %(base)s") % {"outcome": outcome, "base": base},
        compared=others,
        compared_with=str(_KINDS.get(cell.kind, NOTHING)),
        arithmetic="" if cell.ratio is None or hides else disproportionality_cells.arithmetic(cell),
        ratio=ratio,
        exceeds=cell.exceeds,
        years=cell.years,
        significant=cell.significant,
        reason=cell.reason,
        row=_("%(row)s of %(file)s") % {"row": cell.row, "file": cell.file} if cell.file else str(cell.row),
    )


def _others(cell: Cell, *, hides_outcome: bool, hides_base: bool) -> str:
    outcome = HIDDEN if hides_outcome else f"{cell.comparison_outcome:,}"
    base = HIDDEN if hides_base else f"{cell.comparison_base:,}"
    return _("%(outcome)s of %(base)s") % {"outcome": outcome, "base": base}
