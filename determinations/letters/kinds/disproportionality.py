"""The letter on disproportionality that some years have next to the one that says the level."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from determinations.disproportionality import cells as disproportionality_cells
from determinations.disproportionality.cells import Cell
from determinations.disproportionality.hiding import secrets
from determinations.letters import notices, wording
from determinations.letters.context import Context, Material, filled, of_any_kind
from determinations.letters.declaring import LetterKind
from determinations.ratios import categories as ratios_categories
from determinations.runs.words import counted_in_words
from monitoring.definition import Level
from monitoring.places import reading

NAME = "disproportionality"


@dataclass(frozen=True)
class LetterCalculation:
    """How the ratio of a finding was calculated: the students counted, those compared with, and the arithmetic.

    `small_numbers` says that these are counts that not everyone with a role for the LEA may see.
    """

    number: int
    category: str
    group: str
    counted: str
    compared_with: str
    compared: str
    arithmetic: str
    small_numbers: bool


@dataclass(frozen=True, kw_only=True)
class DisproportionalityContext(Context):
    """Everything that the second letter of a year says: what exceeds, how it was calculated, and under which settings.

    `years_asked` in a row are significant.
    """

    calculations: tuple[LetterCalculation, ...]
    years_asked: int
    minimum_cell: int
    minimum_n: int
    combine: str
    reasonable_progress: bool
    assumed: bool


def gather(material: Material, texts: Mapping[str, str]) -> DisproportionalityContext:
    """Return what the letter of one LEA says; `texts` are the administrator's, by place."""
    cells, settings = material.cells(), material.definition.disproportionality
    exceeding, hidden = [cell for cell in cells if cell.exceeds], secrets(cells)
    return DisproportionalityContext(
        **of_any_kind(material, exceeding=exceeding),
        kind=NAME,
        texts=filled(texts, material, exceeding=str(len(exceeding))),
        calculations=tuple(
            _calculation(cell, small_numbers=bool(hidden[cell.category, cell.group])) for cell in exceeding
        ),
        years_asked=settings.years,
        minimum_cell=settings.minimum_cell,
        minimum_n=settings.minimum_n,
        combine=settings.combine,
        reasonable_progress=settings.reasonable_progress,
        assumed=settings.assumed,
    )


def _calculation(cell: Cell, *, small_numbers: bool) -> LetterCalculation:
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
        small_numbers=small_numbers,
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
    may_read=lambda user, letter: reading.can_read_year(user, lea=letter.lea, year=letter.year_id),
    issued=notices.SECOND_LETTER_ISSUED,
    corrected=notices.SECOND_LETTER_CORRECTED,
)
