"""Comments next to fields, in threads that are open or resolved; those concerned are notified."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from improvement_plans.plans.models import Plan, Step
from improvement_plans.reviews import services
from improvement_plans.reviews.models import Comment
from monitoring.notices.models import Notice
from monitoring.people.models import Person
from tests import world
from tests.cast import NOON, Cast

Visit = Callable[[Person], Client]
STEP = "/plans/0161119/2023/step/1/"
TEAM = f"{STEP}cim_team/"


@pytest.fixture
def step(cast: Cast, issued_2023: dict[str, Plan]) -> Step:
    return world.step_of(cast.lea, 1)


def said(client: Client, text: str, **more: str) -> Comment:
    assert client.post(f"{TEAM}comment/", {"text": text, **more}).status_code == 302
    return Comment.objects.get(text=text)


def test_a_comment_is_next_to_its_field_and_counted_on_the_step(cast: Cast, step: Step, signed_in: Visit) -> None:
    editor = signed_in(cast.editor)
    comment = said(signed_in(cast.reviewer), "Who speaks for families?", field="members")
    assert comment.field == "members"
    page = editor.get(TEAM).content.decode()
    assert page.count("Who speaks for families?") == 2  # next to the field, and with its answers
    assert "read and answer the comment on “Team members”" in page
    assert page.index("Who speaks for families?") < page.index('id="comments"')
    assert "1 open comment" in editor.get(STEP).content.decode()
    assert 'value="members" selected' in " ".join(editor.get(f"{TEAM}?about=members").content.decode().split())


def test_a_field_that_is_not_there_is_the_whole_activity(cast: Cast, step: Step, signed_in: Visit) -> None:
    assert said(signed_in(cast.reviewer), "In general?", field="nothing").field == ""


def test_a_thread_is_answered_resolved_and_opened_again(cast: Cast, step: Step, signed_in: Visit) -> None:
    editor, reviewer = signed_in(cast.editor), signed_in(cast.reviewer)
    comment = said(reviewer, "Who speaks for families?", field="members")
    answer = editor.post(f"/comments/{comment.pk}/answer/", {"text": "Ms. Lee does."})
    assert answer["Location"] == f"{TEAM}#thread-{comment.pk}"
    thread = reviewer.get(TEAM).context["threads"][0]
    assert ([one.text for one in thread.answers], thread.is_open) == (["Ms. Lee does."], True)
    for _ in range(2):
        assert reviewer.post(f"/comments/{comment.pk}/resolve/").status_code == 302
    comment.refresh_from_db()
    assert comment.resolved_by == cast.reviewer
    page = editor.get(TEAM).content.decode()
    assert page.count("Who speaks for families?") == 1  # next to the field no more
    assert "Resolved" in page
    assert "open comment" not in editor.get(STEP).content.decode()
    editor.post(f"/comments/{comment.pk}/resolve/", {"open": "yes"})
    assert editor.get(TEAM).context["threads"][0].is_open
    reviewer.post(f"/comments/{comment.pk}/resolve/")
    editor.post(f"/comments/{comment.pk}/answer/", {"text": "And Mr. Cruz."})  # an answer opens it again
    assert editor.get(TEAM).context["threads"][0].is_open


def test_a_comment_about_one_element_is_on_its_page_alone(cast: Cast, step: Step, signed_in: Visit) -> None:
    reviewer = signed_in(cast.reviewer)
    reviewer.post(f"{STEP}data_drilldown/5A/comment/", {"text": "Which schools?"})
    assert "Which schools?" in reviewer.get(f"{STEP}data_drilldown/5A/").content.decode()
    assert "Which schools?" not in reviewer.get(f"{STEP}data_drilldown/1/").content.decode()
    counts = {line.page.place.key: line.comments for line in reviewer.get(STEP).context["pages"] if line.comments}
    assert counts == {("data_drilldown", "5A"): 1}


def test_what_is_sent_twice_is_there_once(cast: Cast, step: Step, signed_in: Visit) -> None:
    for minutes, found in ((0, 1), (0, 1), (90, 2)):
        at = NOON + timedelta(minutes=minutes)
        services.comment(step=step, activity="cim_team", text="Good.", by=cast.reviewer, at=at)
        assert Comment.objects.count() == found


def test_those_concerned_are_notified_and_not_who_said_it(cast: Cast, step: Step, signed_in: Visit) -> None:
    comment = said(signed_in(cast.reviewer), "Who speaks for families?")
    told = Notice.objects.filter(kind="commented")
    assert {notice.person for notice in told} == {cast.editor, cast.approver, cast.ta_provider}
    notice = told.get(person=cast.editor)
    assert notice.link == f"{TEAM}#thread-{comment.pk}"
    assert "Rosa Reviewer wrote about CIM team in step 1" in notice.text
    signed_in(cast.editor).post(f"/comments/{comment.pk}/answer/", {"text": "Ms. Lee does."})
    assert told.filter(person=cast.reviewer).count() == 1


def test_an_answer_says_something_and_not_too_much(cast: Cast, step: Step, signed_in: Visit) -> None:
    editor = signed_in(cast.editor)
    comment = said(editor, "Who speaks for families?")
    for text in (" ", "x" * 5_001):
        assert editor.post(f"/comments/{comment.pk}/answer/", {"text": text}).status_code == 409
    assert Comment.objects.count() == 1


def test_others_find_no_comment(cast: Cast, step: Step, signed_in: Visit) -> None:
    comment = said(signed_in(cast.editor), "Who speaks for families?")
    for person in (cast.other_editor, cast.other_reviewer, cast.newcomer):
        for verb in ("answer", "resolve"):
            assert signed_in(person).post(f"/comments/{comment.pk}/{verb}/", {"text": "Hm."}).status_code == 404
