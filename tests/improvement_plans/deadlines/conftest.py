"""A year whose steps have due dates."""

from collections.abc import Callable
from datetime import date

import pytest

from improvement_plans.plans.models import Plan
from monitoring.definition import services as definition_services
from monitoring.work import jobs
from monitoring.years import services as years_services
from monitoring.years.models import Year
from tests import definitions
from tests.cast import NOON, Cast

FIRST = date(2023, 6, 30)
Put = Callable[..., None]


@pytest.fixture
def put_in_force(cast: Cast, issued_2023: dict[str, Plan]) -> Put:
    """Put a version of the definition in force by which step 1 of every level is due on a day; with holidays."""

    def put(day: date | None, *, holidays: tuple[date, ...] = ()) -> None:
        year = Year.objects.get(year=2023)
        document = definitions.document(2023)
        levels = [level["code"] for level in document["levels"] if level["steps"]]
        if day:
            document["tasks"] = [{"levels": levels, "step": 1, "title": "Submit step 1", "due_date": day}]
        document["holidays"] = list(holidays)
        version = definition_services.load_definition(text=definitions.dumped(document), by=None, at=NOON)
        years_services.use_definition(year=year, version=version, by=cast.administrator, at=NOON)
        jobs.work_off()

    return put
