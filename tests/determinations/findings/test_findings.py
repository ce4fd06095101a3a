"""A finding by hand: drafted, notified, corrected, returned, verified twice, closed; its clock, and who sees it."""

import io
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from cim_portal.lib import canonical
from determinations.findings import identifiers, moves, permissions, services
from determinations.findings.models import EvidenceFile, Finding, FindingLetter
from determinations.findings.services import GivenFile
from monitoring.ledger import ledger
from monitoring.ledger.models import Event
from monitoring.people import services as people_services
from monitoring.people.models import Person
from monitoring.work import jobs
from monitoring.years.models import Year
from tests.cast import NOON, Cast
from tests.determinations.findings import made
from tests.pdfs import assert_accessible

SignIn = Callable[[Person], Client]
TYPED = {
    "lea": "0161119",
    "source": "complaint",
    "requirement": "REVIEW",
    "found_on": "2023-03-17",
    "facts": "2 of 30 records.",
    "children": "A-17\nA-18: Hold the meeting.",
    "for_children": "Hold the review.",
    "in_system": "A calendar.",
}


@pytest.fixture(autouse=True)
def _noon() -> object:
    with time_machine.travel(NOON, tick=False):
        yield


def act(client: Client, finding: Finding, word: str, **typed: object) -> int:
    return client.post(f"/findings/{finding.pk}/{word}/", typed).status_code


def status(finding: Finding) -> str:
    return Finding.objects.get(pk=finding.pk).status


def assert_letters(client: Client, finding: Finding) -> None:
    """Assert that both letters say what they have to, frozen and by the same bytes, and can be read by everyone."""
    for kind, words in (
        (
            "notice",
            ("March 20, 2024", "34 CFR 300.324(b)(1)(i)", "2 of 30 records.", "A-18", "Hold the meeting.", "Bay SELPA"),
        ),
        ("closure", ("within one year of the notice", "20 of 20.", "March 20, 2023")),
    ):
        content = client.get(f"/findings/{finding.pk}/{kind}.pdf").content
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace("\n", " ")
        assert all(one in text for one in words), text
        assert client.get(f"/findings/{finding.pk}/{kind}.pdf").content == content
        assert FindingLetter.objects.get(kind=kind).pdf_id == canonical.sha256(content)
        assert_accessible(content)
    with pytest.raises(ProgrammingError, match="is evidence and stays"), transaction.atomic():
        FindingLetter.objects.update(context={})


def test_a_finding_goes_its_way_through_pages(
    cast: Cast, opened_2023: Year, signed_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    monitor, administrator = signed_in(cast.monitor), signed_in(cast.administrator)
    editor, reviewer = signed_in(cast.editor), signed_in(cast.reviewer)
    assert monitor.get("/findings/new/?lea=0161119").status_code == 200
    assert monitor.post("/findings/new/", TYPED).status_code == 302
    finding = Finding.objects.get()
    here = f"/findings/{finding.pk}/"
    assert finding.citation == "34 CFR 300.324(b)(1)(i); Ed. Code 56343(d)"
    assert editor.get(here).status_code == 404  # a draft is the state's
    assert act(monitor, finding, "notify") == 409
    assert act(administrator, finding, "notify") == 302
    assert editor.get(f"{here}closure.pdf").status_code == 404
    jobs.work_off()
    told = {address for mail in mailoutbox for address in mail.to}
    assert told == {cast.editor.email, cast.approver.email, cast.reviewer.email}
    assert act(administrator, finding, "notify") == 409  # a second click
    child, other = finding.children.order_by("pk")
    typed = {f"outcome-{child.pk}": "corrected", f"done-{child.pk}": "Held.", f"on-{child.pk}": "2023-03-20"}
    assert "Child A-17: outcome" in editor.get(f"{here}evidence/").content.decode()
    answer = editor.post(f"{here}evidence/", {**typed, "system": "Calendar.", "send": "1"})
    assert answer.status_code == 409
    assert "What was corrected for child A-18." in answer.content.decode()
    typed |= {f"outcome-{other.pk}": "left", f"done-{other.pk}": "Moved to another LEA."}
    file = SimpleUploadedFile("minutes.txt", b"minutes")
    assert (
        editor.post(f"{here}evidence/", {**typed, "system": "Calendar.", "send": "1", "files": file}).status_code == 302
    )
    assert act(editor, finding, "verify-children", words="Fine.", seen=["A-17", "A-18"]) == 409
    assert act(reviewer, finding, "verify-children", words="Fine.", seen=["A-17"]) == 409  # each child is seen
    assert act(reviewer, finding, "return", words="") == 409
    assert act(reviewer, finding, "return", words="The minutes are not signed.") == 302
    assert "The minutes are not signed." in editor.get(f"{here}evidence/").content.decode()
    assert editor.post(f"{here}evidence/", {**typed, "system": "Signed.", "send": "1"}).status_code == 302
    assert act(reviewer, finding, "verify-data", words="20 of 20.") == 409  # the children first
    assert act(reviewer, finding, "verify-children", words="Both seen.", seen=["A-17", "A-18"]) == 302
    assert act(reviewer, finding, "verify-data", words="20 of 20.") == 302
    assert act(reviewer, finding, "close") == 409
    assert act(administrator, finding, "close") == 302
    assert status(finding) == "closed"
    assert_letters(editor, finding)
    page = administrator.get(here)
    assert "Verified in time" in page.content.decode()
    rounds = page.context["rounds"]
    assert [(one.number, one.words) for one in rounds] == [(2, ""), (1, "The minutes are not signed.")]
    assert rounds[1].said["system"] == "Calendar."
    assert rounds[0].said["files"][0]["name"] == "minutes.txt"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"lea": "9999999"}, "There is no LEA with this code."),
        ({"children": "1234567890"}, "looks like a Statewide Student Identifier"),
        ({"children": "José Pérez"}, "may be a name"),
        ({"children": "A-17\nA-17"}, "A-17 is there twice"),
        ({"children": "A-17: see 1234567890"}, "What is to be corrected has “1234567890”"),
        ({"facts": "Student 1234567890 waited."}, "The facts has “1234567890”"),
        ({"requirement": "other"}, "Write it, since it is another requirement."),
        ({"for_children": "", "children": "A-17"}, "Say what is to be corrected for each child."),
        ({"found_on": "2023-03-21"}, "This day is still to come."),
        ({"facts": ""}, "required"),
    ],
)
def test_a_draft_that_names_someone_or_lacks_something_is_refused(
    cast: Cast, opened_2023: Year, signed_in: SignIn, typed: dict[str, str], words: str
) -> None:
    answer = signed_in(cast.monitor).post("/findings/new/", {**TYPED, **typed})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Finding.objects.exists()


