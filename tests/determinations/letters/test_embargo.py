"""An embargo: SELPAs read letters before LEAs do, and at a set time everyone concerned does."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from cim_portal.lib import dates
from determinations.letters import issuing, releasing
from determinations.letters.models import Letter, Release
from determinations.letters.permissions import can_see_letter
from determinations.letters.tasks import ask_for_releases, release_letters
from determinations.levels import determining
from determinations.runs.models import Run
from improvement_plans.plans.models import Plan
from monitoring.ledger import ledger
from monitoring.ledger.models import Event
from monitoring.notices import outbox
from monitoring.notices.models import Notice
from monitoring.people.models import Person
from monitoring.work import jobs
from monitoring.work.models import Job
from monitoring.years.models import Year
from tests import world
from tests.cast import NOON, Cast
from tests.determinations.letters.test_issuing import text_of
from tests.final import finalise

SignIn = Callable[[Person], Client]
HOUR = timedelta(hours=1)
RELEASED_AT = datetime(2023, 3, 27, 16, 0, tzinfo=UTC)  # 9 in the morning in Sacramento, a week after NOON
PAGE, CANCEL = "/years/2023/letters/release/", "/years/2023/letters/release/cancel/"
LETTER, WHY = "/leas/0161119/2023/letter/", "/leas/0161119/2023/why/"


def embargo(cast: Cast, run: Run, *, when: datetime | None = RELEASED_AT, leas: tuple[str, ...] = ()) -> None:
    """Put letters of the run under embargo, and set when they are released."""
    if when:
        releasing.set_time(year=run.year, releases_at=when, by=cast.administrator, at=NOON)
    issuing.put_under_embargo(year=run.year, lea_codes=leas, by=cast.administrator, at=NOON)


def at_the_time(at: datetime = RELEASED_AT) -> None:
    """Do what the scheduler and the workers do at that time."""
    with time_machine.travel(at, tick=False):
        ask_for_releases()
        jobs.work_off()


def statuses() -> set[str]:
    return set(Letter.objects.values_list("status", flat=True))


def found(client: Client, address: str, **more: Any) -> int:
    return client.get(address, **more).status_code


def test_under_embargo_only_the_selpa_and_the_state_read_a_letter(
    cast: Cast, determined_2023: Run, signed_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    embargo(cast, determined_2023)
    outbox.ask_for_mails_of_the_day(at=NOON)
    jobs.work_off()
    assert {address for mail in mailoutbox for address in mail.to} == {cast.reviewer.email, cast.other_reviewer.email}
    pdf = f"/leas/0161119/2023/letters/{Letter.objects.get(lea=cast.lea).pk}.pdf"
    for name in ("editor", "approver", "ta_provider", "other_reviewer", "other_editor"):
        client = signed_in(getattr(cast, name))
        assert [found(client, address) for address in (LETTER, WHY, pdf)] == [404, 404, 404], name
    for name in ("reviewer", "monitor", "administrator"):
        client = signed_in(getattr(cast, name))
        page = client.get(LETTER).content.decode()
        assert "Under embargo until March 27, 2023, 9:00 a.m. Pacific time" in page, name
        assert [found(client, address) for address in (WHY, pdf)] == [200, 200], name
    drawn = text_of(signed_in(cast.reviewer).get(pdf).content)
    assert "Under embargo until March 27, 2023" in " ".join(drawn.split())
    home = signed_in(cast.editor).get("/leas/0161119/").content.decode()
    assert "year-2023" not in home
    assert "embargo" not in home
    assert "under embargo" in signed_in(cast.reviewer).get("/leas/0161119/").content.decode()
    assert "Alder" not in Client().get("/status/?year=2023").content.decode()
    assert "of Alder Unified under embargo" not in signed_in(cast.editor).get("/ledger/").content.decode()
    assert "of Alder Unified under embargo" in signed_in(cast.reviewer).get("/ledger/").content.decode()
    assert not Plan.objects.exists()


def test_the_door_of_a_letter_under_embargo_asks_too(cast: Cast, determined_2023: Run) -> None:
    embargo(cast, determined_2023)
    letter = Letter.objects.select_related("lea").get(lea=cast.lea)
    assert can_see_letter(cast.approver, letter).hidden, "the door asks, and not the list alone"
    assert can_see_letter(cast.ta_provider, letter).hidden
    assert can_see_letter(cast.reviewer, letter)


def test_at_the_set_time_all_are_issued_with_that_date(
    cast: Cast, determined_2023: Run, signed_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    embargo(cast, determined_2023)
    at_the_time(RELEASED_AT - HOUR)
    assert statuses() == {"embargoed"}
    mailoutbox.clear()
    at_the_time()
    assert statuses() == {"issued"}
    assert Plan.objects.count() == 3
    told = {address for mail in mailoutbox if "Alder" in mail.subject for address in mail.to}
    assert told == {cast.editor.email, cast.approver.email}
    assert Notice.objects.filter(person=cast.reviewer, kind="letter_issued", lea=cast.lea, daily=True).exists()
    page = signed_in(cast.editor).get(LETTER).content.decode()
    assert "Date of the letter: March 27, 2023." in page
    assert "embargo" not in page
    pdf = signed_in(cast.editor).get(f"/leas/0161119/2023/letters/{Letter.objects.get(lea=cast.lea).pk}.pdf")
    text = " ".join(text_of(pdf.content).split())
    assert "March 27, 2023" in text
    assert "embargo" not in text
    assert found(signed_in(cast.editor), WHY) == 200
    assert "Alder" in Client().get("/status/?year=2023").content.decode()
    # Once more: nothing is released twice, and what is issued says what it would say now.
    mailoutbox.clear()
    at_the_time(RELEASED_AT + HOUR)
    assert not mailoutbox
    assert Release.objects.get().status == "released"
    assert issuing.would_change(year=determined_2023.year).letters == 0


def test_the_time_is_set_moved_and_canceled_on_its_page(cast: Cast, determined_2023: Run, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    with time_machine.travel(NOON, tick=False):
        assert browser.post(CANCEL).status_code == 409
        past = browser.post(PAGE, {"day": "2023-03-20", "time": "09:00"})
        assert past.status_code == 422
        assert "is over" in past.content.decode()
        skipped = browser.post(PAGE, {"day": "2024-03-10", "time": "02:30"})
        assert "The clocks skip this hour on that day." in skipped.content.decode()
        assert not Release.objects.exists()
        embargo(cast, determined_2023, when=None)
        assert "No time is set." in browser.get(PAGE).content.decode()
        assert "no time is set to release them" in browser.get("/home/").content.decode()
        assert browser.post(PAGE, {"day": "2023-03-27", "time": "09:00"}).status_code == 302
        assert Release.objects.get().releases_at == RELEASED_AT
        assert Letter.objects.first().context["dated"] == "2023-03-27"  # type: ignore[union-attr]
        assert browser.post(PAGE, {"day": "2023-04-03", "time": "13:30"}).status_code == 302
        assert 'value="13:30"' in browser.get(PAGE).content.decode()
        assert {letter.context["dated"] for letter in Letter.objects.all()} == {"2023-04-03"}
        moved = Event.objects.get(move="moved_release")
        assert moved.values["before"] == "March 27, 2023, 9:00 a.m. Pacific time"
    at_the_time()  # the first time goes by
    assert statuses() == {"embargoed"}
    with time_machine.travel(RELEASED_AT, tick=False):
        browser = signed_in(cast.administrator)
        assert browser.post(CANCEL).headers["Location"] == PAGE
        assert {letter.context["dated"] for letter in Letter.objects.all()} == {"2023-03-20"}  # the definition's
    at_the_time(RELEASED_AT + 30 * 24 * HOUR)
    assert statuses() == {"embargoed"}
    later = RELEASED_AT + 60 * 24 * HOUR  # and a second round
    with time_machine.travel(later - HOUR, tick=False):
        browser = signed_in(cast.administrator)
        local = later.astimezone(dates.PACIFIC)
        browser.post(PAGE, {"day": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"})
        assert "Canceled" in browser.get(PAGE).content.decode()
    at_the_time(later)
    assert statuses() == {"issued"}


def test_the_issuing_page_offers_the_embargo_and_asks_for_the_number(
    cast: Cast, determined_2023: Run, signed_in: SignIn
) -> None:
    browser, here = signed_in(cast.administrator), reverse("issue_letters", args=[2023])
    wrong = browser.post(here, {"selpa": "0199", "count": "3", "how": "embargo"})
    assert wrong.status_code == 422
    assert not Letter.objects.exists()
    assert browser.post(here, {"selpa": "0199", "count": "2", "how": "embargo"}).status_code == 302
    assert statuses() == {"embargoed"}
    again = browser.post(here, {"selpa": "0199", "count": "2", "how": "embargo"})
    assert again.status_code == 409
    assert "1 letter would be issued." in browser.get(here).content.decode()
    assert browser.post(here, {"count": "1", "how": "now"}).status_code == 302  # the rest at once, Valley's
    jobs.work_off()
    assert {letter.lea.code for letter in Letter.objects.filter(status="issued")} == {"1030642"}


def test_what_is_under_embargo_follows_a_new_run_and_is_held_back_until_it_does(
    cast: Cast, determined_2023: Run, signed_in: SignIn
) -> None:
    embargo(cast, determined_2023)
    year = Year.objects.select_related("definition").get()
    world.publish(year, "levels", "year,lea_code,level\n2023,0161119,I1\n", by=cast.administrator)
    run = determining.determine(year=year, version=year.definition, by=cast.administrator, at=NOON + HOUR)
    finalise(run=run, by=cast.administrator, at=NOON + HOUR)
    page = signed_in(cast.administrator).get(PAGE).content.decode()
    assert "3 of them are of a run that is no longer final" in page
    at_the_time()
    assert statuses() == {"embargoed"}, "nothing that no one meant is released"
    with time_machine.travel(RELEASED_AT, tick=False):
        changes = issuing.would_change(year=year)
        assert (changes.first, changes.replaced, changes.renewed) == (0, 0, 3)
        issuing.put_under_embargo(year=year, by=cast.administrator, at=RELEASED_AT, count=3)
        assert Letter.objects.get(lea=cast.lea).level == "I1"
        assert statuses() == {"embargoed"}
        releasing.set_time(year=year, releases_at=RELEASED_AT + HOUR, by=cast.administrator, at=RELEASED_AT)
    at_the_time(RELEASED_AT + HOUR)
    assert statuses() == {"issued"}


def test_a_correction_under_embargo_leaves_the_letter_that_counts_until_its_release(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    year = Year.objects.select_related("definition").get()
    world.publish(year, "levels", "year,lea_code,level\n2023,0161119,I1\n", by=cast.administrator)
    run = determining.determine(year=year, version=year.definition, by=cast.administrator, at=NOON + HOUR)
    embargo(cast, finalise(run=run, by=cast.administrator, at=NOON + HOUR))
    editor, reviewer = signed_in(cast.editor), signed_in(cast.reviewer)
    assert "Targeted Level 2" in editor.get(LETTER).content.decode()
    assert "Targeted Level 2" in editor.get(WHY).content.decode(), "the reasons of the letter that counts"
    assert "Intensive" not in editor.get("/leas/0161119/").content.decode()
    assert "that is under embargo (PDF)" in reviewer.get(LETTER).content.decode()
    assert "under embargo" not in editor.get(LETTER).content.decode()
    at_the_time()
    page = editor.get(LETTER).content.decode()
    assert "Intensive Level 1" in page
    assert "This letter replaces the one issued on" in page
    assert Letter.objects.filter(lea=cast.lea, status="corrected").count() == 1
    assert Notice.objects.filter(kind="letter_corrected", person=cast.editor).count() == 1


def test_only_an_administrator_sets_cancels_and_puts_under_embargo(cast: Cast, determined_2023: Run) -> None:
    year = determined_2023.year
    for person in (cast.monitor, cast.reviewer, cast.approver):
        with pytest.raises(ledger.NotYou):
            releasing.set_time(year=year, releases_at=RELEASED_AT, by=person, at=NOON)
        with pytest.raises(ledger.NotYou):
            releasing.cancel(year=year, by=person, at=NOON)
        with pytest.raises(ledger.NotYou):
            issuing.put_under_embargo(year=year, by=person, at=NOON)


def test_a_release_whose_worker_was_killed_is_done_once(cast: Cast, determined_2023: Run) -> None:
    embargo(cast, determined_2023)
    with time_machine.travel(RELEASED_AT, tick=False):
        ask_for_releases()
        ask_for_releases()
    (job,) = Job.objects.filter(kind=releasing.WORK)
    with time_machine.travel(RELEASED_AT + HOUR, tick=False):
        release_letters(job_id=job.pk)
        release_letters(job_id=job.pk)
    assert statuses() == {"issued"}
    assert Event.objects.filter(move="reach_release").count() == 1
    assert Event.objects.filter(move="release").count() == 3
