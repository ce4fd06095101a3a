"""One's own notifications, and how often they come by mail."""

from collections.abc import Callable
from datetime import timedelta

import time_machine
from django.core.mail import EmailMessage
from django.test import Client

from improvement_plans.plans.models import Plan
from monitoring.notices import outbox
from monitoring.notices.models import Notice
from monitoring.people.models import Person
from monitoring.work import jobs
from tests import world
from tests.cast import NOON, Cast

Visit = Callable[[Person], Client]


def test_everyone_sees_their_own(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit) -> None:
    page = signed_in(cast.editor).get("/notifications/").content.decode()
    assert "2023 Annual Determination Letter for Alder Unified" in page
    assert "Birch" not in page
    assert "None yet" in signed_in(cast.newcomer).get("/notifications/").content.decode()


def test_whoever_wants_one_mail_a_day_gets_one(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit, mailoutbox: list[EmailMessage]
) -> None:
    jobs.work_off()
    assert signed_in(cast.reviewer).post("/notifications/", {"mail": "daily"}).status_code == 302
    mailoutbox.clear()
    for lea, editor in ((cast.lea, cast.editor),):
        world.submit_step(lea, 1, editor=editor, approver=cast.approver)
    jobs.work_off()
    assert cast.reviewer.email not in {mail.to[0] for mail in mailoutbox}
    assert Notice.objects.filter(person=cast.reviewer, kind="step_submitted", daily=True, mailed_at=None).count() == 1
    later = NOON + timedelta(days=1)
    with time_machine.travel(later, tick=False):
        assert outbox.ask_for_mails_of_the_day(at=later) == 2, "the other SELPA’s, of its letter"
        jobs.work_off()
        assert outbox.ask_for_mails_of_the_day(at=later) == 0
    assert [str(mail.subject) for mail in mailoutbox if mail.to == [cast.reviewer.email]] == ["CIM on March 21, 2023"]
    assert "sent on March 21, 2023" in signed_in(cast.reviewer).get("/notifications/").content.decode()


def test_another_choice_is_refused(cast: Cast, signed_in: Visit) -> None:
    assert signed_in(cast.editor).post("/notifications/", {"mail": "never"}).status_code == 422