def test_another_requirement_is_typed_and_a_draft_is_changed_until_the_notice(
    cast: Cast, opened_2023: Year, signed_in: SignIn
) -> None:
    monitor = signed_in(cast.monitor)
    monitor.post(
        "/findings/new/", {**TYPED, "requirement": "other", "citation": "34 CFR 300.503", "name": "Prior notice"}
    )
    finding = Finding.objects.get()
    assert (finding.code, finding.citation, finding.requirement) == ("", "34 CFR 300.503", "Prior notice")
    there = f"/findings/{finding.pk}/change/"
    form = monitor.get(there).context["form"]
    assert form.initial["children"] == "A-17\nA-18: Hold the meeting."
    assert monitor.post(there, {**TYPED, "children": "B-1", "facts": "3 of 30."}).status_code == 302
    finding.refresh_from_db()
    assert (finding.code, finding.facts, [str(one) for one in finding.children.all()]) == (
        "REVIEW",
        "3 of 30.",
        ["B-1"],
    )
    moves.notify(finding=finding, by=cast.administrator, at=NOON)
    assert monitor.post(there, {**TYPED, "facts": "4 of 30."}).status_code == 302
    finding.refresh_from_db()
    assert finding.facts == "3 of 30."
    with pytest.raises(services.NotADraft):
        services.change(finding=finding, draft=made.draft(cast), by=cast.monitor, at=NOON)
    with pytest.raises(ProgrammingError, match="is evidence and stays"), transaction.atomic():
        Finding.objects.update(facts="Nothing.")


def test_a_draft_is_dropped_with_a_reason_and_the_lea_never_hears_of_it(
    cast: Cast, opened_2023: Year, signed_in: SignIn
) -> None:
    finding = made.drafted(cast)
    monitor = signed_in(cast.monitor)
    assert act(monitor, finding, "drop", words=" ") == 409
    assert act(monitor, finding, "drop", words="The data were wrong.") == 302
    assert act(monitor, finding, "drop", words="Again.") == 409
    assert signed_in(cast.editor).get(f"/findings/{finding.pk}/").status_code == 404
    assert not Event.objects.visible_to(cast.editor).of(finding).exists()
    assert Event.objects.visible_to(cast.monitor).of(finding).count() == 2


def test_what_was_corrected_before_the_notice_is_recorded_but_never_of_a_complaint(
    cast: Cast, opened_2023: Year, signed_in: SignIn
) -> None:
    monitor = signed_in(cast.monitor)
    finding, complaint = made.drafted(cast), made.drafted(cast, source="complaint")
    said = {"words": "Both meetings were held.", "data": "20 of 20 records."}
    assert act(monitor, complaint, "correct-before", **said) == 409
    assert act(monitor, finding, "correct-before", **{**said, "data": ""}) == 409
    assert act(monitor, finding, "correct-before", **said) == 302
    page = signed_in(cast.editor).get(f"/findings/{finding.pk}/")
    assert page.context["clock"] is None
    assert "20 of 20 records." in page.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(source="complaint")


