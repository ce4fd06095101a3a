"""What the state's people write of a record review, as plain values."""

from dataclasses import dataclass

from monitoring.definition import Requirement
from monitoring.places.models import Lea
from monitoring.years.models import Year


@dataclass(frozen=True)
class Opening:
    """What is reviewed: whose records, by which requirements, which records there are, and how many are drawn."""

    lea: Lea
    year: Year
    requirements: tuple[Requirement, ...]
    numbers: tuple[str, ...]
    size: int


@dataclass(frozen=True)
class Said:
    """What was said of a record and a requirement; `value` is one of `Answer.Value`, blank for none yet."""

    value: str
    note: str
