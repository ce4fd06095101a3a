"""What parts give to pages and checks."""

from dataclasses import dataclass, field
from typing import Literal

from cim_portal.lib.charts import Chart


@dataclass(frozen=True)
class Shown:
    """A value that is shown and not typed: sentences, a table of texts, a drawing; any of them may be empty.

    `links` are the addresses to which the rows lead, one a row, on pages alone.
    """

    lines: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    chart: Chart | None = None

    @property
    def linked(self) -> list[tuple[str, list[str]]]:
        """The rows, each after the address to which it leads."""
        return list(zip(self.links, self.rows, strict=True))


@dataclass(frozen=True)
class Fault:
    """Something that does not fit together. An error stops a submission, a warning and advice are shown with it.

    `says_numbers` says that the sentence has numbers that were typed or published.
    """

    activity: str
    sentence: str
    severity: Literal["error", "warning", "advice"] = "error"
    repeat: str = ""
    field: str = ""
    says_numbers: bool = False