def test_no_one_verifies_what_they_gave(cast: Cast, opened_2023: Year) -> None:
    people_services.give_role(person=cast.editor, role="selpa_reviewer", organization=cast.selpa, by=None, at=NOON)
    both = Person.objects.get(pk=cast.editor.pk)
    finding = made.with_evidence(cast)  # the editor wrote it, the approver sent it
    with pytest.raises(ledger.NotYou, match="You gave evidence"):
        moves.verify_children(finding=finding, words="Mine.", seen=["A-17", "A-18"], by=both, at=NOON)
    with pytest.raises(ledger.NotYou, match="You gave evidence"):
        moves.return_evidence(finding=finding, words="Mine.", by=both, at=NOON)
    moves.verify_children(finding=finding, words="Seen.", seen=["A-17", "A-18"], by=cast.reviewer, at=NOON)
    with pytest.raises(ledger.NotYou, match="You gave evidence"):
        moves.verify_data(finding=finding, words="Mine.", by=both, at=NOON)
    assert status(finding) == "child_verified"


def test_new_data_that_show_it_again_return_it_and_the_children_are_verified_again(
    cast: Cast, opened_2023: Year
) -> None:
    finding = made.with_evidence(cast)
    due_on = Finding.objects.get(pk=finding.pk).due_on
    moves.verify_children(finding=finding, words="Seen.", seen=["A-17", "A-18"], by=cast.reviewer, at=NOON)
    moves.return_evidence(finding=finding, words="1 of 20 new records is late.", by=cast.reviewer, at=NOON)
    row = moves.give_evidence(finding=finding, by=cast.editor, at=NOON)
    assert (row.status, row.children_at, row.due_on) == ("evidence", None, due_on)  # the year does not begin again


