"""Letters: what they say, that they are frozen, whom they reach, and that each is issued once."""

import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate
from pypdf import PdfReader

from cim_portal.lib import canonical, dates
from determinations.letters import drawing, issuing
from determinations.letters import moves as letters_moves
from determinations.letters import queries as letters_queries
from determinations.letters.context import Material
from determinations.letters.kinds import determination
from determinations.letters.models import Letter
from determinations.letters.permissions import can_have_letter_pdf, can_see_letter
from determinations.levels import determining
from determinations.runs import queries
from determinations.runs.models import LevelResult, Run
from improvement_plans.plans.models import Plan
from monitoring.definition import definition_of
from monitoring.ledger import ledger
from monitoring.notices import outbox
from monitoring.notices.models import Notice
from monitoring.people.models import Person
from monitoring.places.models import Lea, LeaYear
from monitoring.work import jobs
from monitoring.work.models import Job
from monitoring.years.models import Year
from tests import world
from tests.broken import NotWrittenError, ledger_that_fails
from tests.cast import NOON, Cast
from tests.determinations.made import drafted
from tests.final import finalise
from tests.pdfs import assert_accessible, bytes_of

LATER = NOON + timedelta(days=2)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def drawn(run: Run, lea: Lea, *, with_elements: bool = True, **changes: Any) -> tuple[dict[str, Any], bytes]:
    """Return the context and the PDF of an LEA's letter, its result changed as asked."""
    result = LevelResult.objects.select_related("lea__county", "lea__selpa").get(run=run, lea=lea)
    for name, value in changes.items():
        setattr(result, name, value)
    elements = queries.elements_of(run, [lea.pk])[lea.pk] if with_elements else []
    context = determination.gather(Material(result, elements, definition_of(run.definition)), {}).as_json()
    return context, drawing.draw(context)


def corrected(cast: Cast) -> None:
    """Have the state decide another level for Alder, and issue what follows."""
    year = Year.objects.select_related("definition").get()
    world.publish(year, "levels", "year,lea_code,level\n2023,0161119,I1\n", by=cast.administrator)
    run = determining.determine(year=year, version=year.definition, by=cast.administrator, at=LATER)
    finalise(run=run, by=cast.administrator, at=LATER)
    issuing.request_issue(year=year, by=cast.administrator, at=LATER)
    jobs.work_off()


@pytest.mark.parametrize("level", ["SD", "I3", "T3", "T1", "SL", ""])
def test_the_letter_of_each_kind_of_level_is_accessible_and_says_it(
    cast: Cast, determined_2023: Run, level: str
) -> None:
    context, pdf = drawn(determined_2023, cast.lea, level=level, official=level)
    assert_accessible(pdf)
    text = text_of(pdf)
    assert context["level_name"] in text
    assert "Alder Unified (0161119)" in text
    assert "The state decided this level itself." in text
    assert ("No improvement plan is asked for." in text) is (level == "")


def test_a_letter_without_any_data_is_accessible_and_says_so(cast: Cast, determined_2023: Run) -> None:
    _, pdf = drawn(determined_2023, cast.lea, with_elements=False, level="", computed="", rule=None)
    assert_accessible(pdf)
    assert "No indicator data were published for Alder Unified." in text_of(pdf)


def test_the_same_letter_is_the_same_bytes(cast: Cast, determined_2023: Run) -> None:
    assert drawn(determined_2023, cast.lea)[1] == drawn(determined_2023, cast.lea)[1]


def test_what_was_missed_stands_in_the_letter_with_its_numbers(cast: Cast, determined_2023: Run) -> None:
    text = " ".join(text_of(drawn(determined_2023, cast.lea)[1]).split())
    for words in ("Targeted Level 2", "March 20, 2023", "52 of 68", "76.47%", "more than 90%", "NC"):
        assert words in text


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "{{ 7*7 }}{% now 'Y' %}",
        "<img src='file:///etc/passwd'>",
        "‮Alder‬ Unified",
        "W" * 120,
        "&amp; <b>Bold</b> & Sons",
    ],
)
def test_a_hostile_name_is_text(cast: Cast, determined_2023: Run, name: str) -> None:
    LeaYear.objects.filter(lea=cast.lea).update(name=name)
    context, pdf = drawn(determined_2023, Lea.objects.get(pk=cast.lea.pk))
    assert context["lea_name"] == name
    assert_accessible(pdf)
    squeezed = "".join(text_of(pdf).split())
    if name.isascii():
        assert "".join(name.split()) in squeezed
    assert "49" not in squeezed.partition("Unified")[0].partition("March")[2].replace(name, "")


def issue_all(cast: Cast) -> None:
    """Have workers draw and issue the letters of all three LEAs, and do what follows from them."""
    run = world.determine_2023(cast)
    issuing.request_issue(year=run.year, by=cast.administrator, at=NOON)
    jobs.work_off()


