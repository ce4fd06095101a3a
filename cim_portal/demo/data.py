"""The made-up tables that the demonstration uploads: the same bytes for the same year and LEAs at every call."""

import csv
import io
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cim_portal.demo import places
from cim_portal.demo.places import COUNTIES, DemoLea
from determinations.uploads.declaring import Format
from determinations.uploads.formats import determinations, disproportionality, indicators, levels, ranks
from determinations.uploads.formats import leas as directory

ENOUGH = 15  # students; below it a rate is not calculated


@dataclass(frozen=True)
class Table:
    """A file to upload."""

    format: str
    name: str
    content: bytes


@dataclass(frozen=True)
class Element:
    """An element as it is made up: its target, how far rates spread, and the share of the students it counts.

    `kinds` are the kinds of LEA that have such students at all; none names every kind.
    """

    code: str
    operator: str
    target: float
    spread: float
    share: float
    kinds: tuple[str, ...] = ()

    def met(self, rate: float) -> bool:
        """Say whether `rate` meets the target."""
        return {
            ">": rate > self.target,
            ">=": rate >= self.target,
            "<": rate < self.target,
            "<=": rate <= self.target,
        }[self.operator]


ELEMENTS = (
    Element("1", ">", 75.0, 8, 0.08, places.WITH_GRADE_TWELVE),
    Element("3A-ELA", ">", 95.0, 3, 0.5),
    Element("3B-ELA", ">", 16.6, 6, 0.5),
    Element("3B-MATH", ">", 13.6, 6, 0.5),
    Element("4A", "<", 2.76, 1, 1.0),
    Element("5A", ">=", 60.0, 9, 1.0),
    Element("5B", "<=", 18.0, 5, 1.0),
    Element("6A", ">=", 45.0, 8, 0.12, places.WITH_PRESCHOOL),
    Element("13", ">=", 100.0, 4, 0.25, places.WITH_GRADE_TWELVE),
)
# The share of a group with the outcome, by category; from 8 on it is a share of the students with disabilities.
COUNTED_SHARES = {
    1: 0.125, 2: 0.006, 3: 0.045, 4: 0.006, 5: 0.03, 6: 0.018, 7: 0.017,
    8: 0.19, 9: 0.03, 10: 0.07, 11: 0.012, 12: 0.04, 13: 0.008, 14: 0.16,
}  # fmt: skip
WITHIN_DISABILITIES = 8
GROUP_WEIGHTS = {"HI": 55, "AI": 1, "AS": 9, "FI": 3, "AA": 6, "PI": 0.6, "WH": 21, "MR": 4.5}
OVER = 3.6  # times the share of the others
SIGNIFICANT = 10  # of forty LEAs, the place of the one that is significantly disproportionate
# The first LEAs have a part in the story: how many elements they miss, and where they are of 100.
MISSES = {0: 3, 1: 4, 2: 4, 3: 2, 5: 0, 6: 1}
RANKS = {0: 15.0, 1: 2.0, 2: 55.0, 3: 48.0, 5: 80.0, 6: 62.5}
# The state's own levels of the first LEAs in a year of which it published no rules.
OFFICIAL = {0: "T2", 1: "T3", 2: "T1", 5: "U", 6: "T1"}


def tables(year: int, leas: Sequence[DemoLea], *, ruled: bool) -> list[Table]:
    """Return the files of a year, in the order in which they are uploaded.

    `ruled` says that the year's definition has rules: where it has none, the state's own levels are the only ones.
    """
    ranked = dict(_intensive_ranks(year, leas))
    made = [
        _table(directory.FORMAT, year, _DIRECTORY, (_directory_row(lea) for lea in leas)),
        _table(indicators.FORMAT, year, _INDICATORS, _indicator_rows(year, leas)),
        _table(disproportionality.FORMAT, year, _COUNTS, _count_rows(year, leas)),
        _table(ranks.FORMAT, year, _RANKS, _rank_rows(year, leas, ranked)),
    ]
    determined = [[year, lea.code, _determination(ranked.get(lea.code))] for lea in leas]
    made.append(_table(determinations.FORMAT, year, _DETERMINATIONS, determined))
    decided = [
        [year, lea.code, level]
        for number, lea in enumerate(leas)
        if (level := _official(number, lea, ranked, ruled=ruled))
    ]
    return [*made, _table(levels.FORMAT, year, _LEVELS, decided)] if decided else made


