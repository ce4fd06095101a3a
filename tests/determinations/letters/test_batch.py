"""A batch of letters: asked for, stopped, gone on with, and how far it is."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from determinations.letters import issuing, queries
from determinations.letters.models import Letter
from determinations.letters.tasks import issue_letter
from determinations.runs.models import Run
from monitoring.ledger import ledger, lines
from monitoring.ledger.models import Event
from monitoring.people.models import Person
from monitoring.work import jobs
from monitoring.work.models import Job
from monitoring.years.models import Year
from tests.cast import NOON, Cast
from tests.determinations.made import drafted, publish_many
from tests.final import finalise

SignIn = Callable[[Person], Client]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def run(cast: Cast, opened_2023: Year) -> Run:
    """A final run of twelve LEAs."""
    publish_many(cast, opened_2023, 12)
    return finalise(run=drafted(cast, opened_2023), by=cast.administrator, at=NOON)


def work(count: int, cast: Cast) -> None:
    """Have so many waiting letters issued, as a worker does that is notified of them."""
    for job in Job.objects.filter(kind=queries.ISSUE, state="waiting").order_by("pk")[:count]:
        issue_letter(job_id=job.pk)


def test_a_batch_that_is_stopped_leaves_drafts_and_goes_on(cast: Cast, run: Run) -> None:
    assert issuing.request_issue(year=run.year, by=cast.administrator, at=NOON) == 12
    told = list(Job.objects.filter(kind=queries.ISSUE).values_list("pk", flat=True))
    work(4, cast)
    assert issuing.stop(year=run.year, by=cast.administrator, at=NOON) == 8
    counts = queries.letter_counts(run.year, run)
    assert (counts.issued, counts.waiting, counts.working, counts.stopped) == (4, 8, 0, 8)
    for job in told:  # the broker still rings for all of them
        issue_letter(job_id=job)
    assert Letter.objects.filter(status="issued").count() == 4
    assert lines.line(Event.objects.get(move="stopped_letters")).note == "8 letters stay drafts."
    assert issuing.request_issue(year=run.year, by=cast.administrator, at=NOON) == 8
    jobs.work_off()
    assert Letter.objects.filter(status="issued").count() == Letter.objects.count() == 12


def test_what_a_worker_has_in_hand_is_not_taken_back(cast: Cast, run: Run) -> None:
    issuing.request_issue(year=run.year, by=cast.administrator, at=NOON)
    in_hand = Job.objects.filter(kind=queries.ISSUE).earliest("pk")
    Job.objects.filter(pk=in_hand.pk).update(state="running", attempt=1)
    assert issuing.stop(year=run.year, by=cast.administrator, at=NOON) == 11
    assert list(Job.objects.filter(kind=queries.ISSUE)) == [in_hand]


def test_only_the_letters_of_the_year_are_called_off(cast: Cast, run: Run) -> None:
    issuing.request_issue(year=run.year, by=cast.administrator, at=NOON)
    jobs.enqueue("improvement_plans.open_plan", Letter.objects.earliest("pk"), at=NOON)
    other = Year.objects.create(year=2030, definition=run.definition, opened_at=NOON)
    with pytest.raises(issuing.NothingToStop):
        issuing.stop(year=other, by=cast.administrator, at=NOON)
    issuing.stop(year=run.year, by=cast.administrator, at=NOON)
    assert Job.objects.filter(kind="improvement_plans.open_plan", state="waiting").count() == 1


def test_stopping_is_an_administrators_and_needs_something_to_stop(cast: Cast, run: Run, signed_in: SignIn) -> None:
    issuing.request_issue(year=run.year, by=cast.administrator, at=NOON)
    with pytest.raises(ledger.NotYou):
        issuing.stop(year=run.year, by=cast.monitor, at=NOON)
    browser, here = signed_in(cast.administrator), reverse("letters", args=[2023])
    page = browser.get(here).content.decode()
    assert ">Stop</button>" in page
    assert ">Stop</button>" not in signed_in(cast.monitor).get(here).content.decode()
    stopped = browser.post(reverse("stop_letters", args=[2023]), follow=True).content.decode()
    assert "Stopped. 12 letters stay drafts." in stopped
    assert "Continue issuing the letters" in stopped
    again = browser.post(reverse("stop_letters", args=[2023]))
    assert again.status_code == 409
    assert "No letter waits for a worker any more." in again.content.decode()


def test_progress_says_how_many_are_done_and_how_long_the_rest_takes(cast: Cast, run: Run) -> None:
    assert queries.batch_of_letters(run.year, at=NOON) is None
    issuing.request_issue(year=run.year, by=cast.administrator, at=NOON)
    assert queries.batch_of_letters(run.year, at=NOON + MINUTE) == queries.Batch(done=0, total=12, seconds=None)
    work(3, cast)
    assert queries.batch_of_letters(run.year, at=NOON + MINUTE) == queries.Batch(done=3, total=12, seconds=180)
    issuing.stop(year=run.year, by=cast.administrator, at=NOON + MINUTE)
    issuing.request_issue(year=run.year, by=cast.administrator, at=NOON + 60 * MINUTE)
    work(1, cast)  # what was issued before the pause does not count for the pace
    assert queries.batch_of_letters(run.year, at=NOON + 61 * MINUTE) == queries.Batch(done=1, total=9, seconds=480)


def test_the_page_says_it_without_javascript(cast: Cast, run: Run, signed_in: SignIn) -> None:
    issuing.request_issue(year=run.year, by=cast.administrator, at=NOON)
    work(3, cast)
    page = " ".join(signed_in(cast.administrator).get(reverse("letters", args=[2023])).content.decode().split())
    assert "3 letters issued, 9 with the workers. Of the 12 that they were asked for, 3 are done;" in page
    assert "at this pace the rest takes about" in page


def test_what_issuing_would_change_is_counted_when_it_is_asked_for(cast: Cast, run: Run, signed_in: SignIn) -> None:
    browser, here = signed_in(cast.administrator), reverse("issue_letters", args=[2023])
    issuing.request_issue(year=run.year, lea_codes=["1000001", "1000002"], by=cast.administrator, at=NOON)
    jobs.work_off()
    letters_before = list(Letter.objects.values())
    page = " ".join(re.sub(r"<[^>]+>", " ", browser.get(here).content.decode()).split())
    assert "10 issued for the first time 0 replacing a letter that says something else" in page
    assert "10 letters would be issued." in page
    assert list(Letter.objects.values()) == letters_before
