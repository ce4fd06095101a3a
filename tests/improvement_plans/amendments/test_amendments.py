"""An approved plan is amended in the open: was and is, why, who decided; a refused amendment changes nothing."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.utils.datastructures import MultiValueDict
from docx import Document

from improvement_plans.amendments.models import AmendmentFile
from improvement_plans.plans import moves as plans_moves
from improvement_plans.plans.models import Plan
from improvement_plans.progress.models import ProgressCheck
from improvement_plans.report.kinds import plan as report_plan
from improvement_plans.workbook.models import Answer, AnswerVersion
from improvement_plans.workbook.workbook import Workbook
from monitoring.notices.models import Notice
from monitoring.people.models import Person
from monitoring.work import jobs
from tests import files, world
from tests.cast import NOON, Cast
from tests.pdfs import assert_accessible, text_of

Visit = Callable[[Person], Client]
LIST = "/plans/0161119/2023/amendments/"
PAGE = f"{LIST}1/"
MOVE = f"{PAGE}move/"
OUTCOMES = f"{PAGE}measurable_outcomes/"
WHY = {"reason": "The target was too low.", "board_date": "2023-05-10"}


def form_of(client: Client, address: str) -> MultiValueDict[str, str]:
    """Return what a browser would send of the form of a page."""
    page = client.get(address)
    data: MultiValueDict[str, str] = MultiValueDict()
    data["seen"] = str(page.context["seen"])
    for field in page.context["fields"]:
        if not field.headings:
            data.setlist(field.name, field.value if isinstance(field.value, list) else [str(field.value)])
        for row in field.rows:
            data.appendlist(f"{field.key}-rows", row.id)
            for cell in row.cells:
                data.setlist(cell.name, cell.value if isinstance(cell.value, list) else [str(cell.value)])
    return data


def retarget(client: Client, target: str) -> int:
    data = form_of(client, OUTCOMES)
    data["outcomes-o1-target"] = target
    return client.post(OUTCOMES, dict(data.lists())).status_code


def target_of(cast: Cast) -> str:
    return str(Workbook(world.plan_of(cast.lea)).rows("measurable_outcomes.outcomes")[0]["target"])


def begun(cast: Cast, signed_in: Visit, target: str = "40") -> Client:
    """An amendment that is ready to submit, and the approver's browser."""
    editor = signed_in(cast.editor)
    assert editor.post(LIST).status_code == 302
    assert retarget(editor, target) == 302
    assert editor.post(PAGE, WHY).status_code == 302
    return signed_in(cast.approver)


def submitted(cast: Cast, signed_in: Visit) -> Client:
    approver = begun(cast, signed_in)
    assert approver.post(MOVE, {"move": "submit"}).status_code == 302
    return signed_in(cast.reviewer)


def test_was_and_is_are_next_to_each_other_and_the_plan_says_it_once_it_is_approved(
    cast: Cast,
    approved_2023: Plan,
    signed_in: Visit,
) -> None:
    jobs.work_off()
    before = world.plan_of(cast.lea).report_id
    reviewer = submitted(cast, signed_in)
    page = reviewer.get(PAGE)
    change = page.context["changed"][0][0].changes[0]
    assert (change.label, change.before, change.after) == ("Outcomes, “More contacts”: Target", "30", "40")
    assert "<del>30</del>" in page.content.decode()
    assert target_of(cast) == "30"
    assert PAGE in reviewer.get("/home/").content.decode()
    assert {str(n.person) for n in Notice.objects.filter(kind="amendment_submitted")} == {"Rosa Reviewer"}
    assert reviewer.post(MOVE, {"move": "approve", "note": "Good."}).status_code == 302
    assert reviewer.post(MOVE, {"move": "approve"}).status_code == 409  # the second click
    assert target_of(cast) == "40"
    jobs.work_off()
    plan = world.plan_of(cast.lea)
    assert plan.status == "approved"
    assert plan.report_id not in (None, before)
    assert (
        AnswerVersion.objects.filter(answer__activity="measurable_outcomes").latest("pk").value["outcomes"][0]["target"]
        == "40"
    )
    history = signed_in(cast.editor).get("/plans/0161119/2023/history/").content.decode()
    assert "approved amendment 1 of the" in history
    text = text_of(report_plan.REPORT.draw(plan))
    assert "Amendment 1, approved on" in text
    assert "The governing board took it up on May 10, 2023." in text
    word = Document(BytesIO(signed_in(cast.editor).get("/plans/0161119/2023/draft.docx").content))
    assert any("Amendment 1, approved on" in paragraph.text for paragraph in word.paragraphs)
    content = signed_in(cast.ta_provider).get(f"{PAGE}amendment.pdf").content
    assert_accessible(content)
    assert "The target was too low." in text_of(content)


