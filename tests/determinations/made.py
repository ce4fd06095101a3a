"""States of an upload and a run of 2023 that the tests of this app build on, reached through the services."""

from collections.abc import Sequence

from determinations.levels import determining
from determinations.runs.models import Run
from determinations.uploads import services as uploads_services
from determinations.uploads.models import Upload
from monitoring.definition import services as definition_services
from monitoring.years import services as years_services
from monitoring.years.models import Year
from tests import definitions, world
from tests.cast import NOON, Cast

ELEMENTS = ("1", "2", "3A-ELA", "3A-MATH", "3B-ELA", "3B-MATH", "4A", "5A", "5B", "5C", "6A", "6B")  # of a usual letter
RANKS = "year,lea_code,evaluation,percent_rank\n"
WARNED = RANKS + "2023,161119,intensive,55.5\n"  # the code has lost its leading zero
WRONG = RANKS + "2023,0161119,intensive,155.5\n2023,9999999,intensive,5\n"


def received(cast: Cast, year: Year, text: str, *, format: str = "ranks", name: str = "ranks.csv") -> Upload:
    """Receive a file."""
    return uploads_services.receive(
        year=year, format=format, name=name, content=text.encode(), by=cast.administrator, at=NOON
    ).upload


def checked(cast: Cast, year: Year, text: str, *, format: str = "ranks") -> Upload:
    """Receive a file and check it."""
    return uploads_services.check_file(
        year=year, format=format, name="ranks.csv", content=text.encode(), by=cast.administrator, at=NOON
    )


def drafted(cast: Cast, year: Year) -> Run:
    """Determine the levels as a draft."""
    return determining.determine(year=year, version=year.definition, by=cast.administrator, at=NOON)


def publish_many(cast: Cast, year: Year, count: int, *, elements: Sequence[str] = ("5A",)) -> None:
    """Publish a directory, the elements and a rank for `count` LEAs of four SELPAs, codes from 1000001 on."""
    numbers = range(1, count + 1)
    leas = "cds_code,lea_name,county,selpa_code,selpa_name,lea_type,swd_count\n" + "".join(
        f"10{n:05d}0000000,District {n:03d},Fresno,10{n % 4:02d},SELPA {n % 4},district,{200 + n}\n" for n in numbers
    )
    indicators = "year,lea_code,indicator,rate,target,target_met\n" + "".join(
        f"2023,10{n:05d},{element},50%,>=60.0%,No\n" for n in numbers for element in elements
    )
    ranks = RANKS + "".join(f"2023,10{n:05d},intensive,{100 * n / count:.2f}\n" for n in numbers)
    for format, text in (("leas", leas), ("indicators", indicators), ("ranks", ranks)):
        world.publish(year, format, text, by=cast.administrator)


def open_like_2023(cast: Cast, number: int) -> Year:
    """Open a year with the definition of 2023, and publish its directory."""
    definition = definitions.document(2023)
    definition["year"] = number
    definition_services.load_definition(text=definitions.dumped(definition), by=cast.administrator, at=NOON)
    year = years_services.open_year(year=number, by=cast.administrator, at=NOON)
    world.publish(year, "leas", world.LEAS, by=cast.administrator)
    return year
