"""A due date over the months: moved for all, extended for one, reminded of; and each mail has the date that counts that day."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from zoneinfo import ZoneInfo

import time_machine
from celery import current_app
from django.core.mail import EmailMessage
from django.test import Client

from improvement_plans.deadlines.models import Extension
from monitoring.people.models import Person
from monitoring.work import jobs
from tests import world
from tests.cast import Cast
from tests.improvement_plans.deadlines.conftest import FIRST, Put

Visit = Callable[[Person], Client]
PACIFIC = ZoneInfo("America/Los_Angeles")
EXTENSION = "/plans/0161119/2023/step/1/extension/"
MOVE = {
    "number": "1",
    "level": "",
    "selpa": "",
    "lea": "",
    "day": "2023-07-28",
    "reason": "Wildfires.",
    "expected": "3",
}


@contextmanager
def clock(month: int, day: int, hour: int = 10) -> Iterator[None]:
    """Have it be that day of 2023; what is to be done in the background then is done before it ends."""
    with time_machine.travel(datetime(2023, month, day, hour, 5, tzinfo=PACIFIC), tick=False):
        yield
        jobs.work_off()


def test_every_mail_of_half_a_year_has_the_date_that_counts_on_its_day(
    cast: Cast, put_in_force: Put, signed_in: Visit, mailoutbox: list[EmailMessage]
) -> None:
    current_app.loader.import_default_modules()

    def mornings(*days: tuple[int, int], of: Person = cast.editor) -> dict[tuple[int, int], str]:
        """Let the mornings of these days come, and return what a person was mailed on each: one mail at most."""
        said: dict[tuple[int, int], str] = {}
        for month, day in days:
            before = len(mailoutbox)
            for hour in (7, 9) if day == 31 else (7,):  # the scheduler comes by more than once a morning
                with clock(month, day, hour):
                    current_app.tasks["improvement_plans.morning"]()
            mine = [str(mail.body) for mail in mailoutbox[before:] if mail.to == [of.email]]
            assert len(mine) <= 1, (month, day)
            said |= dict.fromkeys([(month, day)] * len(mine), "".join(mine))
        return said

    put_in_force(FIRST, holidays=(date(2023, 8, 11),))
    first = mornings((4, 4), (5, 30), (5, 31))
    assert [*first] == [(4, 4), (5, 31)]
    assert "has another due date: by the end of June 30, 2023, Pacific time" in first[4, 4]
    assert "is due by the end of June 30, 2023, Pacific time" in first[5, 31]

    with clock(6, 1):
        assert signed_in(cast.administrator).post("/years/2023/dates/", MOVE).status_code == 302
    moved = mornings((6, 2), (6, 23), (6, 28), (6, 29), (7, 1))  # nothing before the day that counts no longer
    assert [*moved] == [(6, 2), (6, 28)]
    assert "has another due date: by the end of July 28, 2023, Pacific time" in moved[6, 2]
    assert "is due by the end of July 28, 2023, Pacific time" in moved[6, 28]

    sent = len(mailoutbox)
    with clock(7, 5):
        asked = {"until": "2023-08-31", "reason": "Two of the team left."}
        assert signed_in(cast.approver).post(EXTENSION, asked).status_code == 302
    (request,) = mailoutbox[sent:]
    assert (request.to, "until August 31, 2023" in str(request.body)) == ([cast.reviewer.email], True)
    assert "The step is due by the end of July 28, 2023, Pacific time." in str(request.body)
    with clock(7, 6):
        reviewer, answer = signed_in(cast.reviewer), Extension.objects.get().get_absolute_url()
        refused = reviewer.post(answer, {"decision": "refuse", "until": "2023-08-31", "answer": " "})
        assert "Say why: the LEA will read it." in refused.content.decode()
        sent = len(mailoutbox)
        granted = {"decision": "grant", "until": "2023-08-18", "answer": "Until school begins."}
        assert reviewer.post(answer, granted).status_code == 302
    assert {mail.to[0] for mail in mailoutbox[sent:]} >= {cast.editor.email, cast.approver.email}
    for mail in mailoutbox[sent:]:
        assert "It is due by the end of August 18, 2023, Pacific time." in str(mail.body)
        assert "Until school begins." in str(mail.body)

    days = (7, 19), (7, 21), (7, 27), (7, 29), (8, 11), (8, 12), (8, 17), (8, 18), (8, 19), (8, 20), (8, 26), (9, 2)
    reminded = mornings(*days)
    assert [*reminded] == [(7, 19), (8, 12), (8, 17), (8, 19), (8, 26), (9, 2)]  # August 11 is a holiday
    assert all("due by the end of August 18, 2023, Pacific time" in body for body in reminded.values())
    assert not [day for day, body in reminded.items() if "July 28" in body or "June 30" in body]
    assert [day for day, body in reminded.items() if "Overdue: step 1" in body] == [(8, 19), (8, 26), (9, 2)]
    others = [str(mail.body) for mail in mailoutbox if mail.to == [cast.sibling_editor.email]]
    assert [*filter(lambda body: "August 18" in body, others)] == []
    assert "Overdue: step 1 of the 2023 plan of Birch Elementary was due by the end of July 28, 2023" in others[-1]

    with clock(9, 3):
        world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    assert not [body for body in mornings((9, 9)).values() if "due by the end of" in body]