def test_a_refused_amendment_changes_nothing_and_the_next_one_can_begin(
    cast: Cast,
    approved_2023: Plan,
    signed_in: Visit,
) -> None:
    reviewer = submitted(cast, signed_in)
    versions = AnswerVersion.objects.count()
    assert reviewer.post(MOVE, {"move": "refuse", "note": " "}).status_code == 409
    assert reviewer.post(MOVE, {"move": "refuse", "note": "Too late."}).status_code == 302
    assert (target_of(cast), AnswerVersion.objects.count()) == ("30", versions)
    assert world.plan_of(cast.lea).amended_at is None
    assert "Too late." in signed_in(cast.editor).get(PAGE).content.decode()
    assert {str(n.person) for n in Notice.objects.filter(kind="amendment_refused")} >= {"Eli Editor", "Ana Approver"}
    assert signed_in(cast.editor).get(f"{PAGE}amendment.pdf").status_code == 404
    assert signed_in(cast.editor).post(LIST).headers["Location"] == f"{LIST}2/"


def test_a_returned_amendment_is_changed_and_submitted_again(
    cast: Cast,
    approved_2023: Plan,
    signed_in: Visit,
) -> None:
    reviewer = submitted(cast, signed_in)
    assert reviewer.post(MOVE, {"move": "return", "note": "Say 35."}).status_code == 302
    editor = signed_in(cast.editor)
    assert PAGE in editor.get("/home/").content.decode()
    assert retarget(editor, "35") == 302
    assert signed_in(cast.approver).post(MOVE, {"move": "submit"}).status_code == 302
    assert reviewer.post(MOVE, {"move": "approve"}).status_code == 302
    assert target_of(cast) == "35"


def test_two_are_not_open_at_once_and_two_follow_each_other(cast: Cast, approved_2023: Plan, signed_in: Visit) -> None:
    reviewer = submitted(cast, signed_in)
    editor = signed_in(cast.editor)
    again = editor.post(LIST)
    assert again.status_code == 409
    assert "not decided yet" in again.content.decode()
    reviewer.post(MOVE, {"move": "approve"})
    assert editor.post(LIST).headers["Location"] == f"{LIST}2/"
    page = editor.get(f"{LIST}2/measurable_outcomes/")
    assert [cell.value for cell in page.context["fields"][0].rows[0].cells if cell.key == "target"] == ["40"]


def test_what_is_missing_is_said_and_stops_it(cast: Cast, approved_2023: Plan, signed_in: Visit) -> None:
    editor = signed_in(cast.editor)
    editor.post(LIST)
    approver = signed_in(cast.approver)
    body = approver.get(PAGE).content.decode()
    assert "Say why the plan is amended." in body
    assert "The amendment changes nothing yet." in body
    assert approver.post(MOVE, {"move": "submit"}).status_code == 409
    retarget(editor, "10")  # below its start
    editor.post(PAGE, WHY)
    assert "which is not above its baseline" in approver.get(PAGE).content.decode()
    assert approver.post(MOVE, {"move": "submit"}).status_code == 409
    retarget(editor, "30")  # as the plan has it
    assert "The amendment changes nothing yet." in approver.get(PAGE).content.decode()