def corrected_indicators(year: int, leas: Sequence[DemoLea], *, number: int) -> Table:
    """Return the rates of a year again, in which one element of the LEA of that number was counted again."""
    rows = list(_indicator_rows(year, leas))
    at = next(i for i, row in enumerate(rows) if row[1] == leas[number].code and row[7] == "No")
    element = next(e for e in ELEMENTS if e.code == rows[at][2])
    rate = float(str(rows[at][5]).rstrip("%"))
    nearer = rate + (element.target - rate) / 2
    counted = round(float(str(rows[at][4])) * nearer / 100)
    rows[at] = _indicator_row(year, leas[number], element, counted, int(str(rows[at][4])))
    return _table(indicators.FORMAT, year, _INDICATORS, rows, name=f"indicators-{year}-corrected.csv")


def refused_ranks(year: int, leas: Sequence[DemoLea]) -> Table:
    """Return a file with errors: a rank beyond 100, a code that no LEA has, a word where a number belongs."""
    rows = [
        [year, leas[0].code, "intensive", "140"],
        [year, "0000000", "intensive", "35.5"],
        [year, leas[1].code, "intensive", "about 12"],
    ]
    return _table(ranks.FORMAT, year, _RANKS, rows, name=f"ranks-{year}-first-try.csv")


def doubtful_indicators(year: int, leas: Sequence[DemoLea]) -> Table:
    """Return a file with warnings alone: what is stated and what the rate says differ in two rows."""
    rows = list(_indicator_rows(year, leas[:3]))
    for at in (2, 4):
        rows[at][7] = "Yes" if rows[at][7] == "No" else "No"
    return _table(indicators.FORMAT, year, _INDICATORS, rows, name=f"indicators-{year}-late-counts.csv")


_DIRECTORY = ("cds_code", "lea_name", "county", "selpa_code", "selpa_name", "lea_type", "swd_count")
_INDICATORS = ("year", "lea_code", "indicator", "numerator", "denominator", "rate", "target", "target_met")
_COUNTS = ("year", "lea_code", "category", "group", "outcome", "base")
_RANKS = ("year", "lea_code", "evaluation", "percent_rank")
_DETERMINATIONS = ("year", "lea_code", "determination")
_LEVELS = ("year", "lea_code", "level")
Row = list[object]


def _table(form: Format, year: int, columns: Sequence[str], rows: Iterable[Row], *, name: str = "") -> Table:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return Table(form.name, name or f"{form.name}-{year}.csv", out.getvalue().encode())


def _directory_row(lea: DemoLea) -> Row:
    county = COUNTIES[lea.county]
    return [lea.cds_code, lea.name, county, lea.selpa.code, lea.selpa.name, lea.lea_type, lea.swd_count]


def _quality(lea: DemoLea) -> float:
    return _chance("quality", lea.code).random()


def _indicator_rows(year: int, leas: Sequence[DemoLea]) -> Iterable[Row]:
    for number, lea in enumerate(leas):
        missed = MISSES.get(number)
        for element in ELEMENTS:
            if element.kinds and lea.kind not in element.kinds:
                continue
            size = round(lea.swd_count * element.share)
            if size < ENOUGH:
                target = f"{element.operator}{element.target}%"
                yield [year, lea.code, element.code, "", "", "NC", target, "NA"]
                continue
            gap = _gap(year, lea, element) if missed is None else _missed_gap(year, lea, missed, element.code)
            up = element.operator in (">", ">=")
            rate = min(100.0, max(0.0, element.target + (gap if up else -gap) * element.spread))
            yield _indicator_row(year, lea, element, round(size * rate / 100), size)


def _indicator_row(year: int, lea: DemoLea, element: Element, numerator: int, size: int) -> Row:
    rate = round(100 * numerator / size, 2)
    met = "Yes" if element.met(rate) else "No"
    target = f"{element.operator}{element.target}%"
    return [year, lea.code, element.code, numerator, size, f"{rate:.2f}%", target, met]


def _gap(year: int, lea: DemoLea, element: Element) -> float:
    """Return how far the rate is on the good side of its target, in spreads of the element."""
    lasting = _chance("element", lea.code, element.code).gauss(0, 0.8)
    passing = _chance("year", year, lea.code, element.code).gauss(0, 0.35)
    return lasting + passing + 1.9 * _quality(lea) + 0.1


