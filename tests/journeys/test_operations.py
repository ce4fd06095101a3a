"""An administrator sees that a mail was refused, and has it tried again, by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from monitoring.notices.models import Notice
from monitoring.work import heartbeats, jobs
from monitoring.work.models import Job
from tests.cast import NOON, Cast
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]


def test_an_administrator_has_a_refused_mail_tried_again(cast: Cast, visitor: Callable[..., Visitor]) -> None:
    values = {"lea": "Alder Unified", "year": 2023, "level": "Targeted 2"}
    for person in (cast.editor, cast.approver):
        notice = Notice.objects.create(person=person, kind="letter_issued", values=values, notified_at=NOON)
        jobs.enqueue("monitoring.mail_notice", notice, at=NOON)
    Job.objects.update(state="failed", ended_at=NOON, fault="SMTPRecipientsRefused: no")
    heartbeats.note(heartbeats.WORKER, "celery@one", at=NOON)
    ada = visitor()
    ada.sign_in(cast.administrator)
    ada.page.get_by_role("main").get_by_role("link", name="2 jobs failed in the background").click()
    ada.look()
    ada.picture("operations")
    main = ada.page.get_by_role("main")
    expect(main.get_by_role("cell", name="The mail server refused the address.")).to_have_count(4)
    ada.page.get_by_role("button", name="Retry job").first.focus()
    with ada.page.expect_navigation():
        ada.page.keyboard.press("Enter")
    ada.look()
    expect(main.get_by_text("1 job waits for a worker again.")).to_be_visible()
    ada.page.get_by_label("Mails", exact=True).select_option("Failed")
    ada.press("Show")
    expect(main.get_by_role("rowheader", name="eli.editor@example.org")).to_be_visible()
    expect(main.get_by_role("rowheader", name="ana.approver@example.org")).to_have_count(0)  # waiting, or sent by now