def test_who_may_not_is_refused(cast: Cast, approved_2023: Plan, signed_in: Visit) -> None:
    assert signed_in(cast.reviewer).post(LIST).status_code == 409
    approver = begun(cast, signed_in)
    assert signed_in(cast.editor).post(MOVE, {"move": "submit"}).status_code == 409
    assert signed_in(cast.other_editor).get(PAGE).status_code == 404
    assert retarget(signed_in(cast.editor), "41") == 302
    approver.post(MOVE, {"move": "submit"})
    for person in (cast.monitor, cast.ta_provider, cast.editor, cast.approver):
        assert signed_in(person).post(MOVE, {"move": "approve"}).status_code == 409
    assert signed_in(cast.editor).post(PAGE, WHY).status_code == 409
    world.give(cast.approver, "selpa_reviewer", cast.selpa)
    twice = signed_in(Person.objects.get(pk=cast.approver.pk)).post(MOVE, {"move": "approve"})
    assert twice.status_code == 409
    assert "someone else decides" in twice.content.decode()
    assert target_of(cast) == "30"


def test_two_people_on_one_page_are_asked(cast: Cast, approved_2023: Plan, signed_in: Visit) -> None:
    editor, approver = signed_in(cast.editor), signed_in(cast.approver)
    editor.post(LIST)
    mine = form_of(approver, OUTCOMES)
    assert retarget(editor, "40") == 302
    mine["outcomes-o1-target"] = "50"
    answer = approver.post(OUTCOMES, dict(mine.lists()))
    assert answer.status_code == 409
    assert "Eli Editor saved this page" in answer.content.decode()
    assert 'value="50"' in answer.content.decode()


def test_another_window_of_ones_own_replaces_nothing_unread(cast: Cast, approved_2023: Plan, signed_in: Visit) -> None:
    editor = signed_in(cast.editor)
    editor.post(LIST)
    before = {**WHY, "seen": editor.get(PAGE).context["amendment"].why}
    mine = form_of(editor, OUTCOMES)
    assert retarget(editor, "40") == 302
    assert editor.post(PAGE, before).status_code == 302
    assert editor.post(PAGE, before).status_code == 302  # the second click
    mine["outcomes-o1-target"] = "50"
    met = editor.post(OUTCOMES, dict(mine.lists()))
    assert (met.status_code, 'value="50"' in met.content.decode()) == (409, True)
    other = editor.post(PAGE, {**before, "reason": "The date was too early."})
    assert other.status_code == 409
    assert "Meanwhile this was saved: “The target was too low.”" in other.content.decode()
    assert ">\nThe date was too early.</textarea>" in other.content.decode()
    again = {**before, "reason": "The date was too early.", "seen": other.context["amendment"].why}
    assert editor.post(PAGE, again).status_code == 302
    assert editor.get(PAGE).context["amendment"].reason == "The date was too early."


def test_a_page_of_an_amendment_asks_for_no_file_that_it_would_not_keep(
    cast: Cast, approved_2023: Plan, signed_in: Visit
) -> None:
    editor = signed_in(cast.editor)
    editor.post(LIST)
    page = editor.get(f"{PAGE}student_record_review/").content.decode()
    assert "Date corrected" in page
    assert 'type="file"' not in page


def test_a_closed_plan_is_not_amended_and_nothing_asks_for_it(
    cast: Cast,
    approved_2023: Plan,
    signed_in: Visit,
) -> None:
    reviewer = submitted(cast, signed_in)
    plans_moves.close_plan(
        plan=world.plan_of(cast.lea), by=cast.administrator, at=NOON + timedelta(days=99), reason="End."
    )
    assert reviewer.post(MOVE, {"move": "approve"}).status_code == 409
    assert PAGE not in {errand.link for errand in reviewer.get("/home/").context["errands"]}
    assert "not amended any more" in signed_in(cast.editor).get(LIST).content.decode()


