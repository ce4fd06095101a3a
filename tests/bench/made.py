"""The made-up state that imports are measured in: many LEAs, and a definition with enough elements for a million rows."""

import random
from typing import Any

from monitoring.definition import services as definition_services
from monitoring.places.models import County, Lea, Selpa
from monitoring.years import services as years_services
from monitoring.years.models import Year
from tests import definitions
from tests.cast import NOON, Cast, assemble

LEAS = 25_000
ELEMENTS = 40
HEADER = "year,lea_code,indicator,numerator,denominator,rate,target,target_met,monitoring_activities\n"


def state() -> tuple[Cast, Year]:
    """Make the cast, the LEAs and the year of the benchmark."""
    cast = assemble()
    document = definitions.document(2023)
    document["indicators"] += [_element(number) for number in range(ELEMENTS)]
    definition_services.load_definition(text=definitions.dumped(document), by=cast.administrator, at=NOON)
    year = years_services.open_year(year=2023, by=cast.administrator, at=NOON)
    county, selpa = County.objects.get(code="10"), Selpa.objects.get(code="1099")
    Lea.objects.bulk_create(
        Lea(code=code, cds_code=code + "0000000", name=f"LEA {code}", lea_type="district", county=county, selpa=selpa)
        for code in codes()
    )
    return cast, year


def codes() -> list[str]:
    """Return the codes of the LEAs."""
    return [f"10{number:05d}" for number in range(LEAS)]


def rows(*, rows: int = LEAS * ELEMENTS) -> list[str]:
    """Return the lines of a file in which nothing is wrong: rates of counts, one in twelve NC, targets met and missed."""
    chance = random.Random(4)
    return [_row(chance, code, number) for code in codes()[: -(-rows // ELEMENTS)] for number in range(ELEMENTS)][:rows]


def wrong_rows() -> list[str]:
    """Return a million lines of which each is wrong in six ways, and no two in the same words."""
    return [
        f"2022,9{number:06d},zz {number},{number}.5,{number},{number} %%,about {number},maybe {number},NA\n"
        for number in range(LEAS * ELEMENTS)
    ]


def content(lines: list[str]) -> bytes:
    """Return the lines as a file."""
    return (HEADER + "".join(lines)).encode()


def _element(number: int) -> dict[str, Any]:
    return {
        "code": f"M{number:02d}",
        "number": f"M{number:02d}",
        "name": f"Measure {number}",
        "direction": "higher",
        "type": "performance",
    }


def _row(chance: random.Random, code: str, number: int) -> str:
    target = 50 + number / 2
    if chance.random() < 1 / 12:
        return f"2023,{code},M{number:02d},,,NC,>={target:.1f}%,NA,NA\n"
    denominator = chance.randrange(11, 5000)
    numerator = chance.randrange(denominator + 1)
    rate = f"{100 * numerator / denominator:.2f}"
    met = float(rate) >= target
    return (
        f"2023,{code},M{number:02d},{numerator},{denominator},{rate}%,>={target:.1f}%,"
        f"{'Yes' if met else 'No'},{'NA' if met else 'PIR'}\n"
    )
