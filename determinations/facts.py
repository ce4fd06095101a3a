"""What a rule may ask about an LEA for a year, each fact with where it came from. Six queries, however many LEAs."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from cim_portal.lib import canonical
from determinations.models import DirectoryRow, IndicatorResult, OfficialLevel, Rank
from monitoring.models import Lea, Year

Value = Decimal | int | bool

# Asked for by the rules and not yet provided by any upload, so missing until disproportionality counts are:
#   disproportionate_years, significantly_disproportionate


@dataclass(frozen=True)
class Fact:
    """What is known of an LEA: a value, and where it came from (file, row, numerator, denominator, target)."""

    name: str
    value: Value
    source: str


@dataclass(frozen=True)
class Element:
    """One element as the published file states it. `rate` is a number, or a special value such as NC as it was read."""

    indicator: str
    label: str
    rate: float | str
    rate_text: str
    target: float | None
    target_text: str
    operator: str
    met: str | None
    numerator: float | None
    denominator: float | None
    file: str
    row: int

    def as_json(self) -> dict[str, Any]:
        """Return the element as plain JSON values."""
        return asdict(self)

    def in_words(self) -> str:
        """Return the element with its numbers: `3A-ELA 93.55% against >95.0% (29 of 31, row 4)`."""
        counts = (
            f"{self.numerator:g} of {self.denominator:g}, " if self.numerator is not None and self.denominator else ""
        )
        return f"{self.indicator} {self.rate_text} against {self.target_text or 'no target'} ({counts}row {self.row})"


@dataclass(frozen=True)
class Known:
    """Everything published about an LEA for a year. `official` is the level the state decided, None without one."""

    lea: Lea
    facts: dict[str, Fact]
    elements: tuple[Element, ...]
    official: str | None

    def as_json(self) -> list[Any]:
        """Return the values alone, without where they came from: what a run is a function of."""
        values = {name: str(fact.value) for name, fact in self.facts.items()}
        return [self.lea.code, values, [one.as_json() for one in self.elements], self.official]


def gather(*, year: Year) -> list[Known]:
    """Return what is known of each LEA of the year, in the order of their codes.

    The LEAs are those of the year's directory and any with published data; all of them where there is no directory.
    """
    directory = {row.lea_id: row for row in _published(DirectoryRow, year)}
    elements = _by_lea(_published(IndicatorResult, year).order_by("lea", "row"))
    ranks = _by_lea(_published(Rank, year))
    official = {row.lea_id: row.level for row in _published(OfficialLevel, year)}
    leas = Lea.objects.select_related("county", "selpa").order_by("code")
    if directory:
        leas = leas.filter(pk__in={*directory, *elements, *ranks, *official})
    found = []
    for lea in leas:
        stated = tuple(_element(row) for row in elements[lea.pk])
        facts = [*_counted(directory.get(lea.pk)), *_missed(stated), *_ranked(ranks[lea.pk])]
        found.append(Known(lea, {fact.name: fact for fact in facts}, stated, official.get(lea.pk)))
    return found


def sha256(known: Iterable[Known]) -> str:
    """Return the hash of everything that a run reads, so that two runs over the same data can be told to be so."""
    return canonical.sha256(canonical.canonical([one.as_json() for one in known]))


def _published(model: Any, year: Year) -> Any:
    return model.objects.published(year.year).select_related("upload")


def _by_lea(rows: Iterable[Any]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.lea_id].append(row)
    return grouped


def _element(row: IndicatorResult) -> Element:
    return Element(
        indicator=row.indicator,
        label=row.label,
        rate=row.rate_text if row.rate is None else float(row.rate),
        rate_text=row.rate_text,
        target=None if row.target is None else float(row.target),
        target_text=row.target_text,
        operator=row.target_operator,
        met=row.target_met or None,
        numerator=_count(row.numerator),
        denominator=_count(row.denominator),
        file=row.upload.file_name,
        row=row.row,
    )


def _count(number: Decimal | None) -> float | None:
    """Return a whole number as one, so that JSON says 29 and not 29.0."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def _counted(row: DirectoryRow | None) -> list[Fact]:
    if row is None or row.swd_count is None:
        return []
    return [Fact("swd_count", row.swd_count, f"{row.upload.file_name}, row {row.row}")]


def _missed(elements: tuple[Element, ...]) -> list[Fact]:
    """Count the elements that are stated as missed; where the file states nothing, the fact is missing."""
    stated = [element for element in elements if element.met]
    if not stated:
        return []
    missed = [element for element in stated if element.met == "No"]
    words = "; ".join(element.in_words() for element in missed) or f"none missed of {len(stated)} stated"
    return [Fact("missed_elements", len(missed), f"{stated[0].file}: {words}")]


def _ranked(ranks: list[Rank]) -> list[Fact]:
    return [
        Fact(f"{rank.evaluation}_rank", rank.percent_rank.normalize() + 0, f"{rank.upload.file_name}, row {rank.row}")
        for rank in ranks
    ]
