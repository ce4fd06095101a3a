"""Reminders: 30, 7 and 1 days before, on the day after, then weekly; one mail a day; nothing on holidays."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import time_machine
from celery import current_app
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from improvement_plans.deadlines import reminding, services
from improvement_plans.deadlines.models import Reminder
from monitoring.notices.models import Notice
from monitoring.work import jobs
from monitoring.years.models import Year
from tests import world
from tests.cast import NOON, Cast
from tests.improvement_plans.deadlines.conftest import FIRST, Put

PACIFIC = ZoneInfo("America/Los_Angeles")


def morning(day: date, *, hour: int = 7) -> None:
    """Let the scheduler's round of a morning happen, and the mails go out."""
    with time_machine.travel(datetime(day.year, day.month, day.day, hour, 5, tzinfo=PACIFIC), tick=False):
        current_app.loader.import_default_modules()
        current_app.tasks["improvement_plans.morning"]()
        jobs.work_off()


ROUND = (
    -31,
    -30,
    -29,
    -8,
    -7,
    -6,
    -2,
    -1,
    0,
    1,
    2,
    3,
    7,
    8,
    9,
    14,
    15,
    16,
)  # the days on which something happens, and next to them


def reminded_on(days: Iterable[int], *, person: str = "Eli Editor") -> list[int]:
    """Return on which days after the due date a person was reminded."""
    found = []
    for after in days:
        known = Notice.objects.filter(kind__in=["step_due", "step_overdue"], person__name=person).count()
        morning(FIRST + timedelta(days=after))
        if Notice.objects.filter(kind__in=["step_due", "step_overdue"], person__name=person).count() > known:
            found.append(after)
    return found


def test_an_lea_is_reminded_before_and_after_its_step_is_due(cast: Cast, put_in_force: Put) -> None:
    put_in_force(FIRST)
    assert reminded_on(ROUND) == [-30, -7, -1, 1, 8, 15]
    subjects = [n.subject for n in Notice.objects.filter(person=cast.editor, lea=cast.lea).order_by("pk")]
    assert "Step 1 of the 2023 plan of Alder Unified is due by the end of June 30, 2023, Pacific time" in subjects
    assert subjects[-1].startswith("Overdue: step 1 of the 2023 plan of Alder Unified")


def test_whoever_submitted_is_reminded_no_more_and_the_reviewer_is_each_week(cast: Cast, put_in_force: Put) -> None:
    put_in_force(FIRST)
    world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    day = NOON.date()
    for after in range(1, 16):
        morning(day + timedelta(days=after))
    waits = Notice.objects.filter(kind="review_waits", lea=cast.lea)
    assert [str(n.person) for n in waits] == ["Rosa Reviewer", "Rosa Reviewer"]
    assert not Notice.objects.filter(kind="step_due", lea=cast.lea).exists()


def test_a_holiday_is_quiet_and_what_fell_on_it_comes_the_day_after(cast: Cast, put_in_force: Put) -> None:
    put_in_force(FIRST, holidays=(FIRST - timedelta(days=7), FIRST - timedelta(days=6)))
    assert reminded_on(range(-8, -3)) == [-5]
    text = Notice.objects.filter(kind="step_due", person=cast.editor).get().text
    assert "June 30, 2023" in text


def test_a_day_on_which_the_portal_was_away_is_caught_up_once(cast: Cast, put_in_force: Put) -> None:
    put_in_force(FIRST)
    assert reminded_on(range(-5, -2)) == [-5]  # of 7 days before
    assert reminded_on(range(3, 5)) == [3]  # of the day after, and of the one before


def test_twice_a_day_reminds_once(cast: Cast, put_in_force: Put) -> None:
    put_in_force(FIRST)
    at = datetime(2023, 6, 23, 8, 0, tzinfo=PACIFIC)
    assert reminding.remind(at=at) == 3
    assert reminding.remind(at=at + timedelta(hours=1)) == 0
    assert Reminder.objects.count() == 3


def test_another_due_date_has_reminders_of_its_own(cast: Cast, put_in_force: Put) -> None:
    put_in_force(FIRST)
    morning(FIRST - timedelta(days=7))
    steps = services.steps_to_move(year=Year.objects.get(year=2023), number=1, lea=cast.lea.code)
    later = FIRST + timedelta(days=1)
    services.move_dates(steps=steps, day=later, expected=1, reason="Fire.", by=cast.administrator, at=NOON)
    morning(FIRST - timedelta(days=6))
    mine = Notice.objects.filter(kind="step_due", person=cast.editor).order_by("pk")
    assert ["June 30" in mine[0].text, "July 1" in mine[1].text] == [True, True]


def test_one_mail_a_day_holds_everything_of_the_day(
    cast: Cast, put_in_force: Put, mailoutbox: list[EmailMessage]
) -> None:
    put_in_force(FIRST)
    before = len(mailoutbox)
    day = FIRST - timedelta(days=7)
    morning(day, hour=6)
    assert len(mailoutbox) == before  # nothing before 7
    morning(day)
    mine = [mail for mail in mailoutbox[before:] if mail.to == [cast.editor.email]]
    assert len(mine) == 1
    body = str(mine[0].body)
    assert "Hello Eli Editor," in body
    assert "has another due date" in body  # of the day before
    assert "is due by the end of June 30, 2023" in body
    assert "/plans/0161119/2023/step/1/" in body
    assert "Questions? Write to Rosa Reviewer" in body
    morning(day, hour=12)
    assert len([mail for mail in mailoutbox if mail.to == [cast.editor.email] and "is due" in str(mail.body)]) == 1


def test_who_left_gets_no_mail(cast: Cast, put_in_force: Put, mailoutbox: list[EmailMessage]) -> None:
    put_in_force(FIRST)
    cast.editor.is_active = False
    cast.editor.save()
    before = len(mailoutbox)
    morning(FIRST - timedelta(days=7))
    assert cast.editor.email not in {mail.to[0] for mail in mailoutbox[before:]}


def test_the_round_asks_as_many_queries_for_one_lea_as_for_three(cast: Cast, put_in_force: Put) -> None:
    put_in_force(FIRST)
    asked = []
    for leas in (1, 3):
        with transaction.atomic():
            if leas == 1:
                for lea in (cast.sibling, cast.other):
                    world.plan_of(lea).steps.update(due_on=None)
            with CaptureQueriesContext(connection) as queries:
                assert reminding.remind(at=datetime(2023, 6, 23, 8, 0, tzinfo=PACIFIC)) == leas
            asked.append(len(queries))
            transaction.set_rollback(True)
    assert asked[0] == asked[1] <= 40
