"""Whom letters reached: who opened one when, who cannot be notified and why, and sending again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from determinations.letters import reach
from determinations.letters.models import Letter, LetterOpening
from improvement_plans.plans.models import Plan
from monitoring.ledger import ledger
from monitoring.ledger.models import Event
from monitoring.notices import outbox
from monitoring.notices.models import Notice
from monitoring.people.models import LeaGrant, Person
from monitoring.work import jobs
from monitoring.work.models import Job
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]
HERE, AGAIN, LETTER = "/years/2023/letters/reached/", "/years/2023/letters/reached/again/", "/leas/0161119/2023/letter/"


def test_who_opened_a_letter_when(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    pdf = f"/leas/0161119/2023/letters/{Letter.objects.get(lea=cast.lea).pk}.pdf"
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        signed_in(cast.approver).get(LETTER)
        signed_in(cast.administrator).get(LETTER)  # the state's people are not who it is for
        assert signed_in(cast.other_editor).get(LETTER).status_code == 404
    with time_machine.travel(NOON + timedelta(hours=3), tick=False):
        signed_in(cast.approver).get(pdf)
    opening = LetterOpening.objects.get()
    assert (opening.person, opening.times) == (cast.approver, 2)
    page = signed_in(cast.monitor).get(HERE).content.decode()
    assert "Ana Approver (LEA approver)," in page
    assert "March 20, 2023, 1:00 p.m." in page
    assert "last on March 20, 2023, 3:00 p.m." in page
    assert "Send again" not in page, "a monitor reads only"
    unopened = signed_in(cast.monitor).get(HERE, {"trouble": "unopened"}).content.decode()
    assert "Alder" not in unopened
    assert "Birch" in unopened


def test_who_cannot_be_notified_and_why(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    LeaGrant.objects.filter(content_object=cast.sibling).delete()
    Person.objects.filter(pk__in=[cast.other_editor.pk, cast.other_approver.pk]).update(is_active=False)
    page = browser.get(HERE, {"trouble": "no_one"}).content.decode()
    assert "Alder" not in page
    assert "No one has a role for the LEA." in page
    assert "Everyone who has a role for the LEA has an account that is closed." in page
    notice = Notice.objects.get(person=cast.editor)
    Job.objects.filter(subject_id=notice.pk, kind=reach.MAIL).update(
        state="failed", ended_at=NOON, fault="The address was refused."
    )
    page = browser.get(HERE, {"trouble": "failed"}).content.decode()
    assert "The email to Eli Editor could not be sent:" in page
    assert "Birch" not in page


def test_sending_again_reaches_those_who_have_a_role_now(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    jobs.work_off()
    mailoutbox.clear()
    browser, letter = signed_in(cast.administrator), Letter.objects.get(lea=cast.lea)
    assert browser.post(AGAIN, {"letter": letter.pk}).status_code == 302
    assert browser.post(AGAIN, {"letter": letter.pk}).status_code == 409  # the mails still wait
    jobs.work_off()
    assert {to for mail in mailoutbox for to in mail.to} == {cast.editor.email, cast.approver.email}
    assert Event.objects.filter(move="notified_of_letter_again", lea=cast.lea).count() == 1
    assert browser.post(AGAIN, {"trouble": "unopened"}).status_code == 302  # a second time, and all at once
    assert browser.post(AGAIN, {"trouble": "everything"}).status_code == 409
    outbox.ask_for_mails_of_the_day(at=NOON)  # the SELPA's, of all its LEAs
    jobs.work_off()
    assert "3 of 3" in browser.get(HERE, {"q": "0161119"}).content.decode()


def test_where_there_is_no_one_sending_again_is_refused(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    jobs.work_off()
    letter = Letter.objects.get(lea=cast.other)
    Person.objects.filter(pk__in=[cast.other_editor.pk, cast.other_approver.pk, cast.other_reviewer.pk]).update(
        is_active=False
    )
    with pytest.raises(reach.NoOneToNotify):
        reach.notify_again(letters=[letter], by=cast.administrator, at=NOON)
    with pytest.raises(ledger.NotYou):
        reach.notify_again(letters=[letter], by=cast.monitor, at=NOON)


def test_the_page_takes_as_many_queries_however_many_letters(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    browser, counts = signed_in(cast.administrator), []
    for words in ("0161119", ""):
        browser.get(HERE)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            browser.get(HERE, {"q": words})
        counts.append(len(asked))
    assert counts[0] == counts[1]
