"""A step is due until its day has ended in California, in summer and in winter."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from improvement_plans.plans.models import Plan, Step
from monitoring.people.models import Person
from tests.cast import Cast

Visit = Callable[[Person], Client]
PACIFIC = ZoneInfo("America/Los_Angeles")
SUMMER, WINTER, CHANGE = date(2023, 6, 30), date(2023, 12, 15), date(2023, 11, 5)  # the clocks go back on the third


@pytest.mark.parametrize(
    ("due", "at", "late"),
    [
        (SUMMER, datetime(2023, 6, 30, 23, 30), False),
        (SUMMER, datetime(2023, 7, 1, 0, 1), True),
        (WINTER, datetime(2023, 12, 15, 23, 30), False),
        (WINTER, datetime(2023, 12, 16, 0, 1), True),
        (CHANGE, datetime(2023, 11, 5, 23, 30), False),
        (CHANGE, datetime(2023, 11, 6, 0, 1), True),
    ],
)
def test_every_page_says_the_same_of_a_deadline(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit, due: date, at: datetime, late: bool
) -> None:
    Step.objects.filter(plan__lea=cast.lea, number=1).update(due_on=due)
    with time_machine.travel(at.replace(tzinfo=PACIFIC), tick=False):
        editor, monitor = signed_in(cast.editor), signed_in(cast.monitor)
        assert editor.get("/home/").context["waiting"][0].state.overdue is late
        assert editor.get("/leas/0161119/").context["next"].overdue is late
        assert editor.get("/plans/0161119/2023/").context["lines"][0].overdue is late
        assert editor.get("/plans/0161119/2023/step/1/").context["state"].overdue is late
        listed = signed_in(cast.reviewer).get("/reviews/?show=lea&words=Alder").context["lines"]
        assert {line.overdue for line in listed if line.number == 1} == {late}
        assert bool(monitor.get("/state/?overdue=yes").context["lines"]) is late
        assert monitor.get("/state/").context["overdue"].value == int(late)


def test_a_moment_late_in_the_evening_is_told_by_its_pacific_day(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    evening = datetime(2023, 6, 30, 23, 30, tzinfo=PACIFIC)
    Step.objects.filter(plan__lea=cast.lea, number=1).update(moved_at=evening)
    exported = signed_in(cast.monitor).get("/state/?q=Alder&as=csv").getvalue().decode()
    assert "2023-06-30" in exported
    assert "2023-07-01" not in exported
