"""What the state writes of a finding, and what the LEA writes of a correction, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from monitoring.places.models import Lea
from monitoring.years.models import Year


@dataclass(frozen=True)
class Draft:
    """What the state writes of a finding. `children` are numbers with what is asked for that child alone."""

    lea: Lea
    year: Year
    source: str
    code: str
    indicator: str
    citation: str
    requirement: str
    found_on: date
    facts: str
    children: Mapping[str, str]
    for_children: str
    in_system: str

    def fields(self) -> dict[str, object]:
        """Return the fields of the finding."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "children"}


@dataclass(frozen=True)
class Correction:
    """What the LEA did for one child."""

    outcome: str
    done: str
    done_on: date | None


@dataclass(frozen=True)
class Sampled:
    """What a sample of records showed: to how many the requirement applies, how many meet it, and where the sample is."""

    number: int
    looked: int
    met: int
    address: str
