"""Record reviews as tests need them: drawn, locked, read, finished."""

from datetime import datetime

from determinations.record_reviews import moves, queries, services
from determinations.record_reviews.models import Record, Sample
from determinations.record_reviews.writing import Opening, Said
from monitoring.definition import definition_of
from monitoring.places.models import Lea
from monitoring.years.models import Year
from tests.cast import NOON, Cast

NUMBERS = tuple(f"A-{number}" for number in range(1, 13))


def opening(
    cast: Cast,
    *,
    codes: tuple[str, ...] = ("REVIEW", "13"),
    size: int = 4,
    lea: Lea | None = None,
    numbers: tuple[str, ...] = NUMBERS,
) -> Opening:
    year = Year.objects.select_related("definition").get(year=2023)
    requirements = tuple(one for one in definition_of(year.definition).requirements if one.code in codes)
    return Opening(lea or cast.lea, year, requirements, numbers, size)


def drawn(cast: Cast, *, codes: tuple[str, ...] = ("REVIEW", "13"), lea: Lea | None = None) -> Sample:
    return services.open_review(opening=opening(cast, codes=codes, lea=lea), by=cast.monitor, at=NOON)


def locked(cast: Cast, *, codes: tuple[str, ...] = ("REVIEW", "13")) -> Sample:
    return moves.lock(sample=drawn(cast, codes=codes), by=cast.monitor, at=NOON)


def records(sample: Sample) -> list[Record]:
    return [one for one in queries.drawn(sample) if one.replaced_at is None]


def read(cast: Cast, sample: Sample, *, failing: dict[int, set[str]], at: datetime = NOON) -> Sample:
    """Answer for every record of a locked sample; `failing` has, by the place of a record, the codes that it does not meet."""
    items = list(sample.items.all())
    for place, record in enumerate(records(sample)):
        not_met = failing.get(place, set())
        said = {
            item.pk: Said("not_met", f"Correct {item.code}.") if item.code in not_met else Said("met", "")
            for item in items
        }
        services.write_answers(record=record, said=said, by=cast.monitor, at=at)
    return sample


def finished(cast: Cast, *, failing: dict[int, set[str]], codes: tuple[str, ...] = ("REVIEW", "13")) -> Sample:
    return moves.finish(sample=read(cast, locked(cast, codes=codes), failing=failing), by=cast.monitor, at=NOON)
