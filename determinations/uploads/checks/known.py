"""What the portal knows already, and what a check is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from determinations.uploads.kinds import Frame
from determinations.uploads.problems import Problem


@dataclass(frozen=True)
class KnownLea:
    """An LEA as the last directory of the year or an earlier one has it, or else as it is today.

    `swd_count` is how many students with disabilities the year's own directory says it has.
    """

    selpa_code: str
    lea_type: str
    in_directory: bool
    swd_count: int | None = None


@dataclass(frozen=True)
class Known:
    """What the portal knows already and an upload is checked against.

    `leas` has the codes of 7 digits, `counties` the names by the two digits of their code, `selpas` the names by
    code, blank where there is none. `elements_for(indicator, label)` gives the elements of the year's definition that
    a cell may mean: none, one, or several where a bare number is not enough. `directory` has the LEAs by code for a file
    that says which LEAs there are.
    """

    year: int
    leas: frozenset[str]
    counties: Mapping[str, str]
    selpas: Mapping[str, str]
    levels: tuple[str, ...]
    determinations: tuple[str, ...]
    elements_for: Callable[[str, str], tuple[str, ...]]
    directory: Mapping[str, KnownLea] = field(default_factory=dict)


Check = Callable[[Frame, Known], list[Problem]]