def _missed_gap(year: int, lea: DemoLea, missed: int, code: str) -> float:
    """Return the gap of an LEA of the story: the missed elements are the ones about placement and achievement."""
    wanted = ["5A", "3B-ELA", "3A-ELA", "5B"][:missed]
    drift = 0.08 * (year % 5) + _chance("drift", year, lea.code, code).uniform(0, 0.2)
    return -1.4 + drift if code in wanted else 1.1 + drift


def _count_rows(year: int, leas: Sequence[DemoLea]) -> Iterable[Row]:
    """Yield the counts of each LEA: 14 categories, and the groups as the state counts them, Filipino students apart."""
    for number, lea in enumerate(leas):
        enrolled, marked, chance = _enrolled(lea), _marked(year, number, lea), _chance("cells", year, lea.code)
        students: dict[str, int] = {}
        for category, share in COUNTED_SHARES.items():
            for group, base in (enrolled if category < WITHIN_DISABILITIES else students).items():
                times = OVER if (category, group) == marked else chance.uniform(0.8, 1.2)
                outcome = min(base, round(base * share * times))
                if category == 1:
                    students[group] = outcome
                yield [year, lea.code, category, group, outcome, base]


def _enrolled(lea: DemoLea) -> dict[str, int]:
    """Return the enrolled students of each group; no LEA has the mix of another."""
    weights = {
        group: weight * _chance("mix", lea.code, group).uniform(0.5, 1.5) for group, weight in GROUP_WEIGHTS.items()
    }
    return {group: round(8 * lea.swd_count * weight / sum(weights.values())) for group, weight in weights.items()}


def _marked(year: int, number: int, lea: DemoLea) -> tuple[int, str] | None:
    """Return the cell of an LEA that is far above all others: every year in those that the state calls significant."""
    if number % 40 == SIGNIFICANT:
        return 3, "AA"
    if number in MISSES or _chance("marked", year, lea.code).random() > 0.05:
        return None
    return _chance("which", lea.code).choice(((2, "AA"), (4, "AA"), (9, "HI"), (11, "AA"), (13, "HI")))


def _intensive_ranks(year: int, leas: Sequence[DemoLea]) -> Iterable[tuple[str, float]]:
    """Yield code and rank of each LEA that is not small, from 0 for the lowest."""
    big = [lea for lea in leas if lea.swd_count > 100]
    ordered = sorted(big, key=lambda lea: (_quality(lea) + _chance("rank", year, lea.code).gauss(0, 0.08), lea.code))
    ranks = {leas[number].code: rank for number, rank in RANKS.items() if number < len(leas)}
    for place, lea in enumerate(ordered):
        yield lea.code, ranks.get(lea.code, round(100 * place / max(1, len(ordered) - 1), 2))


def _rank_rows(year: int, leas: Sequence[DemoLea], ranks: dict[str, float]) -> Iterable[Row]:
    for number, lea in enumerate(leas):
        if lea.code not in ranks:
            continue
        yield [year, lea.code, "intensive", ranks[lea.code]]
        if number in RANKS:
            continue
        other = _chance("other", year, lea.code)
        if other.random() < 0.3:
            yield [year, lea.code, "preschool", round(other.uniform(10, 100), 2)]
        yield [year, lea.code, "lre", round(min(100.0, max(0.0, ranks[lea.code] + other.gauss(15, 12))), 2)]


def _determination(rank: float | None) -> str:
    """Return the state's determination of an LEA of that rank; of a small one, that none applies."""
    if rank is None:
        return "NA"
    bands = ((2, "Needs Substantial Intervention"), (8, "Needs Intervention"), (30, "Needs Assistance"))
    return next((name for below, name in bands if rank < below), "Meets Requirements")


def _official(number: int, lea: DemoLea, ranks: dict[str, float], *, ruled: bool) -> str:
    """Return the state's own decision: significant disproportionality in every year, and all where there is no rule."""
    if number % 40 == SIGNIFICANT:
        return "SD"
    return "" if ruled else OFFICIAL.get(number) or _decided(lea, ranks)


def _decided(lea: DemoLea, ranks: dict[str, float]) -> str:
    if lea.code not in ranks:
        return "SL"
    bands = ((4, "I3"), (8, "I2"), (10, "I1"), (20, "T3"), (35, "T2"), (55, "T1"))
    return next((level for below, level in bands if ranks[lea.code] < below), "U")


def _chance(*words: object) -> random.Random:
    return random.Random(" ".join(map(str, words)))  # noqa: S311 - a fixed draw, not a secret