def test_a_plan_that_changed_meanwhile_is_not_overwritten(cast: Cast, approved_2023: Plan, signed_in: Visit) -> None:
    reviewer = submitted(cast, signed_in)
    Answer.objects.filter(step__plan=approved_2023, activity="measurable_outcomes").update(version=99)
    answer = reviewer.post(MOVE, {"move": "approve"})
    assert answer.status_code == 409
    assert "was changed meanwhile" in answer.content.decode()


def test_checks_follow_an_amended_day(cast: Cast, approved_2023: Plan, signed_in: Visit) -> None:
    editor = signed_in(cast.editor)
    editor.post(LIST)
    data = form_of(editor, OUTCOMES)
    data["outcomes-o1-target_date"] = "2024-09-30"
    assert editor.post(OUTCOMES, dict(data.lists())).status_code == 302
    editor.post(PAGE, WHY)
    signed_in(cast.approver).post(MOVE, {"move": "submit"})
    signed_in(cast.reviewer).post(MOVE, {"move": "approve"})
    jobs.work_off()
    assert str(ProgressCheck.objects.get(key="target:o1").due_on) == "2024-09-30"


def chosen(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_an_amendment_has_files_that_its_reviewers_read_and_its_document_names(
    cast: Cast, approved_2023: Plan, signed_in: Visit
) -> None:
    approver, editor, scanned = begun(cast, signed_in), signed_in(cast.editor), files.pdf()
    for _ in range(2):  # sent again after an answer was lost
        page = editor.post(
            PAGE,
            {**WHY, "files": [chosen("minutes.pdf", scanned), chosen("budget.pdf", scanned), chosen("run.exe", b"MZ")]},
            follow=True,
        )
        assert "“run.exe” is not a kind of file that can be kept here." in page.content.decode()
    first, second = AmendmentFile.objects.order_by("pk")
    page = editor.post(PAGE, {**WHY, "detach": second.pk}, follow=True)
    assert "budget.pdf was removed." in page.content.decode()
    assert [file.name for file in page.context["files"]["attachments"]] == ["minutes.pdf"]
    assert (
        "budget.pdf was removed."
        not in editor.post(PAGE, {**WHY, "attach_again": second.pk}, follow=True).content.decode()
    )
    editor.post(PAGE, {**WHY, "detach": AmendmentFile.objects.latest("pk").pk})
    assert approver.post(MOVE, {"move": "submit"}).status_code == 302
    assert editor.post(PAGE, {**WHY, "detach": first.pk}).status_code == 409
    reviewer = signed_in(cast.reviewer)
    assert first.get_absolute_url() in reviewer.get(PAGE).content.decode()
    assert reviewer.get(first.get_absolute_url()).content == scanned
    assert signed_in(cast.sibling_editor).get(first.get_absolute_url()).status_code == 404
    reviewer.post(MOVE, {"move": "approve"})
    said = text_of(reviewer.get(f"{PAGE}amendment.pdf").content)
    assert "Files: minutes.pdf" in said
    assert "budget.pdf" not in said


@override_settings(PLAN_QUOTA=1024**2)
def test_files_of_every_kind_count_towards_what_a_plan_may_hold(
    cast: Cast, approved_2023: Plan, signed_in: Visit
) -> None:
    editor, large = signed_in(cast.editor), b"words, " * 80_000
    editor.post(LIST)
    check = ProgressCheck.objects.earliest("pk")
    entered = {"value": "3", "as_of": "2023-10-01", "reading": "on_course", "words": "", "seen": 0}
    answer = editor.post(check.get_absolute_url(), {**entered, "file": chosen("progress.txt", large)})
    assert answer.status_code == 302
    page = editor.post(PAGE, {**WHY, "files": chosen("more.txt", large + b"more")}, follow=True).content.decode()
    assert "“more.txt” has 0.5 MB." in page
    page = editor.post(PAGE, {**WHY, "files": chosen("same.txt", large)}, follow=True).content.decode()
    assert "It was not attached." not in page  # the same bytes count once
    assert AmendmentFile.objects.get().name == "same.txt"
