"""What a kind of summary declares, and what a summary says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from cim_portal.lib.charts import Chart
from cim_portal.lib.verdict import Verdict
from determinations.runs.models import Run
from monitoring.access.who import User
from monitoring.places.models import Lea, Selpa

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WIDE = 6  # columns of a table that still fit on an upright page


@dataclass(frozen=True)
class Of:
    """What a summary is of: an LEA, a SELPA, or neither, which is the state; with the code that addresses have."""

    code: str
    name: str
    selpa: Selpa | None = None
    lea: Lea | None = None


@dataclass(frozen=True)
class Part:
    """A table with its words and, where there is one, the drawing of it. The first text of a row names it; `has_numbers` says
    that all others are numbers."""

    title: str
    columns: list[str]
    rows: list[list[str]]
    says: str = ""
    has_numbers: bool = False
    chart: Chart | None = None

    @property
    def is_wide(self) -> bool:
        """Whether it needs a page across."""
        return len(self.columns) > WIDE


@dataclass(frozen=True)
class Content:
    """Everything that a summary says: facts, each a label and a text, and its parts."""

    title: str
    facts: list[tuple[str, str]]
    parts: list[Part] = field(default_factory=list)

    @property
    def drawings(self) -> dict[str, str]:
        """The drawings, by the names under which the template shows them."""
        return {f"chart-{at}": part.chart.svg for at, part in enumerate(self.parts, 1) if part.chart}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of summary: what it is called, how a code becomes what it is of (raises Http404), who may read it for the
    final run of a year, and what it says on a day."""

    title: "StrOrPromise"
    load: Callable[[User, str], Of]
    may_read: Callable[[User, Run, Of], Verdict]
    gather: Callable[[Run, Of, date], Content]
