"""One letter is corrected in one place, with its reason, and nothing else moves."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from determinations.letters import correcting, issuing
from determinations.letters.models import Letter
from determinations.levels import determining
from determinations.runs import queries as runs_queries
from determinations.uploads.models import OfficialLevel, Upload
from improvement_plans.plans.models import Plan
from monitoring.ledger import ledger
from monitoring.ledger.models import Event
from monitoring.notices.models import Notice
from monitoring.people.models import Person
from monitoring.work import jobs
from monitoring.years.models import Year
from tests import world
from tests.cast import NOON, Cast
from tests.determinations.letters.test_issuing import text_of
from tests.final import finalise
from tests.pdfs import bytes_of

SignIn = Callable[[Person], Client]
DAY = timedelta(days=1)
REASON = "The count of <b>3A</b> was entered twice."


def counting(cast: Cast) -> Letter:
    return Letter.objects.get(lea=cast.lea, status="issued")


def test_another_level_with_its_reason_replaces_one_letter_alone(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    before, others = counting(cast), set(Letter.objects.exclude(lea=cast.lea).values_list("pk", "status"))
    browser, here = signed_in(cast.administrator), f"/leas/0161119/2023/letters/{before.pk}/correct/"
    assert here in browser.get("/leas/0161119/2023/letter/").content.decode()
    blank = browser.post(here, {"level": "I1", "reason": "  "})
    assert blank.status_code == 422
    assert browser.post(here, {"level": "XX", "reason": REASON}).status_code == 422
    assert browser.post(here, {"level": "I1", "reason": REASON}).status_code == 302
    after = counting(cast)
    before.refresh_from_db()
    assert (before.status, after.replaces, after.level) == ("corrected", before, "I1")
    assert set(Letter.objects.exclude(lea=cast.lea).values_list("pk", "status")) == others
    final = runs_queries.final_run(2023)
    assert final is not None
    assert dict(final.results.values_list("lea__code", "level")) == {
        "0161119": "I1",
        "0161127": "T3",
        "1030642": "I3",
    }
    page = signed_in(cast.editor).get("/leas/0161119/2023/letter/").content.decode()
    assert "The reason: The count of &lt;b&gt;3A&lt;/b&gt; was entered twice." in page
    assert "A later letter replaces it." in page
    told = set(Notice.objects.filter(kind="letter_corrected").values_list("person__email", flat=True))
    assert told == {cast.editor.email, cast.approver.email, cast.reviewer.email}
    assert Event.objects.filter(move="issue", note=REASON).count() == 1
    assert after.pdf is not None
    assert "was entered twice" in " ".join(text_of(bytes_of(after.pdf)).split())
    jobs.work_off()
    assert Plan.objects.get(lea=cast.lea).letter == after
    # The second time: the old page is refused, and the new letter can be corrected again, back to what it was.
    assert browser.post(here, {"level": "I2", "reason": REASON}).status_code == 409
    again = f"/leas/0161119/2023/letters/{after.pk}/correct/"
    assert browser.post(again, {"level": "T2", "reason": "It was right at first."}).status_code == 302
    assert counting(cast).level == "T2"
    assert Letter.objects.filter(lea=cast.lea, status="corrected").count() == 2
    assert issuing.would_change(year=final.year).letters == 0


def test_what_says_the_same_already_is_refused(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    with pytest.raises(correcting.NothingToCorrect):
        correcting.correct(letter=counting(cast), level="T2", reason=REASON, by=cast.administrator, at=NOON + DAY)
    assert Letter.objects.filter(lea=cast.lea).count() == 1


def test_where_more_would_change_than_one_letter_nothing_does(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    year = Year.objects.get()
    world.publish(year, "ranks", world.RANKS.replace("15", "60"), by=cast.administrator)
    with pytest.raises(correcting.NotAlone):
        correcting.correct(letter=counting(cast), level="I1", reason=REASON, by=cast.administrator, at=NOON + DAY)
    assert counting(cast).level == "T2"


def test_without_a_reason_or_by_others_nothing_is_corrected(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    with pytest.raises(correcting.NoReason):
        correcting.correct(letter=counting(cast), level="I1", reason=" ", by=cast.administrator, at=NOON)
    for person in (cast.monitor, cast.reviewer, cast.approver):
        with pytest.raises(ledger.NotYou):
            correcting.correct(letter=counting(cast), level="I1", reason=REASON, by=person, at=NOON)


def test_a_letter_under_embargo_is_corrected_there(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    year = Year.objects.select_related("definition").get()
    world.publish(year, "levels", "year,lea_code,level\n2023,0161119,I1\n", by=cast.administrator)
    run = determining.determine(year=year, version=year.definition, by=cast.administrator, at=NOON + DAY)
    finalise(run=run, by=cast.administrator, at=NOON + DAY)
    issuing.put_under_embargo(year=year, by=cast.administrator, at=NOON + DAY)
    with pytest.raises(correcting.NotTheOneThatCounts, match="under embargo"):
        correcting.correct(letter=counting(cast), level="T3", reason=REASON, by=cast.administrator, at=NOON + DAY)


def test_a_correction_is_one_row_that_amends_what_the_state_decided(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    correcting.correct(letter=counting(cast), level="I1", reason=REASON, by=cast.administrator, at=NOON)
    first = Upload.objects.get(format="levels", status="published")
    assert (first.rows, first.reason) == (1, REASON)
    other = Letter.objects.get(lea__code="0161127", status="issued")
    correcting.correct(letter=other, level="I2", reason="Decided on May 2.", by=cast.administrator, at=NOON + DAY)
    one, two = Upload.objects.filter(format="levels", status="published").order_by("position")
    assert (one, two.amends, two.rows, two.reason) == (first, True, 1, "Decided on May 2.")
    decided = dict(OfficialLevel.objects.published(2023).values_list("lea__code", "level"))
    assert decided == {"0161119": "I1", "0161127": "I2"}
    again = counting(cast)
    correcting.correct(letter=again, level="T2", reason=REASON, by=cast.administrator, at=NOON + 2 * DAY)
    correcting.correct(letter=counting(cast), level="I1", reason=REASON, by=cast.administrator, at=NOON + 3 * DAY)
    decided = dict(OfficialLevel.objects.published(2023).values_list("lea__code", "level"))
    assert decided == {"0161119": "I1", "0161127": "I2"}
