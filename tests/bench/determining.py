"""The levels of a state, for three years: 2,200 LEAs of 30 elements each, and how the time grows with 19,000.

Timed is all the work of this process from the published rows in PostgreSQL to each LEA's level with its explanation as the
text that is kept; PostgreSQL's own work is not this process's, so the clock is shown next to it. Every year has a directory,
ranks and indicator rows of its own; the counts for disproportionality are added for a last figure.
"""

import json
import random
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from determinations.levels import beforehand, determining, rules
from determinations.uploads import comparison
from determinations.uploads import services as uploads_services
from determinations.uploads.models import Upload
from monitoring.definition import definition_of
from monitoring.definition import services as definition_services
from monitoring.people.models import Person
from monitoring.years import services as years_services
from monitoring.years.models import Year
from tests import world
from tests.bench.measuring import Comparison, Figure, Side, seconds
from tests.cast import NOON, assemble

FEW, MANY = 2_200, 19_000
ELEMENTS = 30
YEARS_OF_FEW, YEARS_OF_MANY = (2021, 2022, 2023), (2025, 2026, 2027)
GROUPS = ("HI", "AI", "AS", "AA", "PI", "WH", "MR")


def measure() -> Iterator[Comparison | Figure]:
    """Yield what is measured of determining."""
    cast = assemble()
    few = [opened(year, FEW, by=cast.administrator) for year in YEARS_OF_FEW]
    many = [opened(year, MANY, by=cast.administrator) for year in YEARS_OF_MANY]
    what = f"{FEW:,} LEAs x {ELEMENTS} elements x 3 years"
    yield Figure(f"{what}, work of one process", lambda: work(few), "s", at_most=1, rounds=7)
    yield Figure(f"{what}, on the clock", lambda: seconds(lambda: determined(few)), "s", rounds=7)
    yield Comparison(
        f"{MANY:,} LEAs against {FEW:,}",
        ours=Side(f"{MANY:,}", lambda: determined(many)),
        theirs=Side(f"{FEW:,}", lambda: determined(few)),
        at_most=9,
        rounds=5,
    )
    upload = corrected(few[-1], by=cast.administrator)
    what = f"{FEW:,} LEAs x {ELEMENTS} elements: a file compared with what counts, and what would move"
    yield Figure(f"{what}, on the clock", lambda: seconds(lambda: compared(upload)), "s", at_most=2, rounds=7)
    few_run = determining.determine(year=few[-1], version=few[-1].definition, by=cast.administrator, at=NOON)
    yield Figure(f"{what}, next to run {few_run.number}", lambda: seconds(lambda: compared(upload)), "s", rounds=7)
    for year in few:
        publish_counts(year, by=cast.administrator)
    yield Figure(
        "the same with 98 cells an LEA and year, on the clock", lambda: seconds(lambda: determined(few)), "s", rounds=5
    )


def corrected(year: Year, *, by: Person) -> Upload:
    """Upload the indicators of a year with other rates, and have them checked."""
    elements = [one.code for one in definition_of(year.definition).indicators][:ELEMENTS]
    chance = random.Random(year.year + 1)
    rows = (
        f"{year},{code},{element},{rate},100,{rate}%,>=35%,{'Yes' if rate >= 35 else 'No'}\n"
        for code in codes(FEW)
        for element in elements
        for rate in (chance.randint(0, 100),)
    )
    text = "year,lea_code,indicator,numerator,denominator,rate,target,target_met\n" + "".join(rows)
    return uploads_services.check_file(
        year=year, format="indicators", name="corrected.csv", content=text.encode(), by=by, at=NOON
    )


def compared(upload: Upload) -> int:
    """Do what the page of a comparison does, and return how many LEAs would move."""
    before = comparison.earlier(upload)
    if before is not None:
        comparison.counts(upload, before)
        comparison.lines(upload, before, kinds=("changed",), most=100)
    return len(beforehand.moves_if_published(upload))


def determined(opened: Iterable[Year]) -> int:
    """Determine the years, and return how long the explanations are, as texts."""
    length = 0
    for year in opened:
        outcomes = determining.work_out(year=year, definition=definition_of(year.definition))
        length += sum(
            len(json.dumps(rules.explanation(level=one.decision, determination=one.determined)))
            for one in outcomes.of_leas
        )
    return length


def work(opened: Iterable[Year]) -> float:
    """Return the seconds of processor time that this process takes to determine the years."""
    started = time.process_time()
    determined(opened)
    return time.process_time() - started


def codes(count: int) -> list[str]:
    """Return the codes of that many LEAs."""
    return [f"10{number:05d}" for number in range(count)]


def opened(number: int, count: int, *, by: Person) -> Year:
    """Open a year and publish its directory, ranks and indicators."""
    text = Path("fixtures/definitions/2023.yaml").read_text().replace("year: 2023", f"year: {number}")
    definition_services.load_definition(text=text, by=by, at=NOON)
    year = years_services.open_year(year=number, by=by, at=NOON)
    elements = [one.code for one in definition_of(year.definition).indicators][:ELEMENTS]
    chance = random.Random(number)
    header = "cds_code,lea_name,county,selpa_code,selpa_name,lea_type,swd_count\n"
    rows = (f"{c}0000000,LEA {c},Fresno,1099,Valley SELPA,district,{chance.randint(50, 5000)}\n" for c in codes(count))
    world.publish(year, "leas", header + "".join(rows), by=by)
    rows = (
        f"{number},{code},{evaluation},{chance.uniform(0, 100):.2f}\n"
        for code in codes(count)
        for evaluation in ("intensive", "preschool", "lre")
    )
    world.publish(year, "ranks", "year,lea_code,evaluation,percent_rank\n" + "".join(rows), by=by)
    rows = (
        f"{number},{code},{element},{rate},100,{rate}%,>=35%,{'Yes' if rate >= 35 else 'No'}\n"
        for code in codes(count)
        for element in elements
        for rate in (chance.randint(0, 100),)
    )
    header = "year,lea_code,indicator,numerator,denominator,rate,target,target_met\n"
    world.publish(year, "indicators", header + "".join(rows), by=by)
    return year


def publish_counts(year: Year, *, by: Person) -> None:
    """Publish the counts of 14 categories and 7 groups of each LEA."""
    chance = random.Random(year.year)
    rows = (
        f"{year},{code},{category},{group},{round(base * chance.gauss(0.12, 0.01))},{base}\n"
        for code in codes(FEW)
        for category in range(1, 15)
        for group in GROUPS
        for base in (int(900 * chance.random() ** 3),)
    )
    world.publish(year, "disproportionality", "year,lea_code,category,group,outcome,base\n" + "".join(rows), by=by)
