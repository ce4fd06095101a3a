"""The pages of plans, steps and reviews, as their people and as others see them."""

import html
import random
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

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
from improvement_plans.workbook import answers as workbook_answers
from improvement_plans.workbook.models import Answer, AnswerVersion
from improvement_plans.workbook.workbook import Workbook
from monitoring.notices.models import Notice
from monitoring.people.models import Person
from monitoring.work import jobs
from tests import world
from tests.cast import NOON, Cast

Visit = Callable[[Person], Client]
STEP = "/plans/0161119/2023/step/1/"
PAGE = f"{STEP}consolidation/"
REVIEW = f"{STEP}review/"


@pytest.fixture
def submitted(cast: Cast, issued_2023: dict[str, Plan]) -> Step:
    return world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)


def form(why: str, *, version: int = 0, **more: Any) -> dict[str, Any]:
    return {"why": why, "seen-why": version, **more}


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


def test_what_was_typed_with_a_nul_is_saved_without_it(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    signed_in(cast.editor).post(PAGE, form("a\0b"))
    assert Answer.objects.get(activity="consolidation").value["why"] == "ab"


def test_an_unknown_version_is_refused_with_its_sentence(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    workbook_answers.save(
        step=world.step_of(cast.lea, 1), activity="consolidation", repeat="", value={"why": "A"}, seen={},
        by=cast.editor, at=NOON,
    )  # fmt: skip
    refused = signed_in(cast.editor).post(PAGE, form("B", version=9))
    assert refused.status_code == 409
    assert "another time" in refused.content.decode()


def test_two_who_add_a_row_at_once_add_two(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit) -> None:
    for person, name in ((cast.editor, "Pat"), (cast.approver, "Kim")):
        page = signed_in(person).get(f"{STEP}cim_team/")
        row = next(f for f in page.context["view"].fields if f.key == "members").rows[-1].id
        signed_in(person).post(
            f"{STEP}cim_team/", {"members-rows": [row], f"members-{row}-name": name, "seen-members": 0}
        )
    assert [one["name"] for one in Answer.objects.get().value["members"]] == ["Kim", "Pat"]


def test_an_autosave_next_to_someone_elses_rows_says_so_and_continues(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    def rows(*names: str, **seen: Any) -> dict[str, Any]:
        cells = {f"members-r{number}-name": name for number, name in enumerate(names)}
        return {"members-rows": [f"r{number}" for number in range(len(names))], **cells, **seen}

    team, htmx = f"{STEP}cim_team/", {"HX-Request": "true"}
    signed_in(cast.editor).post(team, rows("Pat", "Kim", **{"seen-members": 0}))
    signed_in(cast.approver).post(team, rows("Pat Lee", "Kim", **{"seen-members": 1}), headers=htmx)
    said = signed_in(cast.editor).post(team, rows("Pat", "Kim Yu", **{"seen-members": 1}), headers=htmx)
    assert "Someone else changed this meanwhile: Team members." in said.content.decode()
    seen = dict(said.context["seen"])
    again = signed_in(cast.editor).post(team, rows("Pat", "Kim Yu-Day", **seen), headers=htmx)
    assert "data-conflict" not in again.content.decode()
    assert [one["name"] for one in Answer.objects.get().value["members"]] == ["Pat Lee", "Kim Yu-Day"]
    for broken in ("{", "[" * 100_000, "7", '[{"_id": 1}]'):
        odd = rows("Pat", "Kim Yu-Day", **{**seen, "base-members": broken})
        assert signed_in(cast.editor).post(team, odd, headers=htmx).status_code == 200
    assert [one["name"] for one in Answer.objects.get().value["members"]] == ["Pat Lee", "Kim Yu-Day"]


def test_a_row_that_was_removed_is_put_back_where_it_was(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    def names() -> list[str]:
        return [one["name"] for one in Answer.objects.get().value["members"]]

    def press(**button: str) -> Any:
        there = {one["_id"]: one["name"] for one in Answer.objects.get().value["members"]}
        cells = {f"members-{row}-name": name for row, name in there.items()}
        seen = {"seen-members": Answer.objects.get().version}
        return editor.post(team, {"members-rows": list(there), **cells, **seen, **button})

    team, editor = f"{STEP}cim_team/", signed_in(cast.editor)
    editor.post(team, {"members-rows": list("abc"), **{f"members-{n}-name": n.upper() for n in "abc"}})
    removed = press(row="remove:members:b").context["removed"]
    assert names() == ["A", "C"]
    press(put_back=removed.asked)
    press(put_back=removed.asked)
    assert names() == ["A", "B", "C"], "the second click changes nothing"
    press(row="up:members:c")
    press(row="down:members:c")
    press(row="down:members:c")
    press(row="up:members:a")
    assert names() == ["A", "B", "C"]
    press(row="duplicate:members:a")
    press(row="duplicate:members:a")
    assert names() == ["A", "A", "A", "B", "C"]
    for odd in ("members:b:x", "members:b:99", "members:z:1", "nothing:b:1", "members:b:" + "9" * 30, ""):
        press(put_back=odd)
    for odd in ("remove:members:z", "burn:members:a", "remove:norms:a", "remove"):
        press(row=odd)
    assert names() == ["A", "A", "A", "B", "C"]


def test_totals_of_the_page_follow_an_autosave(cast: Cast, signed_in: Visit) -> None:
    world.issue_2023(cast, levels={cast.lea.code: "SD"})
    page, htmx = "/plans/0161119/2023/step/3/cceis_budget/", {"HX-Request": "true"}
    editor = signed_in(cast.editor)
    typed = {"alloc_611": "1,000,000", "alloc_619": "0", "lines-rows": "r1", "lines-r1-amount": "58,000"}
    said = editor.post(page, typed, headers=htmx).content.decode()
    assert re.search(r'id="given-total"\s+hx-swap-oob="true"', said)
    assert "$58,000.00 of $150,000.00; $92,000.00 left to place" in said
    seen = {f"seen-{key}": 1 for key in ("alloc_611", "alloc_619", "lines")}
    again = editor.post(page, {**typed, **seen}, headers=htmx).content.decode()
    assert "given-total" not in again, "what reads the same is not sent again"


def test_an_earlier_text_is_restored_and_shown_with_what_it_changed(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    editor = signed_in(cast.editor)
    editor.post(PAGE, form("The first reason", chosen=""))
    editor.post(PAGE, form("The second reason", version=1, chosen=""))
    page = editor.get(f"{PAGE}kept/").content.decode()
    assert "<del>first </del>" in page
    assert "<ins>second </ins>" in page
    first = AnswerVersion.objects.get(version=1)
    for person in (cast.reviewer, cast.ta_provider):
        assert signed_in(person).post(f"{PAGE}kept/", {"restore": f"{first.pk}:why"}).status_code == 403
        assert "Restore this text" not in signed_in(person).get(f"{PAGE}kept/").content.decode()
    for odd in ("", "x", f"{first.pk}:nothing", f"{first.pk + 99}:why", "9" * 40 + ":why", str(first.pk)):
        assert editor.post(f"{PAGE}kept/", {"restore": odd}).status_code == 404, odd
    for _ in range(2):
        assert editor.post(f"{PAGE}kept/", {"restore": f"{first.pk}:why"}).status_code == 302
    answer = Answer.objects.get()
    assert (answer.value["why"], answer.version) == ("The first reason", 3), "the second click changes nothing"
    other = Answer.objects.create(
        step=world.step_of(cast.lea, 1), activity="cim_team", saved_at=NOON, saved_by=cast.editor
    )
    assert editor.post(f"{STEP}cim_team/kept/", {"restore": f"{first.pk}:why"}).status_code == 404
    assert other.version == 0


def test_what_is_typed_is_read_strictly(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit) -> None:
    def said(activity: str, typed: dict[str, Any]) -> str:
        page = signed_in(cast.editor).post(f"{STEP}{activity}/", typed).content.decode()
        return html.unescape(page)

    def came(number: str) -> str:
        rows = {"sessions-rows": "r1", "sessions-r1-attended": number, "sessions-r1-date": "2023-05-02"}
        seen = Answer.objects.filter(activity="educational_partners").values_list("version", flat=True)
        return said("educational_partners", {**rows, "seen-sessions": seen[0] if seen else 0})

    for number, fault in (
        ("12,50", "is not a number"),
        ("1_000", "is not a number"),
        ("-4", "has to be a whole number, 0 or more"),
        ("2.5", "has to be a whole number, 0 or more"),
        ("1,250", ""),
        ("0", ""),
    ):
        sentence = f"“Sessions”, row 1: “How many came” {fault}"
        assert (sentence in came(number)) is bool(fault), number
    when = {"sessions-rows": "r2", "sessions-r2-date": "0026-06-30", "sessions-r2-attended": "3", "seen-sessions": 99}
    when["seen-sessions"] = Answer.objects.get(activity="educational_partners").version
    assert "“Date” is in the year 26. Write all four digits" in said("educational_partners", when)


def test_parts_are_within_wholes_and_ranks_are_given_once(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    editor = signed_in(cast.editor)
    counts = {"a": ("12", "0"), "b": ("-1", "9"), "c": ("3", "3"), "d": ("", "0"), "e": ("x", "2")}
    cells = {
        f"breakdowns-{r}-{key}": n
        for r, two in counts.items()
        for key, n in zip(("numerator", "denominator"), two, strict=True)
    }
    page = html.unescape(
        editor.post(f"{STEP}data_drilldown/5A/", {"breakdowns-rows": list(counts), **cells}).content.decode()
    )
    sentence = "“Numerator” has to be from 0 to “Denominator”, of which it is a part."
    assert [number for number in range(1, 6) if f"row {number}: {sentence}" in page] == [1, 2]
    ranks = {"a": "1", "b": "2", "c": "1", "d": "", "e": ""}
    cells = {f"weaknesses-{r}-rank": rank for r, rank in ranks.items()}
    cells |= {f"weaknesses-{r}-weakness": f"Weakness {r}" for r in ranks}
    page = html.unescape(editor.post(PAGE, {"weaknesses-rows": list(ranks), **cells}).content.decode())
    assert "row 3: “Rank” is the same as in a row above. Give each its own." in page
    assert page.count("is the same as in a row above") == 1
