"""What the portal knows already, and what a check is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from determinations.uploads.kinds import Frame
from determinations.uploads.problems import Problem


@dataclass(frozen=True)
class Known:
    """What the portal knows already and an upload is checked against.

    `leas` has the codes of 7 digits, `counties` the names by the two digits of their code, `selpas` the names by
    code, blank where there is none. `elements_for(indicator, label)` gives the elements of the year's definition that
    a cell may mean: none, one, or several where a bare number is not enough.
    """

    year: int
    leas: frozenset[str]
    counties: Mapping[str, str]
    selpas: Mapping[str, str]
    levels: tuple[str, ...]
    determinations: tuple[str, ...]
    elements_for: Callable[[str, str], tuple[str, ...]]


Check = Callable[[Frame, Known], list[Problem]]
