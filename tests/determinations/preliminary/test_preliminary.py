"""Preliminary figures: shown to LEAs and SELPAs under embargo, contested, answered, and frozen by the final run."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from determinations.levels import determining, doubts
from determinations.preliminary import moves, queries, services
from determinations.preliminary.models import Contest, Window
from determinations.runs.models import Run
from monitoring.ledger import ledger
from monitoring.notices.models import Notice
from monitoring.people.models import Person
from monitoring.work import jobs
from monitoring.years.models import Year
from tests import world
from tests.cast import NOON, Cast
from tests.determinations.made import drafted, publish_many
from tests.final import finalise

SignIn = Callable[[Person], Client]
HERE, MINE, CONTEST = (
    "/years/2023/preliminary/",
    "/leas/0161119/2023/preliminary/",
    "/leas/0161119/2023/preliminary/contest/",
)
LAST = date(2023, 3, 31)
OVER = datetime(2023, 4, 1, 7, 0, tzinfo=UTC)  # midnight in Sacramento, after the last day
REASON = {"indicator": "5A", "reason": "Two schools are missing."}


def opened(cast: Cast, year: Year) -> Window:
    return services.open_window(run=drafted(cast, year), last_day=LAST, by=cast.administrator, at=NOON)


def contested(cast: Cast, window: Window, indicator: str = "5A", *, at: datetime = NOON) -> Contest:
    return services.contest(
        window=window, lea=cast.lea, indicator=indicator, reason="It is wrong.", evidence=None, by=cast.approver, at=at
    )


def at(moment: datetime = NOON) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def test_the_lea_its_selpa_and_the_state_see_the_figures_and_no_one_else(
    cast: Cast, published_2023: Year, signed_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    assert signed_in(cast.editor).get(MINE).status_code == 404
    opened(cast, published_2023)
    jobs.work_off()
    told = {address for mail in mailoutbox if "Alder" in mail.subject for address in mail.to}
    assert told == {cast.editor.email, cast.approver.email}
    assert Notice.objects.filter(person=cast.reviewer, lea=cast.lea, daily=True).exists(), "one mail of all its LEAs"
    for name in ("editor", "approver", "reviewer", "monitor", "administrator"):
        page = " ".join(signed_in(getattr(cast, name)).get(MINE).content.decode().split())
        assert "Preliminary, under embargo" in page, name
        assert "this level would follow: <strong>Targeted Level 2</strong>" in page, name
        assert "52 of 68" in page, name
    for name in ("ta_provider", "sibling_editor", "other_editor", "other_reviewer", "newcomer"):
        assert signed_in(getattr(cast, name)).get(MINE).status_code == 404, name
    assert "Preliminary figures of 2023" in signed_in(cast.editor).get("/leas/0161119/").content.decode()
    assert "Preliminary" not in signed_in(cast.ta_provider).get("/leas/0161119/").content.decode()
    assert signed_in(cast.editor).get("/leas/0161119/2023/why/").status_code == 404, "it is still a draft"


def test_an_approver_contests_with_evidence_and_an_administrator_answers(
    cast: Cast, published_2023: Year, signed_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    opened(cast, published_2023)
    with at():
        approver = signed_in(cast.approver)
        assert approver.post(CONTEST, {"indicator": "5A", "reason": ""}).status_code == 422
        assert approver.post(CONTEST, {"indicator": "99", "reason": "x"}).status_code == 422
        assert approver.post(CONTEST, {**REASON, "evidence": SimpleUploadedFile("a.exe", b"MZ")}).status_code == 422
        file = SimpleUploadedFile("counts.csv", b"school,count\nA,1\n")
        assert approver.post(CONTEST, {**REASON, "evidence": file}).status_code == 302
        made = Contest.objects.get()
        assert approver.post(CONTEST, REASON).status_code == 422  # it is not offered a second time
        with pytest.raises(services.ContestedAlready):
            contested(cast, made.window)
        page = approver.get(MINE).content.decode()
        assert "Two schools are missing." in page
        assert "Not answered yet." in page
        evidence = f"{MINE}contests/{made.pk}/evidence/"
        assert signed_in(cast.reviewer).get(evidence).content == b"school,count\nA,1\n"
        for person in (cast.ta_provider, cast.sibling_editor, cast.other_reviewer):
            assert signed_in(person).get(evidence).status_code == 404
        here, administrator = f"{HERE}contests/{made.pk}/", signed_in(cast.administrator)
        assert "Two schools are missing." in administrator.get(here).content.decode()
        assert "2023: 1 contested figure is not answered." in administrator.get("/home/").content.decode()
        assert administrator.post(here, {"decision": "maybe", "answer": "x"}).status_code == 422
        answer = {"decision": "correct", "answer": "We add both schools."}
        assert administrator.post(here, answer).status_code == 302
        assert administrator.post(here, answer).status_code == 409  # a second time
        assert "We add both schools." in approver.get(MINE).content.decode()
    jobs.work_off()
    mails = {(mail.to[0], mail.subject) for mail in mailoutbox}
    assert (cast.administrator.email, "Alder Unified contests a preliminary 2023 figure") in mails
    assert (cast.approver.email, "Answer about a preliminary 2023 figure of Alder Unified") in mails
    assert "contested" not in signed_in(cast.ta_provider).get("/ledger/").content.decode().split("<table")[-1]


def test_only_an_approver_of_the_lea_contests_and_only_an_administrator_answers(
    cast: Cast, published_2023: Year, signed_in: SignIn
) -> None:
    window = opened(cast, published_2023)
    with at():
        for name, status in (("editor", 403), ("reviewer", 403), ("other_approver", 404), ("ta_provider", 404)):
            assert signed_in(getattr(cast, name)).post(CONTEST, REASON).status_code == status, name
    made = contested(cast, window)
    for person in (cast.monitor, cast.reviewer, cast.approver):
        with pytest.raises(ledger.NotYou):
            moves.answer_contest(contest=made, decision="keep", answer="No.", by=person, at=NOON)
        with pytest.raises(ledger.NotYou):
            services.open_window(run=window.run, last_day=LAST, by=person, at=NOON)
        with pytest.raises(ledger.NotYou):
            moves.close_window(window=window, by=person, at=NOON)


def test_after_the_last_day_nothing_is_contested_until_it_is_moved(
    cast: Cast, published_2023: Year, signed_in: SignIn
) -> None:
    window = opened(cast, published_2023)
    assert contested(cast, window, "1", at=OVER - timedelta(seconds=1))
    with pytest.raises(services.DateIsOver):
        contested(cast, window, at=OVER)
    with at(OVER):
        late = signed_in(cast.approver)
        assert late.post(CONTEST, REASON).status_code == 409
        assert "Contest this element" not in late.get(MINE).content.decode()
        browser = signed_in(cast.administrator)
        assert browser.post(f"{HERE}move/", {"last_day": "2023-03-31"}).status_code == 422
        assert browser.post(f"{HERE}move/", {"last_day": "2023-04-07"}).status_code == 302
        page = browser.get(HERE).content.decode()
        assert "contested by the end of April 7, 2023, Pacific time" in page
        assert 'value="2023-04-07"' in page
        assert late.post(CONTEST, REASON).status_code == 302


def test_late_answers_and_silence_are_in_lists(cast: Cast, published_2023: Year, signed_in: SignIn) -> None:
    window = opened(cast, published_2023)
    first, second = contested(cast, window), contested(cast, window, "1")
    moves.answer_contest(contest=first, decision="keep", answer="It is right.", by=cast.administrator, at=OVER)
    with at():
        signed_in(cast.sibling_editor).get("/leas/0161127/2023/preliminary/")
        signed_in(cast.reviewer).get("/leas/0161127/2023/preliminary/")
    page = signed_in(cast.monitor).get(HERE, {"state": "late"}).content.decode()
    assert "after the last day" in page
    assert f"contests/{second.pk}/" not in page
    assert f"contests/{second.pk}/" in signed_in(cast.monitor).get(HERE, {"state": "undecided"}).content.decode()
    everything = signed_in(cast.monitor).get(HERE).content.decode()
    assert everything.index(f"contests/{second.pk}/") < everything.index(f"contests/{first.pk}/"), "not answered first"
    assert [lea.code for lea in queries.silent(window)] == ["1030642"]
    assert "Cedar Charter (1030642)" in page
    browser = signed_in(cast.monitor)
    late, both = (json.loads(browser.get(HERE, {"as": "json", "state": state}).content) for state in ("late", ""))
    said = [(row["decision"], row["late"], row["contested_by"]) for row in late]
    assert said == [("Keep the figure", True, str(cast.approver))]
    assert [row["indicator"] for row in both] == ["1", late[0]["indicator"]]
    silent = json.loads(browser.get(HERE, {"as": "json", "panel": "silent"}).content)
    assert [row["lea_code"] for row in silent] == ["1030642"]


def test_a_final_run_freezes_the_answers_closes_the_review_and_asks_for_what_is_undecided(
    cast: Cast, published_2023: Year, signed_in: SignIn
) -> None:
    window = opened(cast, published_2023)
    answered = contested(cast, window)
    contested(cast, window, "1")
    moves.answer_contest(contest=answered, decision="correct", answer="We do.", by=cast.administrator, at=NOON)
    corrected = world.INDICATORS.replace("276,640,43.13%,>=60.0%,No", "416,640,65.00%,>=60.0%,Yes")
    world.publish(published_2023, "indicators", corrected, by=cast.administrator)
    run = drafted(cast, published_2023)
    counts = doubts.counts(run)
    assert counts["undecided"] == 1
    accepted = {name: count for name, count in counts.items() if name != "undecided"}
    with pytest.raises(doubts.Doubtful, match="Contests that are not answered"):
        determining.finalise(run=run, by=cast.administrator, at=NOON, accepted=accepted)
    answered.refresh_from_db()
    assert (answered.status, Window.objects.get().status) == ("answered", "open")
    finalise(run=run, by=cast.administrator, at=NOON)
    answered.refresh_from_db()
    assert (answered.status, answered.final_run, Window.objects.get().status) == ("frozen", run, "closed")
    page = signed_in(cast.approver).get(MINE).content.decode()
    assert "The answer is frozen with run 2 of 2023." in page
    assert "this level would follow" not in page
    with at():
        assert signed_in(cast.approver).post(CONTEST, REASON).status_code == 409
    assert signed_in(cast.sibling_editor).get("/leas/0161127/2023/preliminary/").status_code == 404


def test_a_second_window_takes_the_same_element_again(cast: Cast, published_2023: Year, signed_in: SignIn) -> None:
    with at():
        browser = signed_in(cast.administrator)
        run = drafted(cast, published_2023)
        asked = {"run": run.number, "last_day": "2023-03-31"}
        assert browser.post(f"{HERE}open/", {**asked, "last_day": "2023-03-19"}).status_code == 422
        assert browser.post(f"{HERE}open/", asked).status_code == 302
        assert browser.post(f"{HERE}open/", asked).status_code == 409
        contested(cast, Window.objects.get())
        assert browser.post(f"{HERE}close/").status_code == 302
        assert browser.post(f"{HERE}close/").status_code == 409
        assert signed_in(cast.sibling_editor).get("/leas/0161127/2023/preliminary/").status_code == 404
        assert browser.post(f"{HERE}open/", asked).status_code == 302
        assert signed_in(cast.approver).post(CONTEST, REASON).status_code == 302
        assert Contest.objects.filter(lea=cast.lea, indicator="5A").count() == 2
        assert "Earlier reviews" in browser.get(HERE).content.decode()
    finalise(run=run, by=cast.administrator, at=NOON)
    with pytest.raises(services.NotADraft):
        services.open_window(run=Run.objects.get(), last_day=LAST, by=cast.administrator, at=NOON)


def test_the_pages_take_as_many_queries_however_many_leas(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    counted = []
    for many in (3, 30):
        publish_many(cast, opened_2023, many)
        window = opened(cast, opened_2023)
        browser = signed_in(cast.administrator)
        browser.get(HERE)
        with CaptureQueriesContext(connection) as asked:
            browser.get(HERE)
        counted.append(len(asked))
        moves.close_window(window=window, by=cast.administrator, at=NOON)
    assert counted[0] == counted[1]