def test_who_sees_findings_and_their_files(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    finding = made.with_evidence(cast)
    file = EvidenceFile.objects.get()
    for name in ("editor", "approver", "reviewer", "monitor", "administrator"):
        client = signed_in(getattr(cast, name))
        assert client.get(f"/findings/{finding.pk}/").status_code == 200, name
        assert len(client.get("/findings/").context["lines"]) == 1, name
        assert client.get(f"/findings/{finding.pk}/evidence/{file.pk}/").content == b"a calendar"
    for name in ("ta_provider", "sibling_editor", "other_editor", "other_reviewer", "newcomer"):
        client = signed_in(getattr(cast, name))
        for address in (f"/findings/{finding.pk}/", f"/findings/{finding.pk}/evidence/{file.pk}/"):
            assert client.get(address).status_code == 404, name
        assert not client.get("/findings/").context or not client.get("/findings/").context.get("lines"), name
        assert not Event.objects.visible_to(getattr(cast, name)).of(finding).exists(), name
    for address in (f"/findings/{2**40}/", f"/findings/{finding.pk}/evidence/{2**40}/"):
        assert signed_in(cast.monitor).get(address).status_code == 404
    assert act(signed_in(cast.administrator), finding, "explode") == 404


def test_the_door_of_a_draft_asks_too(cast: Cast, opened_2023: Year) -> None:
    finding = made.drafted(cast)
    for person in (cast.editor, cast.reviewer, cast.ta_provider):
        assert permissions.can_see_finding(person, finding).hidden
    moves.notify(finding=finding, by=cast.administrator, at=NOON)
    finding.refresh_from_db()
    for person in (cast.ta_provider, cast.other_editor, cast.other_reviewer, cast.sibling_editor):
        assert permissions.can_see_finding(person, finding).hidden
    assert permissions.can_see_finding(cast.editor, finding)


def test_files_are_looked_at_and_are_the_leas_while_it_works(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    finding = made.corrected(cast, made.notified(cast))
    editor, there = signed_in(cast.editor), f"/findings/{finding.pk}/evidence/"
    kept = {"system": "A calendar."}
    for child in finding.children.all():
        kept |= {f"outcome-{child.pk}": "corrected", f"done-{child.pk}": "Held."}
    for name, content, words in (
        ("tool.exe", b"MZ", "is not a kind of file"),
        ("1234567890.txt", b"x", "Statewide Student Identifier"),
    ):
        answer = editor.post(there, {**kept, "files": SimpleUploadedFile(name, content)})
        assert answer.status_code == 409
        assert words in answer.content.decode()
    file = EvidenceFile.objects.get()
    again = services.attach(finding=finding, file=GivenFile("calendar.txt", b"a calendar"), by=cast.editor, at=NOON)
    assert again == file
    assert editor.post(there, {**kept, "detach": str(file.pk)}).status_code == 302
    assert not finding.files.filter(removed_at=None).exists()
    moves.give_evidence(finding=finding, by=cast.editor, at=NOON)
    answer = editor.post(there, {"system": "Otherwise."})
    assert answer.status_code == 409
    assert "The evidence was sent already" in answer.content.decode()
    with pytest.raises(services.NotWithTheLea):
        services.attach(finding=finding, file=GivenFile("late.txt", b"late"), by=cast.editor, at=NOON)


def test_a_correction_needs_words_and_a_day_that_was(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    finding = made.notified(cast)
    child = finding.children.earliest("pk")
    typed = {f"outcome-{child.pk}": "corrected", f"on-{child.pk}": "2023-03-21"}
    answer = signed_in(cast.editor).post(f"/findings/{finding.pk}/evidence/", typed)
    assert answer.status_code == 422
    said = str(answer.context["form"].errors)
    assert "Say what was done." in said
    assert "This day is still to come." in said


def test_the_list_begins_with_the_late_ones_counts_filters_and_downloads(
    cast: Cast, opened_2023: Year, signed_in: SignIn
) -> None:
    second = made.notified(cast, lea=cast.other)
    late = made.notified(cast, at=NOON - timedelta(days=400))
    drafted = made.drafted(cast, source="complaint")
    client = signed_in(cast.monitor)
    page = client.get("/findings/")
    assert [line.finding.pk for line in page.context["lines"]] == [late.pk, second.pk, drafted.pk]
    assert "35 days late" in page.content.decode()
    counted = {one.words: one.count for one in page.context["counts"]}
    assert counted == {
        "Open": 3, "Late": 1, "Due within 30 days": 0, "With the LEA": 2, "To be verified": 0,
        "With the state": 1, "With a hold": 0, "Closed, or ended before a notice": 0,
    }  # fmt: skip
    for asked, wanted in (
        ("show=late", [late]),
        ("source=complaint", [drafted]),
        ("words=cedar", [second]),
        ("selpa=1099", [second]),
        ("requirement=REVIEW&year=2023", [late, second, drafted]),
        ("year=2022", []),
        ("show=nonsense&year=x&sort=nonsense", [late, second, drafted]),
        ("sort=lea", [late, drafted, second]),
    ):
        assert [line.finding for line in client.get(f"/findings/?{asked}").context["lines"]] == wanted, asked
    lines = client.get("/findings/?show=late&as=csv").getvalue().decode().splitlines()
    assert len(lines) == 2
    assert "2022-02-13,2023-02-13,-35,Yes,No" in lines[1]
    assert client.get("/findings/?as=xlsx").content[:2] == b"PK"
    assert json.loads(client.get("/findings/?as=json&show=late").getvalue())[0]["days_left"] == -35


def test_the_list_asks_no_more_for_more_findings(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    client = signed_in(cast.monitor)
    made.notified(cast)
    client.get("/findings/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/findings/")
    for _one in range(5):
        made.notified(cast)
    with CaptureQueriesContext(connection) as many:
        client.get("/findings/")
    assert len(many) == len(few)


def test_a_hold_is_set_and_lifted_and_the_clock_goes_by_it(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    administrator, finding = signed_in(cast.administrator), made.notified(cast, at=NOON - timedelta(days=400))
    assert act(signed_in(cast.monitor), finding, "hold", words="Payment 3.") == 409
    assert act(administrator, finding, "lift") == 409
    assert act(administrator, finding, "hold", words="Payment 3 of the grant.") == 302
    assert act(administrator, finding, "hold", words="Again.") == 409
    page = signed_in(cast.editor).get(f"/findings/{finding.pk}/")
    assert "Payment 3 of the grant." in page.content.decode()
    assert page.context["clock"].is_late
    corrected = made.corrected(cast, finding)
    moves.give_evidence(finding=corrected, by=cast.editor, at=NOON)
    moves.verify_children(finding=finding, words="Seen.", seen=["A-17", "A-18"], by=cast.reviewer, at=NOON)
    moves.verify_data(finding=finding, words="20 of 20.", by=cast.reviewer, at=NOON)
    assert act(administrator, finding, "close") == 409  # the hold first
    assert act(administrator, finding, "lift") == 302
    assert act(administrator, finding, "hold", words="Too late.") == 409
    assert act(administrator, finding, "close") == 302
    assert "Verified late" in administrator.get(f"/findings/{finding.pk}/").content.decode()


@pytest.mark.parametrize("number", ["A-17", "17", "2023/0042", "9-B.3", "ABC1"])
def test_numbers_of_an_lea_are_taken(number: str) -> None:
    assert identifiers.local(f" {number} ") == number


@pytest.mark.parametrize("number", ["", "Smith", "A", "smith12", "12 34", "1234567890", "x" * 21, "ñ12"])
def test_names_and_numbers_of_the_state_are_not(number: str) -> None:
    with pytest.raises(identifiers.NotLocal):
        identifiers.local(number)
