"""What was determined of an LEA in the years before."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import takewhile

from determinations.runs.models import LevelResult, Run
from determinations.uploads.models import OfficialDetermination
from monitoring.definition import Definition
from monitoring.years.models import Year


def determined_before(year: Year) -> dict[int, tuple[str, ...]]:
    """Return each LEA's categories of determination in the years before, the nearest first, up to the first without one.

    A year's categories are those of its final run, or, where it has none, the state's own as they are published.
    """
    official = (
        OfficialDetermination.objects.counting()
        .filter(upload__year__year__lt=year.year)
        .values_list("upload__year__year", "lea", "determination")
    )
    final = LevelResult.objects.filter(run__status=Run.Status.FINAL, run__year__year__lt=year.year).exclude(
        determination=""
    )
    results = list(final.values_list("run__year__year", "lea", "determination"))
    of_final = set(Run.objects.filter(status=Run.Status.FINAL).values_list("year__year", flat=True))
    by_year: dict[int, dict[int, str]] = defaultdict(dict)
    for number, lea, category in (*(one for one in official if one[0] not in of_final), *results):
        by_year[number][lea] = category
    before: dict[int, tuple[str, ...]] = {}
    for lea, category in by_year.get(year.year - 1, {}).items():
        number = year.year - 1
        while category:
            before[lea] = (*before.get(lea, ()), category)
            number -= 1
            category = by_year.get(number, {}).get(lea, "")
    return before


def years_in(category: str, *, before: Sequence[str], definition: Definition) -> int:
    """Return for how many of the years before, without a break, an LEA was in `category` or a worse one."""
    order = {one.code: one.order for one in definition.determinations.categories}
    years = takewhile(lambda code: order.get(code, 0) >= order[category], before)
    return sum(1 for _ in years)
