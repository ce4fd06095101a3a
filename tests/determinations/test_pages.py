"""The pages of this app: for whom they open, what they say, and what a second click does."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from determinations.letters import issuing
from determinations.letters import moves as letters_moves
from determinations.letters.models import Letter
from determinations.levels import doubts
from determinations.runs.models import LevelResult, Run
from determinations.runs.permissions import can_see_result
from determinations.uploads.models import Upload
from improvement_plans.plans.models import Plan
from monitoring.ledger.models import Event
from monitoring.people.models import Person
from monitoring.work import jobs
from monitoring.work.models import Job
from monitoring.years.models import Year
from tests import world
from tests.cast import NOON, Cast
from tests.determinations.made import drafted, publish_many
from tests.final import finalise
from tests.owner import past_the_guard

SignIn = Callable[[Person], Client]
OF_THE_STATE = ["uploads", "upload", "problems_table", "problems_json", "uploaded_file", "runs", "run", "letters"]
OF_THE_LEA = ["why", "letter", "letter_pdf"]
POSTS = [
    "receive_upload",
    "check_upload",
    "accept_warnings",
    "publish_upload",
    "withdraw_upload",
    "determine",
    "finalise_run",
    "issue_letters",
]


def address(name: str) -> str:
    """Return the address of a page in the world of `issued`."""
    upload, letter = Upload.objects.order_by("pk").first(), Letter.objects.filter(lea__code="0161119").first()
    words: dict[str, Any] = {"year": 2023}
    if name in ("upload", "problems_table", "problems_json", "uploaded_file", "upload_progress", *POSTS[1:5]):
        words["pk"] = upload.pk if upload else 1
    if name in ("run", "finalise_run"):
        words["number"] = 1
    if name == "problems_table":
        words["kind"] = "csv"
    if name in OF_THE_LEA:
        words["code"] = "0161119"
    if name == "letter_pdf":
        words["pk"] = letter.pk if letter else 1
    return reverse(name, kwargs=words)


@pytest.fixture
def issued(issued_2023: dict[str, Plan]) -> Year:
    return Year.objects.get()


def test_a_page_of_the_year_is_the_states_alone(cast: Cast, issued: Year, signed_in: SignIn) -> None:
    for name in OF_THE_STATE:
        assert signed_in(cast.administrator).get(address(name)).status_code == 200, name
        assert signed_in(cast.monitor).get(address(name)).status_code == 200, name
        for stranger in (cast.reviewer, cast.approver, cast.editor, cast.ta_provider, cast.newcomer):
            assert signed_in(stranger).get(address(name)).status_code == 404, name
        assert Client().get(address(name)).status_code == 302, name


def test_a_page_of_an_lea_is_for_everyone_with_a_role_for_it(cast: Cast, issued: Year, signed_in: SignIn) -> None:
    for name in OF_THE_LEA:
        for own in (cast.editor, cast.approver, cast.ta_provider, cast.reviewer, cast.monitor, cast.administrator):
            assert signed_in(own).get(address(name)).status_code == 200, name
        for stranger in (cast.sibling_editor, cast.other_editor, cast.other_reviewer, cast.newcomer):
            assert signed_in(stranger).get(address(name)).status_code == 404, name
        assert Client().get(address(name)).status_code == 302, name


def test_a_monitor_is_told_why_not_and_a_stranger_finds_nothing(cast: Cast, issued: Year, signed_in: SignIn) -> None:
    events = Event.objects.count()
    for name in POSTS:
        assert signed_in(cast.monitor).post(address(name)).status_code == 403, name
        for stranger in (cast.reviewer, cast.approver, cast.newcomer):
            assert signed_in(stranger).post(address(name)).status_code == 404, name
        assert Client().post(address(name)).status_code == 302, name
        shown = 200 if name == "issue_letters" else 405  # what would be issued is shown at the same address
        assert signed_in(cast.administrator).get(address(name)).status_code == shown, name
    assert Event.objects.count() == events


def test_the_what_if_page_is_the_administrators(cast: Cast, issued: Year, signed_in: SignIn) -> None:
    page = reverse("what_if", args=[2023])
    assert signed_in(cast.administrator).get(page).status_code == 200
    assert signed_in(cast.monitor).get(page).status_code == 403
    assert signed_in(cast.approver).get(page).status_code == 404


def test_a_monitor_reads_and_is_offered_no_button(cast: Cast, issued: Year, signed_in: SignIn) -> None:
    for name in ("uploads", "runs", "letters", "upload"):
        page = signed_in(cast.monitor).get(address(name)).content.decode().partition("<main")[2]
        assert 'method="post"' not in page, name
        assert name == "upload" or "Only a state administrator can do this." in page, name


# ── runs ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_determining_twice_makes_one_draft_and_says_so(cast: Cast, published_2023: Year, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    browser.post(reverse("determine", args=[2023]))
    page = browser.post(reverse("determine", args=[2023]), follow=True)
    assert b"Run 1 has the same rules and the same data. Nothing was changed." in page.content
    assert Run.objects.count() == 1


def test_a_run_is_made_final_once(cast: Cast, published_2023: Year, signed_in: SignIn) -> None:
    accepted = {f"accept_{name}": count for name, count in doubts.counts(drafted(cast, published_2023)).items()}
    browser = signed_in(cast.administrator)
    page = reverse("run", args=[2023, 1])
    assert f"{page}before-final/" in browser.get(page).content.decode()
    said = " ".join(browser.get(f"{page}before-final/").content.decode().split())
    assert "No one is notified until letters are issued." in said
    assert browser.post(f"{page}final/", accepted).status_code == 302
    again = browser.post(f"{page}final/", accepted)
    assert again.status_code == 409
    assert (
        "This is “Final” now, and “Make final” needs it to be “Draft”. Nothing was changed." in again.content.decode()
    )
    assert Event.objects.filter(move="finalise").count() == 1


def test_the_run_page_filters_and_marks_where_the_state_decided_otherwise(
    cast: Cast, published_2023: Year, signed_in: SignIn
) -> None:
    world.publish(
        published_2023, "levels", "year,lea_code,level\n2023,0161119,I1\n2023,0161127,T3\n", by=cast.administrator
    )
    drafted(cast, published_2023)
    browser = signed_in(cast.monitor)

    def shown(**words: str) -> set[str]:
        text = browser.get(reverse("run", args=[2023, 1]), words).content.decode().partition('aria-label="LEAs"')[2]
        return {name for name in ("Alder Unified", "Birch Elementary", "Cedar Charter") if name in text}

    assert shown() == {"Alder Unified", "Birch Elementary", "Cedar Charter"}
    assert shown(level="I1") == {"Alder Unified"}
    assert shown(level="none") == set()
    assert shown(q="valley") == {"Cedar Charter"}
    assert shown(q="01611") == {"Alder Unified", "Birch Elementary"}
    assert shown(q="\0") == {"Alder Unified", "Birch Elementary", "Cedar Charter"}
    assert shown(differing="yes") == {"Alder Unified"}
    assert shown(page="99", level="nonsense") == {"Alder Unified", "Birch Elementary", "Cedar Charter"}


def test_a_run_says_what_was_published_since(cast: Cast, published_2023: Year, signed_in: SignIn) -> None:
    drafted(cast, published_2023)
    world.publish(published_2023, "ranks", world.RANKS.replace("55.5", "60"), by=cast.administrator)
    page = signed_in(cast.monitor).get(reverse("run", args=[2023, 1])).content
    assert b"other data were published (ranks)" in page


def test_what_if_shows_who_would_move_and_keeps_nothing(cast: Cast, determined_2023: Run, signed_in: SignIn) -> None:
    definition = Year.objects.select_related("definition").get().definition.source
    other = definition.replace("{fact: missed_elements, at_least: 3}", "{fact: missed_elements, at_least: 4}")
    browser = signed_in(cast.administrator)
    page = browser.post(reverse("what_if", args=[2023]), {"file": SimpleUploadedFile("o.yaml", other.encode())})
    text = page.content.decode()
    assert page.status_code == 200
    assert "1 of 3 LEAs would move" in text
    assert "Alder Unified" in text
    assert "Cedar Charter" not in text
    assert Run.objects.count() == 1


@pytest.mark.parametrize("text", ["", "year: 2023\nrules: [}", "year: 2023\n", "\0"])
def test_a_definition_that_cannot_be_used_is_answered_in_words(
    cast: Cast, opened_2023: Year, signed_in: SignIn, text: str
) -> None:
    words = {"file": SimpleUploadedFile("o.yaml", text.encode())} if text else {}
    page = signed_in(cast.administrator).post(reverse("what_if", args=[2023]), words)
    assert page.status_code == 422
    assert b"Nothing was tried." in page.content


# ── why, and the letter ───────────────────────────────────────────────────────────────────────────────────────────


def words_of(page: Any) -> str:
    return " ".join(page.content.decode().split())


def test_why_says_the_outcome_first_then_rules_then_elements(cast: Cast, issued: Year, signed_in: SignIn) -> None:
    text = words_of(signed_in(cast.editor).get(address("why")))
    assert "because rule 7 is the first that holds" in text
    assert "Elements whose target was missed: at least 3" in text
    assert "from 8 up to and including 10" in text
    assert "ranks.csv, row 2" in text
    assert "Counted as missed: 3 of 4." in text
    assert "Percentage rank on least restrictive environment (0 is lowest): not known" in text


def test_why_says_that_the_state_decided_with_the_computed_level_beside(
    cast: Cast, published_2023: Year, signed_in: SignIn
) -> None:
    world.publish(published_2023, "levels", "year,lea_code,level\n2023,0161119,I1\n", by=cast.administrator)
    finalise(run=drafted(cast, published_2023), by=cast.administrator, at=NOON)
    text = words_of(signed_in(cast.reviewer).get(address("why")))
    assert "The state itself decided the level of Alder Unified: <strong>Intensive Level 1</strong>." in text
    assert "compute another: <strong>Targeted Level 2</strong>" in text


def test_a_draft_run_explains_itself_to_the_state_alone(cast: Cast, published_2023: Year, signed_in: SignIn) -> None:
    drafted(cast, published_2023)
    assert b"Only the state sees it." in signed_in(cast.monitor).get(address("why")).content
    assert signed_in(cast.editor).get(address("why")).status_code == 404
    result = LevelResult.objects.get(lea=cast.lea)
    assert can_see_result(cast.editor, result).hidden, "the door asks too, and not the list alone"
    assert can_see_result(cast.monitor, result)


def test_the_letter_page_shows_the_letter_and_those_it_replaced(cast: Cast, issued: Year, signed_in: SignIn) -> None:
    first = Letter.objects.get(lea=cast.lea)
    world.publish(issued, "levels", "year,lea_code,level\n2023,0161119,I1\n", by=cast.administrator)
    finalise(run=drafted(cast, issued), by=cast.administrator, at=NOON)
    issuing.request_issue(year=issued, by=cast.administrator, at=NOON)
    assert b"A draft that is not issued yet" in signed_in(cast.monitor).get(address("letter")).content
    assert b"A draft" not in signed_in(cast.editor).get(address("letter")).content
    jobs.work_off()
    page = signed_in(cast.editor).get(address("letter"))
    new = Letter.objects.get(lea=cast.lea, status="issued")
    for words in ("Intensive Level 1", str(new.pdf_id), "This letter replaces the one issued on", "Ada Administrator"):
        assert words in words_of(page)
    pdf = reverse("letter_pdf", args=["0161119", 2023, first.pk])
    assert pdf in page.content.decode()
    old = signed_in(cast.editor).get(pdf)
    assert old.content.startswith(b"%PDF")


def test_a_letter_that_is_not_drawn_yet_is_read_from_its_page(cast: Cast, issued: Year, signed_in: SignIn) -> None:
    letter = Letter.objects.get(lea=cast.lea)
    past_the_guard("determinations_letter", "UPDATE determinations_letter SET pdf_id = NULL WHERE id = %s", letter.pk)
    browser, pdf = signed_in(cast.editor), reverse("letter_pdf", args=["0161119", 2023, letter.pk])
    page = browser.get(address("letter")).content.decode()
    assert f'href="{pdf}">Read the letter (PDF)' in page
    assert "SHA-256" not in page
    assert browser.get(pdf).content.startswith(b"%PDF")
    assert "SHA-256" in browser.get(address("letter")).content.decode()


# ── letters of the year ───────────────────────────────────────────────────────────────────────────────────────────


def test_issuing_is_asked_for_once(cast: Cast, determined_2023: Run, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    here = reverse("letters", args=[2023])
    assert b"Issuing draws each letter" in browser.get(f"{here}issue/").content
    issued = browser.post(f"{here}issue/", {"count": "3"}, follow=True)
    assert b"3 letters are being drawn and issued." in issued.content
    again = browser.post(f"{here}issue/", {"count": "3"})
    assert again.status_code == 409
    assert b"3 letters are being issued already. Nothing was changed." in again.content
    assert b"3 with the workers" in browser.get(f"{here}progress/").content
    jobs.work_off()
    assert browser.get(f"{here}progress/").headers["HX-Refresh"] == "true"
    assert browser.post(f"{here}issue/").status_code == 409
    assert Letter.objects.count() == 3


def test_a_letter_that_could_not_be_issued_says_why_and_can_be_asked_for_again(
    cast: Cast, determined_2023: Run, signed_in: SignIn
) -> None:
    browser = signed_in(cast.administrator)
    here = reverse("letters", args=[2023])
    browser.post(f"{here}issue/", {"count": "3"})
    Job.objects.update(state="failed", ended_at=NOON, fault="OSError: [Errno 28] in /var/lib")
    page = words_of(browser.get(here))
    said = "The disk is full, or the machine has no room left."
    assert f"3 letters are drafted and not being issued. {said} Issuing again" in page
    assert browser.post(f"{here}issue/", {"count": "3"}).status_code == 302
    jobs.work_off()
    assert Letter.objects.filter(status="issued").count() == 3


def test_the_letters_page_filters(cast: Cast, issued: Year, signed_in: SignIn) -> None:
    browser = signed_in(cast.monitor)

    def shown(**words: str) -> int:
        return browser.get(address("letters"), words).content.decode().count("/letter/")

    assert (shown(), shown(level="T2"), shown(state="draft"), shown(q="bay"), shown(level="?")) == (3, 1, 0, 2, 3)


# ── the public page ───────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_public_before_a_letter_is_issued(determined_2023: Run) -> None:
    page = Client().get("/status/")
    assert b"No monitoring level is published yet." in page.content
    assert b"Alder" not in page.content
    assert Client().get("/status/levels.csv").getvalue().decode("utf-8-sig").count("\n") == 1


def test_everybody_reads_the_level_of_each_issued_letter_and_no_more(cast: Cast, issued: Year) -> None:
    page = Client().get("/status/")
    text = words_of(page)
    for words in ("Alder Unified", "0161119", "Alameda", "Bay SELPA", "Targeted Level 2", "Intensive Level 3"):
        assert words in text
    for secret in ("76.47", "example.org", "55.5", "Ada"):
        assert secret not in text


def test_the_public_page_filters_and_its_file_follows(cast: Cast, issued: Year) -> None:
    def shown(**words: str) -> list[str]:
        csv = Client().get("/status/levels.csv", words).getvalue().decode("utf-8-sig").splitlines()[1:]
        text = Client().get("/status/", words).content.decode().partition("<tbody>")[2]
        codes = [line.split(",")[1] for line in csv]
        assert [code for code in ("0161119", "0161127", "1030642") if code in text] == codes
        return codes

    assert shown() == ["0161119", "0161127", "1030642"]
    assert shown(q="alder") == ["0161119"]
    assert shown(q="1030") == ["1030642"]
    assert shown(county="10") == ["1030642"]
    assert shown(selpa="0199", level="T3") == ["0161127"]
    assert shown(level="none") == []
    assert shown(q="\0%_'") == []
    assert shown(year="1999", page="x") == ["0161119", "0161127", "1030642"]


# ── how many queries ──────────────────────────────────────────────────────────────────────────────────────────────


def queries(browser: Client, here: str) -> int:
    """Return how many queries a page takes once content types and definitions are known."""
    browser.get(here)
    with CaptureQueriesContext(connection) as counted:
        assert browser.get(here).status_code == 200
    return len(counted)


@pytest.mark.parametrize("many", [5, 20])
def test_the_number_of_queries_does_not_grow(cast: Cast, opened_2023: Year, signed_in: SignIn, many: int) -> None:
    publish_many(cast, opened_2023, many)
    finalise(run=drafted(cast, opened_2023), by=cast.administrator, at=NOON)
    drafts = issuing.draft(year=opened_2023, by=cast.administrator, at=NOON)[: many - 2]
    letters = Letter.objects.filter(pk__in=[letter.pk for letter in drafts])
    letters_moves.issue_letters(letters=letters, by=cast.administrator, at=NOON)
    counted = {
        "status": queries(Client(), "/status/"),
        "run": queries(signed_in(cast.monitor), address("run")),
        "letters": queries(signed_in(cast.monitor), address("letters")),
    }
    assert counted == {"status": 7, "run": 10, "letters": 12}  # one each for the LEAs as they are in the year
