"""What the letters of every kind say, as plain values that are frozen with them, and what they are written from."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cim_portal.lib.shapes import JsonObject
from determinations.disproportionality import cells as disproportionality_cells
from determinations.disproportionality.cells import Cell, Standing
from determinations.disproportionality.hiding import secrets
from determinations.letters import wording
from determinations.letters.wording import Block
from determinations.ratios import categories as ratios_categories
from determinations.runs.models import LevelResult
from determinations.runs.queries import Element
from determinations.runs.words import NO_LEVEL, counted_in_words
from monitoring.definition import Definition, Level


@dataclass(frozen=True)
class LetterContact:
    """Whom to write to."""

    name: str
    email: str


@dataclass(frozen=True)
class LetterFinding:
    """A ratio that exceeds its threshold, for how many years in a row, and whether that is significant.

    `code` is of the category and group, `d3-HI`; `counted` and `compared` say how many of how many. `small_numbers` says that
    it comes from counts that not everyone with a role for the LEA may see.
    """

    code: str
    area: str
    number: int
    category: str
    group: str
    counted: str
    compared: str
    kind: str
    ratio: str
    threshold: str
    years: int
    significant: bool
    small_numbers: bool


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a letter of any kind says. `dated` is an ISO date, blank where the state has not set one.

    `texts` are the administrator's, by place. `replaces_issued_on` is the ISO date of the letter that this one corrects,
    blank for a first letter, and `reason` why, where one letter was corrected by itself.
    """

    kind: str
    year: int
    title: str
    dated: str
    lea_name: str
    lea_code: str
    county: str
    selpa_name: str
    selpa_code: str
    level: str
    level_name: str
    findings: tuple[LetterFinding, ...]
    contacts: tuple[LetterContact, ...]
    texts: dict[str, tuple[Block, ...]]
    replaces_issued_on: str
    letterhead: JsonObject
    reason: str = ""

    def as_json(self) -> dict[str, object]:
        """Return the context as plain JSON values, as it is frozen with the letter."""
        values: dict[str, object] = json.loads(json.dumps(vars(self), default=vars))
        return values


@dataclass(frozen=True)
class Material:
    """What the letters of one LEA are written from: its result in a run with the elements and definition that the run
    used, and where the LEAs of that run are in disproportionality.

    The result comes with its LEA, the LEA's county and SELPA, and its run's year; nothing is queried.
    """

    result: LevelResult
    elements: Sequence[Element]
    definition: Definition
    standing: Standing | None = None
    exceeding: Sequence[Cell] = ()
    dated: date | None = None  # where it bears another date than the definition's

    @property
    def letter_date(self) -> str:
        """The ISO date of the letter, blank where the state has not set one."""
        on = self.dated or self.definition.letter_date
        return on.isoformat() if on else ""

    @property
    def level(self) -> Level | None:
        """The level of the LEA, or None where it has none."""
        return self.definition.level(self.result.level) if self.result.level else None

    @property
    def ending(self) -> str:
        """The name of the level, or of the other outcome that the rules end in; in words where there is neither."""
        return self.definition.endings.get(self.result.level or self.result.outcome, str(NO_LEVEL))

    def cells(self) -> Sequence[Cell]:
        """Return all cells of the LEA."""
        return disproportionality_cells.cells(self.standing, lea=self.result.lea.pk) if self.standing else ()


def of_any_kind(material: Material, *, exceeding: Iterable[Cell]) -> JsonObject:
    """Return what every letter says."""
    result, definition, level = material.result, material.definition, material.level
    lea = result.lea.as_of(result.run.year_id)
    return {
        "year": definition.year,
        "title": definition.title,
        "dated": material.letter_date,
        "lea_name": lea.name,
        "lea_code": result.lea.code,
        "county": lea.county.name,
        "selpa_name": lea.selpa_name,
        "selpa_code": lea.selpa.code,
        "level": result.level,
        "level_name": material.ending,
        "findings": _findings(exceeding, material),
        "contacts": _contacts(level, definition),
        "letterhead": definition.letterhead.model_dump(mode="json"),
        "replaces_issued_on": "",
    }


def filled(texts: Mapping[str, str], material: Material, **counted: str) -> dict[str, tuple[Block, ...]]:
    """Return the administrator's texts by place with the words filled in, those that say something."""
    result, definition = material.result, material.definition
    lea = result.lea.as_of(result.run.year_id)
    values = {
        "lea": lea.name,
        "code": result.lea.code,
        "county": lea.county.name,
        "selpa": lea.selpa_name,
        "level": material.ending,
        "year": str(definition.year),
        "letter_date": wording.day_or_words(material.letter_date),
        **counted,
    }
    said = {place: wording.blocks(text, values=values) for place, text in texts.items()}
    return {place: found for place, found in said.items() if found}


def _findings(exceeding: Iterable[Cell], material: Material) -> tuple[LetterFinding, ...]:
    found = list(exceeding)
    hidden = secrets(material.cells()) if found else {}
    return tuple(_finding(cell, small_numbers=bool(hidden.get((cell.category, cell.group)))) for cell in found)


def _finding(cell: Cell, *, small_numbers: bool) -> LetterFinding:
    ratio = cell.ratio or Fraction()  # what exceeds has one
    return LetterFinding(
        code=f"d{cell.category}-{cell.group}",
        counted=counted_in_words(cell.outcome, cell.base),
        compared=counted_in_words(cell.comparison_outcome, cell.comparison_base),
        area=next(str(area) for area, categories in ratios_categories.AREAS.items() if cell.category in categories),
        number=cell.category,
        category=str(ratios_categories.CATEGORIES[cell.category]),
        group=str(ratios_categories.GROUPS[cell.group]),
        kind=disproportionality_cells.kind_in_words(cell),
        ratio=disproportionality_cells.decimal(ratio, against=cell.threshold),
        threshold=disproportionality_cells.decimal(cell.threshold, against=ratio),
        years=cell.years,
        significant=cell.significant,
        small_numbers=small_numbers,
    )


def _contacts(level: Level | None, definition: Definition) -> tuple[LetterContact, ...]:
    """Return the contacts of the level, or all of them where there is no level."""
    return tuple(
        LetterContact(contact.name, contact.email)
        for contact in definition.contacts
        if level is None or not contact.levels or level.code in contact.levels
    )