def test_issuing_freezes_tells_and_opens_the_plan(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    issue_all(cast)
    letter = Letter.objects.select_related("pdf").get(lea=cast.lea)
    assert (letter.status, letter.issued_by) == ("issued", cast.administrator)
    assert canonical.sha256(bytes_of(letter.pdf)) == letter.pdf_id
    assert drawing.draw(letter.context) == bytes_of(letter.pdf)
    told = {address for mail in mailoutbox if "Alder" in mail.subject for address in mail.to}
    assert told == {cast.editor.email, cast.approver.email}
    outbox.ask_for_mails_of_the_day(at=NOON)
    jobs.work_off()
    (of_selpa,) = (str(mail.body) for mail in mailoutbox if mail.to == [cast.reviewer.email])
    assert all(f"Letter for {lea}" in of_selpa for lea in (cast.lea, cast.sibling)), "one mail of all its LEAs"
    assert {"It says: Targeted Level 2." in mail.body for mail in mailoutbox if "Alder" in mail.subject} == {True}
    assert Plan.objects.get(lea=cast.lea).letter == letter


def test_an_lea_without_a_level_gets_a_letter_and_no_plan(cast: Cast, published_2023: Year) -> None:
    text = world.INDICATORS.replace(",No", ",Yes")
    world.publish(published_2023, "indicators", text, by=cast.administrator)
    finalise(run=drafted(cast, published_2023), by=cast.administrator, at=NOON)
    issuing.request_issue(year=published_2023, by=cast.administrator, at=NOON)
    jobs.work_off()
    letter = Letter.objects.get(lea=cast.lea)
    assert (letter.status, letter.level, letter.context["level_name"]) == ("issued", "", "No monitoring level")
    assert not Plan.objects.filter(lea=cast.lea).exists()


def test_issuing_twice_issues_nothing_new(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    issue_all(cast)
    year, mails, before = Year.objects.get(), len(mailoutbox), list(Letter.objects.order_by("pk").values())
    with pytest.raises(issuing.NothingToIssue, match="Every letter is issued"):
        issuing.request_issue(year=year, by=cast.administrator, at=LATER)
    with pytest.raises(ledger.NotNow):
        letters_moves.issue_letter(letter=Letter.objects.get(lea=cast.lea), by=cast.administrator, at=LATER)
    out = io.StringIO()
    call_command("issue_letters", year=2023, json=True, stdout=out)
    assert json.loads(out.getvalue()) == {"year": 2023, "issued": 0}
    assert list(Letter.objects.order_by("pk").values()) == before
    assert len(mailoutbox) == mails


def test_while_they_are_being_issued_asking_again_is_refused(cast: Cast, determined_2023: Run) -> None:
    assert issuing.request_issue(year=determined_2023.year, by=cast.administrator, at=NOON) == 3
    with pytest.raises(issuing.NothingToIssue, match="3 letters are being issued already"):
        issuing.request_issue(year=determined_2023.year, by=cast.administrator, at=NOON)
    jobs.work_off()
    assert Letter.objects.filter(status="issued").count() == 3


def test_a_correction_replaces_and_the_old_stays_readable(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    old = Letter.objects.select_related("pdf").get(lea=cast.lea)
    bytes_before, context_before = bytes_of(old.pdf), old.context
    corrected(cast)
    assert Letter.objects.count() == 4  # the other LEAs' letters say the same, so they get none
    new = Letter.objects.get(lea=cast.lea, status="issued")
    old = Letter.objects.select_related("pdf").get(pk=old.pk)
    assert (new.replaces, old.status) == (old, "corrected")
    assert (bytes_of(old.pdf), old.context) == (bytes_before, context_before)
    day = localdate(old.issued_at)
    assert new.context["replaces_issued_on"] == day.isoformat()
    words = f"replaces the one issued on {dates.in_words(day)}"
    assert words in " ".join(text_of(drawing.draw(new.context)).split())
    assert Notice.objects.filter(kind="letter_corrected").count() == 3


def test_a_draft_of_a_run_that_is_no_longer_final_is_refused(cast: Cast, determined_2023: Run) -> None:
    waiting = issuing.draft(year=determined_2023.year, by=cast.administrator, at=NOON)
    world.publish(determined_2023.year, "ranks", world.RANKS.replace("55.5", "5.5"), by=cast.administrator)
    finalise(run=drafted(cast, determined_2023.year), by=cast.administrator, at=LATER)
    with pytest.raises(ledger.Incomplete, match="not final"):
        letters_moves.issue_letter(letter=waiting[0], by=cast.administrator, at=LATER)
    assert not Letter.objects.filter(status="issued").exists()
    issuing.request_issue(year=determined_2023.year, by=cast.administrator, at=LATER)
    jobs.work_off()
    assert Letter.objects.get(lea=cast.lea).level == "I2"


def test_a_draft_is_read_by_the_state_alone(
    cast: Cast, determined_2023: Run, signed_in: Callable[[Person], Client]
) -> None:
    draft = issuing.draft(year=determined_2023.year, lea_codes=[cast.lea.code], by=cast.administrator, at=NOON)[0]
    for person in (cast.editor, cast.approver, cast.reviewer, cast.ta_provider):
        assert can_see_letter(person, draft).hidden
        assert can_have_letter_pdf(person, draft).hidden
        assert signed_in(person).get(draft.get_absolute_url()).status_code == 404
    assert can_see_letter(cast.monitor, draft)


def test_letters_need_a_final_run_and_an_administrator(cast: Cast, published_2023: Year) -> None:
    drafted(cast, published_2023)
    with pytest.raises(issuing.NothingFinal):
        issuing.request_issue(year=published_2023, by=cast.administrator, at=NOON)
    with pytest.raises(ledger.NotYou):
        issuing.request_issue(year=published_2023, by=cast.monitor, at=NOON)
    with pytest.raises(SystemExit) as ended:
        call_command("issue_letters", year=2023, stderr=io.StringIO())
    assert ended.value.code == 1


def test_the_command_issues_those_that_are_asked_for_and_then_the_rest(cast: Cast, determined_2023: Run) -> None:
    out = io.StringIO()
    call_command("issue_letters", "--year", "2023", "--lea", "0161119", stdout=out)
    assert out.getvalue() == "1 letters issued.\n"
    assert Letter.objects.get(status="issued").lea == cast.lea
    call_command("issue_letters", "--year", "2023", stdout=io.StringIO())
    assert Letter.objects.filter(status="issued").count() == 3
    assert Plan.objects.count() == 3


def test_when_the_event_cannot_be_written_no_letter_is_issued(cast: Cast, determined_2023: Run) -> None:
    (letter,) = issuing.draft(year=determined_2023.year, lea_codes=["0161119"], by=cast.administrator, at=NOON)
    with pytest.raises(NotWrittenError), ledger_that_fails():
        letters_moves.issue_letter(letter=letter, by=cast.administrator, at=NOON)
    letter.refresh_from_db()
    assert (letter.status, letter.pdf) == ("draft", None)
    assert not Notice.objects.exists()


def issue_page(browser: Client, **asked: str) -> str:
    """Return what the page of issuing says, without its tags."""
    page = browser.get(reverse("issue_letters", args=[2023]), asked).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


@pytest.mark.parametrize(
    ("asked", "count", "codes"),
    [
        ({}, 3, ["0161119", "0161127", "1030642"]),
        ({"level": "T3"}, 1, ["0161127"]),
        ({"selpa": "0199"}, 2, ["0161119", "0161127"]),
        ({"q": "10000001030642"}, 1, ["1030642"]),
        ({"selpa": "0199", "level": "I3"}, 0, []),
    ],
)
def test_only_what_is_chosen_is_issued_once_its_number_is_typed(
    cast: Cast,
    determined_2023: Run,
    signed_in: Callable[[Person], Client],
    asked: dict[str, str],
    count: int,
    codes: list[str],
) -> None:
    browser, here = signed_in(cast.administrator), reverse("issue_letters", args=[2023])
    page = issue_page(browser, **asked)
    if count:
        assert f"{count} letter{'s' if count > 1 else ''} would be issued." in page
        for typed in ("", "0", str(count + 1), "all"):
            refused = browser.post(here, {**asked, "count": typed})
            assert refused.status_code == 422
            assert f"Type how many letters are to be issued: {count}. Nothing was issued." in refused.content.decode()
    else:
        assert "No letter is left to issue here" in page
    assert browser.post(here, {**asked, "count": str(count)}).status_code == (302 if count else 409)
    asked_for = Letter.objects.filter(pk__in=Job.objects.filter(kind=letters_queries.ISSUE).values("subject_id"))
    assert list(asked_for.order_by("lea__code").values_list("lea__code", flat=True)) == codes


def test_the_first_letter_is_read_before_any_is_issued(
    cast: Cast, determined_2023: Run, signed_in: Callable[[Person], Client]
) -> None:
    page = issue_page(signed_in(cast.administrator), level="T2")
    assert "Alder Unified: Targeted" in page
    assert "The target was missed on 3 elements." in page
    assert "52 of 68" in page
    assert not Letter.objects.exists()


def test_without_a_final_run_there_is_nothing_to_choose(
    cast: Cast, published_2023: Year, signed_in: Callable[[Person], Client]
) -> None:
    browser = signed_in(cast.administrator)
    assert "no run of 2023 is final yet" in issue_page(browser)
    assert browser.post(reverse("issue_letters", args=[2023]), {"count": "3"}).status_code == 409


def test_another_number_than_there_are_letters_writes_nothing(cast: Cast, determined_2023: Run) -> None:
    year = determined_2023.year
    with pytest.raises(issuing.AnotherCount, match="3"), CaptureQueriesContext(connection) as queries:
        issuing.request_issue(year=year, by=cast.administrator, at=NOON, count=2)
    assert not [one["sql"] for one in queries if re.match("INSERT|UPDATE|DELETE", one["sql"])]
    assert not Letter.objects.exists()
    assert issuing.request_issue(year=year, by=cast.administrator, at=NOON, count=3) == 3
