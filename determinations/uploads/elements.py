"""Which element of the year's definition a cell of an upload is about."""

import re
from collections.abc import Callable

from determinations.uploads.kinds import Frame
from monitoring.definition import Definition


def resolver(definition: Definition) -> Callable[[str, str], tuple[str, ...]]:
    """Return `elements_for(indicator, label)` of the definition.

    It gives the code of the element that the cell names, alone (`4a`, `3 ELA participation`) or with its label (`3`,
    `Math Participation Rate`). A bare number gives every element of that number; what is not known gives none.
    """
    by_number: dict[str, tuple[str, ...]] = {}
    for one in definition.indicators:
        by_number[one.shared_number] = (*by_number.get(one.shared_number, ()), one.code)

    def elements_for(indicator: str, label: str) -> tuple[str, ...]:
        for spelling in (indicator, f"{indicator} {label}"):
            if found := definition.indicator_for(spelling):
                return (found.code,)
        labeled = definition.indicator_for(label) if label else None
        opening = re.match(r"[0-9]*", indicator)
        if labeled and opening and labeled.shared_number == opening[0]:
            return (labeled.code,)
        return () if label else by_number.get(indicator, ())

    return elements_for


def read_as(frame: Frame) -> list[list[str]]:
    """Return how each spelling was read, as `[indicator, label, element]`; nothing where no column has elements."""
    if "element" not in frame.typed:
        return []
    spelled = frame.typed[["indicator", "label", "element"]].drop_duplicates()
    return sorted([str(cell) for cell in row] for row in spelled.itertuples(index=False))
