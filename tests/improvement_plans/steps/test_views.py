"""The pages of plans, steps and reviews, as their people and as others see them."""

import random
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cim_portal.demo import answers as demo_answers
from improvement_plans.plans.models import Plan, Step
from improvement_plans.reviews import moves as reviews_moves
from improvement_plans.reviews import services
from improvement_plans.reviews.models import Comment, ReviewMark
from improvement_plans.steps import moves as steps_moves
from improvement_plans.workbook.models import Answer, AnswerVersion
from improvement_plans.workbook.workbook import Workbook
from monitoring.notices.models import Notice
from monitoring.people.models import Person
from monitoring.work import jobs
from tests import world
from tests.cast import NOON, Cast
from tests.improvement_plans.steps.typed import PAGE, STEP, form

Visit = Callable[[Person], Client]
REVIEW = f"{STEP}review/"


@pytest.fixture
def submitted(cast: Cast, issued_2023: dict[str, Plan]) -> Step:
    return world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)


def test_the_editor_gets_a_form_and_the_reviewer_what_stands(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    assert b'<textarea class="usa-textarea"' in signed_in(cast.editor).get(PAGE).content
    read = signed_in(cast.reviewer).get(PAGE).content.decode()
    assert 'id="activity"' not in read
    assert "Only the LEA&#x27;s own people fill in its steps" in read


@pytest.mark.parametrize(
    "path",
    ["/plans/0161119/2023/", "/plans/0161119/2023/history/", "/plans/0161119/2023/report.pdf", STEP, PAGE,
     f"{PAGE}kept/", f"{STEP}sign/", REVIEW, f"{STEP}submission/1.pdf", f"{STEP}data_drilldown/5A/"],
)  # fmt: skip
def test_another_leas_people_find_nothing(cast: Cast, submitted: Step, signed_in: Visit, path: str) -> None:
    for person in (cast.sibling_editor, cast.other_approver, cast.other_reviewer, cast.newcomer):
        assert signed_in(person).get(path).status_code == 404, person


def test_what_another_lea_posts_finds_nothing(cast: Cast, submitted: Step, signed_in: Visit) -> None:
    for path in (
        PAGE,
        f"{PAGE}comment/",
        f"{STEP}sign/",
        f"{STEP}recall/",
        f"{STEP}reopen/",
        REVIEW,
        f"{REVIEW}begin/",
    ):
        assert signed_in(cast.sibling_editor).post(path, {"why": "x"}).status_code == 404, path
    assert not Comment.objects.exists()


def test_an_autosave_answers_with_what_the_form_has_seen(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    answer = signed_in(cast.editor).post(PAGE, form("Because."), headers={"HX-Request": "true"})
    assert b"Saved" in answer.content
    assert b'name="seen-why" value="1"' in answer.content
    assert Answer.objects.get(activity="consolidation").value["why"] == "Because."


def test_an_autosave_brings_the_rows_that_can_be_chosen_now(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    rows = {"weaknesses-rows": ["r1"], "weaknesses-r1-weakness": "Schedule built first"}
    answer = signed_in(cast.editor).post(PAGE, {**form(""), **rows}, headers={"HX-Request": "true"}).content.decode()
    assert re.search(r'id="choices-chosen"\s+hx-swap-oob="true"', answer)
    assert "Schedule built first" in answer
    again = signed_in(cast.editor).post(PAGE, form("", version=1, **rows), headers={"HX-Request": "true"})
    assert b"choices-chosen" not in again.content


def test_a_conflict_shows_both_texts_and_loses_none(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit) -> None:
    signed_in(cast.approver).post(PAGE, form("Their reason"))
    met = signed_in(cast.editor).post(PAGE, form("My reason"))
    assert met.status_code == 409
    page = met.content.decode()
    assert "Their reason" in page
    assert ">My reason</textarea>" in page
    assert "Ana Approver" in page
    told = signed_in(cast.editor).post(PAGE, form("My reason"), headers={"HX-Request": "true"}).content.decode()
    assert "data-conflict" in told
    assert AnswerVersion.objects.filter(counts=False).exists()
    solved = signed_in(cast.editor).post(PAGE, form("Both", **dict(met.context["seen"])))
    assert solved.status_code == 200


def test_rows_are_added_and_taken_out_without_a_script(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    editor = signed_in(cast.editor)
    rows = {"strengths-rows": ["r1"], "strengths-r1-strength": "Coaching"}
    page = editor.post(PAGE, {**form("x", more="strengths"), **rows}).content.decode()
    assert len(re.findall(r'name="strengths-r[0-9a-f]{8}-strength"', page)) == 1
    editor.post(PAGE, form("x", version=1, row="remove:strengths:r1", **{**rows, "seen-strengths": 1}))
    assert Answer.objects.get(activity="consolidation").value["strengths"] == []


def test_the_first_button_of_an_activity_saves_and_nothing_else(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    browser = signed_in(cast.editor)
    browser.post(f"{STEP}cim_team/", {"members-rows": ["r1"], "members-r1-name": "Pat"})
    browser.post(f"{STEP}ppp_review/", {"evidence": SimpleUploadedFile("evidence.pdf", b"%PDF-1.7")})
    for place in (f"{STEP}cim_team/", f"{STEP}ppp_review/", PAGE):
        written = browser.get(place).content.decode()
        inside = written[written.index('id="activity"') : written.index('id="comments"')]
        first = re.search(r"<button[^>]*>", inside)
        assert first is not None, place
        assert 'name="save"' in first[0], place
        assert "formaction" not in first[0], place


def test_a_row_of_no_table_is_not_taken_out(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit) -> None:
    assert signed_in(cast.editor).post(PAGE, form("x", row="remove:nothing:r1")).status_code == 200


def test_every_saved_text_can_be_read_again(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit) -> None:
    editor = signed_in(cast.editor)
    for version, why in enumerate(["First", "Second"]):
        editor.post(PAGE, form(why, version=version))
    page = editor.get(f"{PAGE}kept/").content.decode()
    assert "First" in page
    assert "Second" in page


def test_everyone_with_a_role_comments(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit) -> None:
    signed_in(cast.ta_provider).post(f"{PAGE}comment/", {"text": "Shall we meet? <b>"})
    assert "Shall we meet? &lt;b&gt;" in signed_in(cast.editor).get(PAGE).content.decode()
    assert signed_in(cast.ta_provider).post(f"{PAGE}comment/", {"text": " "}).status_code == 409


def test_the_same_comment_sent_twice_is_one(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit) -> None:
    def say(person: Person, text: str, at: datetime = NOON) -> None:
        services.comment(step=world.step_of(cast.lea, 1), activity="consolidation", text=text, by=person, at=at)

    for _ in range(2):
        assert signed_in(cast.ta_provider).post(f"{PAGE}comment/", {"text": "Shall we meet?"}).status_code == 302
    assert Comment.objects.count() == 1
    Comment.objects.all().delete()
    for person, text in ((cast.editor, "Yes"), (cast.editor, " Yes "), (cast.approver, "Yes"), (cast.editor, "Yes")):
        say(person, text)
    assert Comment.objects.count() == 3, "others answered in between"
    say(cast.editor, "Yes", NOON + timedelta(days=1))
    assert Comment.objects.count() == 4, "a day later it is said again"


def test_the_sign_page_lists_everything_missing_with_the_way_to_it(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    approver = signed_in(cast.approver)
    page = approver.get(f"{STEP}sign/").content.decode()
    assert f'href="{STEP}cim_team/#field-members"' in page
    assert f'href="{STEP}data_drilldown/5A/' in page
    refused = approver.post(f"{STEP}sign/")
    assert refused.status_code == 409
    assert "cannot be submitted yet" in refused.content.decode()
    assert signed_in(cast.editor).get(f"{STEP}sign/").status_code == 403


def test_submit_recall_and_a_second_click(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit) -> None:
    world.fill_step(cast.lea, 1, by=cast.editor)
    approver = signed_in(cast.approver)
    assert approver.post(f"{STEP}sign/").status_code == 302
    second = approver.post(f"{STEP}sign/")
    assert second.status_code == 409
    assert "was submitted already" in second.content.decode()
    assert "Sign and submit</button>" not in second.content.decode()
    approver.post(f"{STEP}recall/")
    assert world.step_of(cast.lea, 1).status == "open"
    assert approver.post(f"{STEP}recall/").status_code == 409


def test_an_autosave_after_the_step_was_submitted_is_refused(cast: Cast, submitted: Step, signed_in: Visit) -> None:
    assert signed_in(cast.editor).post(PAGE, form("Late"), headers={"HX-Request": "true"}).status_code == 403


def test_a_review_with_notes_return_and_approval(cast: Cast, submitted: Step, signed_in: Visit) -> None:
    reviewer = signed_in(cast.reviewer)
    reviewer.post(f"{REVIEW}begin/")
    assert "Director of Special Education" in reviewer.get(REVIEW).content.decode()
    notes = {"mark-cim_team": "needs_work", "sentence-cim_team": "Add a parent."}
    reviewer.post(REVIEW, {**notes, "note": ""})
    assert ReviewMark.objects.get().sentence == "Add a parent."
    for address in (STEP, f"{STEP}cim_team/"):  # what is found so far is the reviewers' own
        assert "Add a parent." in signed_in(cast.monitor).get(address).content.decode()
        for person in (cast.editor, cast.approver, cast.ta_provider):
            assert "Add a parent." not in signed_in(person).get(address).content.decode(), person
    refused = reviewer.post(REVIEW, {**notes, "approve": ""})
    assert refused.status_code == 409
    reviewer.post(REVIEW, {"return": ""})
    assert world.step_of(cast.lea, 1).status == "returned"
    assert "Add a parent." in signed_in(cast.editor).get(f"{STEP}cim_team/").content.decode()
    world.answer_requests(cast.lea, 1, by=cast.editor)
    steps_moves.submit_step(step=world.step_of(cast.lea, 1), by=cast.approver, at=NOON + timedelta(days=3))
    assert reviewer.post(REVIEW, {"mark-cim_team": "met", "approve": ""}).status_code == 200
    assert reviewer.post(REVIEW, {"approve": "", "confirmed": "yes"}).status_code == 302
    assert world.step_of(cast.lea, 1).status == "approved"


def test_a_note_on_the_whole_step_is_kept_and_reaches_the_lea_with_the_return(
    cast: Cast, submitted: Step, signed_in: Visit
) -> None:
    reviewer, editor = signed_in(cast.reviewer), signed_in(cast.editor)
    reviewer.post(f"{REVIEW}begin/")
    reviewer.post(REVIEW, {"return_note": "Talk with Birch first.", "note": ""})
    assert ">Talk with Birch first.</textarea>" in reviewer.get(REVIEW).content.decode()
    assert "Talk with Birch first." not in editor.get(STEP).content.decode()
    refused = reviewer.post(REVIEW, {"return_note": "Talk with Birch first, please.", "return": ""})
    assert refused.status_code == 409
    assert ">Talk with Birch first, please.</textarea>" in refused.content.decode()
    notes = {"mark-cim_team": "needs_work", "sentence-cim_team": "Add a parent."}
    reviewer.post(REVIEW, {**notes, "return_note": "Talk with Birch first, please.", "return": ""})
    for address in (STEP, "/plans/0161119/2023/history/"):
        assert "Talk with Birch first, please." in editor.get(address).content.decode(), address
    notice = Notice.objects.get(person=cast.editor, kind="step_returned")
    assert (
        "was returned by Rosa Reviewer.\n\nTalk with Birch first, please.\n\nCIM team: Add a parent.\n\nWhat the"
        in notice.text
    )
    world.answer_requests(cast.lea, 1, by=cast.editor)
    steps_moves.submit_step(step=world.step_of(cast.lea, 1), by=cast.approver, at=NOON + timedelta(days=1))
    again = reviewer.get(REVIEW).content.decode()
    assert "Rosa Reviewer returned" in again
    assert "Talk with Birch first, please." in again


def test_a_refused_sentence_stands_in_the_form_again(cast: Cast, submitted: Step, signed_in: Visit) -> None:
    typed = {"mark-cim_team": "needs_work", "sentence-cim_team": " ", "sentence-ppp_review": "Cite the policy."}
    page = signed_in(cast.reviewer).post(REVIEW, {**typed, "return": ""})
    assert page.status_code == 409
    assert "Cite the policy.</textarea>" in page.content.decode()
    assert "chose no finding" in page.content.decode()


def test_a_review_of_a_step_that_moved_on_shows_what_was_typed(cast: Cast, submitted: Step, signed_in: Visit) -> None:
    steps_moves.recall_step(step=submitted, by=cast.approver, at=NOON)
    late = signed_in(cast.reviewer).post(REVIEW, {"mark-cim_team": "needs_work", "sentence-cim_team": "Add a parent."})
    assert late.status_code == 409
    assert "Add a parent." in late.content.decode()
    assert "waits for the LEA" in late.content.decode()
    assert "Your finding on" not in signed_in(cast.reviewer).get(REVIEW).content.decode()


def test_two_reviewers_at_once_see_each_others_findings(cast: Cast, submitted: Step, signed_in: Visit) -> None:
    colleague = Person.objects.create_user(email="second@example.org", name="Sena Second")
    world.give(colleague, "selpa_reviewer", cast.selpa)
    services.mark(step=submitted, activity="cim_team", mark="met", sentence="Good.", by=colleague, at=NOON)
    mine = {"mark-cim_team": "needs_work", "sentence-cim_team": "Add a parent.", "seen-cim_team": ""}
    met = signed_in(cast.reviewer).post(REVIEW, {**mine, "note": ""})
    assert met.status_code == 409
    page = met.content.decode()
    assert "Sena Second marked it meanwhile" in page
    assert "Add a parent.</textarea>" in page
    seen = next(p.seen for p in met.context["pages"] if p.view.place.activity.slug == "cim_team")
    signed_in(cast.reviewer).post(REVIEW, {**mine, "seen-cim_team": seen, "note": ""})
    assert ReviewMark.objects.get().sentence == "Add a parent."


def test_only_an_administrator_reopens(cast: Cast, submitted: Step, signed_in: Visit) -> None:
    reviews_moves.approve_step(step=submitted, by=cast.reviewer, at=NOON)
    assert signed_in(cast.monitor).post(f"{STEP}reopen/", {"reason": "New data."}).status_code == 404
    assert signed_in(cast.administrator).post(f"{STEP}reopen/", {"reason": " "}).status_code == 409
    signed_in(cast.administrator).post(f"{STEP}reopen/", {"reason": "New data."})
    assert world.step_of(cast.lea, 1).status == "open"
    assert "New data." in signed_in(cast.editor).get("/plans/0161119/2023/history/").content.decode()


def test_documents_say_where_they_are_until_they_are_drawn(cast: Cast, submitted: Step, signed_in: Visit) -> None:
    editor = signed_in(cast.editor)
    assert editor.get("/plans/0161119/2023/report.pdf").status_code == 404
    jobs.work_off()
    assert editor.get(f"{STEP}submission/1.pdf")["Content-Type"] == "application/pdf"


def test_the_list_of_reviews_is_filtered_by_its_address(cast: Cast, submitted: Step, signed_in: Visit) -> None:
    reviewer = signed_in(cast.reviewer)
    mine = reviewer.get("/reviews/")
    assert [line.lea for line in mine.context["lines"]] == ["Alder Unified"]
    assert {name: count for name, _, count in mine.context["lists"]} == {"mine": 1, "others": 0, "lea": 5}
    assert not reviewer.get("/reviews/?level=T3").context["lines"]
    assert len(reviewer.get("/reviews/?show=lea&words=birch&year=2023").context["lines"]) == 3
    assert reviewer.get("/reviews/?show=nothing&year=two&page=x&words=%00").status_code == 200
    assert [line.waiting_for for line in signed_in(cast.monitor).get("/reviews/?show=others").context["lines"]] == [
        "the SELPA"
    ]
    assert signed_in(cast.editor).get("/reviews/").status_code == 404


def queries_of(client: Client, path: str) -> int:
    client.get(path)  # what is asked once a process is asked now
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_pages_ask_as_much_of_a_full_plan_as_of_an_empty_one(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    editor = signed_in(cast.editor)
    paths = ["/plans/0161119/2023/", STEP, f"{STEP}data_drilldown/5A/", PAGE]
    before = [queries_of(editor, path) for path in paths]
    world.fill_step(cast.lea, 1, by=cast.editor)
    assert [queries_of(editor, path) - was for path, was in zip(paths, before, strict=True)] == [0, 0, 0, 0]
    assert max(before) < 25


def test_the_list_of_reviews_asks_as_much_for_many_as_for_one(cast: Cast, submitted: Step, signed_in: Visit) -> None:
    monitor = signed_in(cast.monitor)
    few = queries_of(monitor, "/reviews/?show=others")
    step = world.submit_step(cast.other, 1, editor=cast.other_editor, approver=cast.other_approver)
    assert step.status == "submitted"
    assert queries_of(monitor, "/reviews/?show=others") == few


def test_a_review_asks_as_much_for_many_comments_as_for_one(cast: Cast, submitted: Step, signed_in: Visit) -> None:
    reviewer = signed_in(cast.reviewer)
    few = queries_of(reviewer, REVIEW)
    for number in range(5):
        for slug in ("cim_team", "consolidation"):
            services.comment(step=submitted, activity=slug, text=f"Point {number}", by=cast.ta_provider, at=NOON)
    assert queries_of(reviewer, REVIEW) == few


def test_fill_writes_the_same_for_the_same_chance(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    book = Workbook(world.plan_of(cast.lea))
    place = book.places(1)[0]
    once, again = (demo_answers.fill(book, place, chance=random.Random(1), begins=date(2023, 4, 1)) for _ in (1, 2))
    assert once == again
