"""Made-up SELPAs and LEAs in California's 58 counties."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass

from monitoring.places import counties

COUNTIES = {int(code): name for code, name in counties.COUNTIES.items()}
# SELPAs beyond the first of a county, in the counties with the most students.
MORE_SELPAS = {1: 3, 7: 3, 10: 3, 15: 3, 19: 19, 27: 1, 30: 9, 33: 4, 34: 5, 36: 5, 37: 6, 39: 2, 43: 6, 49: 1, 56: 2}

_FIRST = (
    "Alder,Almond,Arroyo,Bay Laurel,Big Sage,Black Oak,Blue Heron,Buckeye,Canyon,Ceanothus,Cedar,Chaparral,Cinder,"
    "Clear Creek,Condor,Cottonwood,Coyote,Creekside,Cypress,Dogwood,Dry Creek,Eagle,El Camino,Elderberry,Fern,"
    "Foothill,Golden,Granite,Gray Pine,Green Valley,Harbor,Hawk,Hillside,Juniper,Lakeside,Larkspur,Live Oak,Lupine,"
    "Madrone,Manzanita,Mariposa Lily,Meadow,Mesa,Mission,Monarch,Mountain,Oak Knoll,Ocean,Otter,Pacific,Palm,"
    "Paintbrush,Pinyon,Poppy,Quail,Redbud,Redwood,Rio Alto,River,Sagebrush,Salmon,Sandhill,Sequoia,Sierra Pine,"
    "Silver,Spring,Sunset,Sycamore,Tamarack,Toyon,Tule,Valley Oak,Vineyard,Walnut,Wild Rose,Willow,Yarrow"
).split(",")
_SECOND = "Valley,Creek,Hills,Ridge,View,Grove,Bend,Flats,Point,Springs,Crossing,Heights,Park,Glen,Junction".split(",")
_KINDS = (("Unified", 5), ("Elementary", 6), ("Union High", 1), ("Union Elementary", 2))
CHARTER, COUNTY_OFFICE = "Charter", "County Office of Education"
# Elementary districts end with grade 8, and high school districts and charter schools have no preschool.
WITH_GRADE_TWELVE = ("Unified", "Union High", CHARTER, COUNTY_OFFICE)
WITH_PRESCHOOL = ("Unified", "Elementary", "Union Elementary", COUNTY_OFFICE)
# The first LEAs have a part in the story: three of them are in one SELPA, and their sizes are given.
_OF_THE_FIRST = {0, 2, 3}
_SIZES = {0: 1640, 1: 820, 2: 930, 3: 2210, 4: 72, 5: 410, 6: 530, 7: 64, 8: 240}


@dataclass(frozen=True)
class DemoSelpa:
    """A made-up SELPA: four digits, the first two its county's."""

    code: str
    name: str
    county: int


@dataclass(frozen=True)
class DemoLea:
    """A made-up LEA. `code` is what other files call it: county and district, or a charter's school code."""

    code: str
    cds_code: str
    name: str
    county: int
    selpa: DemoSelpa
    lea_type: str
    kind: str
    swd_count: int


def selpas() -> list[DemoSelpa]:
    """Return the 130 SELPAs: one a county, and more where there are more students."""
    return [
        DemoSelpa(
            f"{county:02}{number:02}",
            f"{name} {_FIRST[(county + number) % len(_FIRST)]} SELPA" if number else f"{name} County SELPA",
            county,
        )
        for county, name in COUNTIES.items()
        for number in range(1 + MORE_SELPAS.get(county, 0))
    ]


def leas(count: int) -> list[DemoLea]:
    """Return `count` LEAs, the same ones at every call, and the first of a longer list are those of a shorter one."""
    chance = random.Random("places of the demonstration")  # noqa: S311 - a fixed draw, not a secret
    areas = selpas()
    names = _names(chance)
    made = []
    for number in range(count):
        # Round by round over the SELPAs, so that even a short list has members everywhere it reaches.
        selpa = areas[0] if number in _OF_THE_FIRST else areas[(number * 37) % len(areas)]
        made.append(_lea(number, next(names), selpa, chance))
    return made


def _names(chance: random.Random) -> Iterator[str]:
    plain = [f"{first} {second}" for first, second in itertools.product(_FIRST, _SECOND)]
    chance.shuffle(plain)
    yield from plain
    for round_ in itertools.count(2):
        yield from (f"{name} {('North', 'South', 'East', 'West')[round_ % 4]}" for name in plain)


def _lea(number: int, name: str, selpa: DemoSelpa, chance: random.Random) -> DemoLea:
    drawn = max(8, round(chance.lognormvariate(5.6, 1.25)))
    swd_count = _SIZES.get(number, drawn)
    district = f"{selpa.county:02}{90000 + number:05}"
    if number % 9 == 8:
        school = f"{6900000 + number:07}"
        return DemoLea(school, district + school, f"{name} Charter", selpa.county, selpa, "charter", CHARTER, swd_count)
    if _is_county_office(number, selpa):
        office = f"{COUNTIES[selpa.county]} {COUNTY_OFFICE}"
        return DemoLea(
            district, district + "0000000", office, selpa.county, selpa, "county_office", COUNTY_OFFICE, swd_count
        )
    kind = chance.choices([k for k, _ in _KINDS], [weight for _, weight in _KINDS])[0]
    return DemoLea(district, district + "0000000", f"{name} {kind}", selpa.county, selpa, "district", kind, swd_count)


def _is_county_office(number: int, selpa: DemoSelpa) -> bool:
    """Say whether the LEA is the office of its county: the first one drawn for a county's own SELPA, here and there."""
    return selpa.code.endswith("00") and len(_SIZES) < number < 130 and number % 3 == 0
