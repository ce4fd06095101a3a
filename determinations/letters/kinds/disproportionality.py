"""The letter on disproportionality that some years have next to the one that says the level."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cim_portal.lib import suppression
from cim_portal.lib.verdict import Verdict
from determinations.disproportionality import cells as disproportionality_cells
from determinations.disproportionality.cells import Cell
from determinations.letters import notices, wording
from determinations.letters.context import Context, Material, filled, of_any_kind
from determinations.letters.declaring import LetterKind
from determinations.ratios import categories as ratios_categories
from determinations.runs.words import counted_in_words
from monitoring.access.permissions import can_see_lea, can_see_small_numbers
from monitoring.access.who import User
from monitoring.definition import Level

if TYPE_CHECKING:
    from determinations.letters.models import Letter

NAME = "disproportionality"


@dataclass(frozen=True)
class LetterCalculation:
    """How the ratio of a finding was calculated: the students counted, those compared with, and the arithmetic."""

    number: int
    category: str
    group: str
    counted: str
    compared_with: str
    compared: str
    arithmetic: str


@dataclass(frozen=True, kw_only=True)
class DisproportionalityContext(Context):
    """Everything that the second letter of a year says: what exceeds, how it was calculated, and under which settings.

    `years_asked` in a row are significant. `small_numbers` says that a count is in it, or could be worked out from
    it, that not everyone with a role for the LEA may see.
    """

    calculations: tuple[LetterCalculation, ...]
    years_asked: int
    minimum_cell: int
    minimum_n: int
    combine: str
    reasonable_progress: bool
    assumed: bool
    small_numbers: bool


def gather(material: Material, texts: Mapping[str, str]) -> DisproportionalityContext:
    """Return what the letter of one LEA says; `texts` are the administrator's, by place."""
    cells, settings = material.cells(), material.definition.disproportionality
    exceeding = [cell for cell in cells if cell.exceeds]
    return DisproportionalityContext(
        **of_any_kind(material, exceeding=exceeding),
        kind=NAME,
        texts=filled(texts, material, exceeding=str(len(exceeding))),
        calculations=tuple(map(_calculation, exceeding)),
        years_asked=settings.years,
        minimum_cell=settings.minimum_cell,
        minimum_n=settings.minimum_n,
        combine=settings.combine,
        reasonable_progress=settings.reasonable_progress,
        assumed=settings.assumed,
        small_numbers=_has_small_numbers(cells, {cell.category for cell in exceeding}),
    )


def _calculation(cell: Cell) -> LetterCalculation:
    ratio = cell.ratio or Fraction()  # what exceeds has one
    arithmetic, of_state = disproportionality_cells.arithmetic(cell), cell.kind == "alternate_risk_ratio"
    if ratio.denominator != 1:
        about = disproportionality_cells.decimal(ratio, against=cell.threshold)
        arithmetic = gettext("%(arithmetic)s, about %(about)s") % {"arithmetic": arithmetic, "about": about}
    return LetterCalculation(
        number=cell.category,
        category=str(ratios_categories.CATEGORIES[cell.category]),
        group=str(ratios_categories.GROUPS[cell.group]),
        counted=counted_in_words(cell.outcome, cell.base),
        compared_with=gettext("all other groups of the state") if of_state else gettext("all other groups"),
        compared=counted_in_words(cell.comparison_outcome, cell.comparison_base),
        arithmetic=arithmetic,
    )


def _has_small_numbers(cells: Sequence[Cell], categories: Iterable[int]) -> bool:
    """Say whether the categories have counts that are hidden from those who may not see small numbers."""
    return any(
        suppression.hidden([getattr(cell, count) for cell in cells if cell.category == category])
        for category in categories
        for count in ("outcome", "base")
    )


def _hints(level: Level | None) -> dict[str, str]:
    """Return where each text is in the letter, and what the letter says there without one."""
    return {
        "opening": gettext("Above what the LEA is identified as. Without a text, nothing is there."),
        "what_follows": gettext(
            "Under “What follows”. Without a text, the letter says what significant disproportionality asks for: the reserve"
            " of 15 percent, the review of policies, practices and procedures."
        ),
        "closing": gettext("At the end. Without a text, nothing is there."),
    }


def _needless(material: Material) -> str:
    if material.exceeding:
        return ""
    sentence = gettext(
        "No ratio of %(lea)s exceeds its threshold, so it would get this letter only to correct an earlier one."
    )
    return sentence % {"lea": material.result.lea}


def _may_read(user: User, letter: "Letter") -> Verdict:
    verdict = can_see_lea(user, letter.lea)
    if verdict and letter.context.get("small_numbers"):
        return can_see_small_numbers(user, letter.lea)
    return verdict


KIND = LetterKind(
    title=_("Disproportionality Letter"),
    address=NAME,
    template="determinations/letters/print/disproportionality.html",
    says="determinations/letters/print/_ratios.html",
    words=wording.PLACEHOLDERS | wording.EXCEEDING,
    hints=_hints,
    context=gather,
    is_in=lambda definition: definition.disproportionality.own_letter,
    is_due=lambda material, had_one: bool(material.exceeding) or had_one,
    needless=_needless,
    may_read=_may_read,
    issued=notices.SECOND_LETTER_ISSUED,
    corrected=notices.SECOND_LETTER_CORRECTED,
)
