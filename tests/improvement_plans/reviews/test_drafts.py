"""What a reviewer types is kept as a draft that no one else sees; prompts and changes are next to each page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from improvement_plans.plans.models import Plan, Step
from improvement_plans.reviews.models import ReviewDraft, ReviewMark
from improvement_plans.steps import moves as steps_moves
from improvement_plans.workbook import answers
from monitoring.ledger.models import Event
from monitoring.notices.models import Notice
from monitoring.people.models import Person
from tests import world
from tests.cast import NOON, Cast

Visit = Callable[[Person], Client]
STEP = "/plans/0161119/2023/step/1/"
REVIEW = f"{STEP}review/"
DRAFT = f"{REVIEW}draft/"
TYPED = {"mark-cim_team": "needs_work", "sentence-cim_team": "Add a par", "return_note": "Half a no"}


@pytest.fixture
def submitted(cast: Cast, issued_2023: dict[str, Plan]) -> Step:
    return world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)


def test_a_draft_is_in_the_form_of_the_one_who_typed_it_and_nowhere_else(
    cast: Cast, submitted: Step, signed_in: Visit
) -> None:
    reviewer = signed_in(cast.reviewer)
    kept = reviewer.post(DRAFT, {**TYPED, "typed-as": "a" * 32}, headers={"HX-Request": "true"})
    assert "Only you see it" in kept.content.decode()
    assert kept.cookies["saved"].value == "a" * 32  # the browser forgets its copy
    assert not ReviewMark.objects.exists()
    page = reviewer.get(REVIEW).content.decode()
    assert ">Add a par</textarea>" in page
    assert ">Half a no</textarea>" in page
    assert "The form has your draft." in page
    colleague = Person.objects.create_user(email="second@example.org", name="Sena Second")
    world.give(colleague, "selpa_reviewer", cast.selpa)
    for person in (colleague, cast.monitor, cast.editor):
        for address in (REVIEW, STEP, f"{STEP}rounds/", f"{STEP}cim_team/"):
            assert "Add a par" not in signed_in(person).get(address).content.decode(), (person, address)


def test_saving_makes_marks_of_a_draft_and_forgets_it(cast: Cast, submitted: Step, signed_in: Visit) -> None:
    reviewer = signed_in(cast.reviewer)
    reviewer.post(DRAFT, TYPED)
    reviewer.post(DRAFT, {**TYPED, "sentence-cim_team": "Add a parent."})
    assert ReviewDraft.objects.get().typed["sentence-cim_team"] == "Add a parent."
    reviewer.post(REVIEW, {**TYPED, "sentence-cim_team": "Add a parent.", "note": ""})
    assert ReviewMark.objects.get().sentence == "Add a parent."
    assert not ReviewDraft.objects.exists()
    reviewer.post(DRAFT, {"mark-cim_team": "needs_work", "sentence-cim_team": ""})
    assert ">Add a parent.</textarea>" not in reviewer.get(REVIEW).content.decode()  # a draft may be blank


def test_a_refused_form_keeps_the_draft(cast: Cast, submitted: Step, signed_in: Visit) -> None:
    reviewer = signed_in(cast.reviewer)
    reviewer.post(DRAFT, TYPED)
    refused = reviewer.post(REVIEW, {**TYPED, "sentence-cim_team": " ", "note": ""})
    assert refused.status_code == 409
    assert ReviewDraft.objects.exists()
    long = reviewer.post(DRAFT, {"sentence-cim_team": "x" * 5_001}, headers={"HX-Request": "true"})
    assert "can have at most 5,000" in long.content.decode()


def test_a_draft_is_not_kept_of_a_step_that_moved_on(cast: Cast, submitted: Step, signed_in: Visit) -> None:
    steps_moves.recall_step(step=submitted, by=cast.approver, at=NOON)
    assert signed_in(cast.reviewer).post(DRAFT, TYPED).status_code == 403
    assert not ReviewDraft.objects.exists()


def test_questions_are_next_to_each_page(cast: Cast, submitted: Step, signed_in: Visit) -> None:
    page = signed_in(cast.reviewer).get(REVIEW).content.decode()
    assert "Are the affected families there?" in page
    assert "Are the results compared with students without disabilities?" in page


def test_what_changed_since_the_last_submission_is_highlighted(cast: Cast, submitted: Step, signed_in: Visit) -> None:
    reviewer = signed_in(cast.reviewer)
    reviewer.post(REVIEW, {"mark-consolidation": "needs_work", "sentence-consolidation": "Say why.", "return": ""})
    step = world.step_of(cast.lea, 1)
    for version, why in ((1, "The gap is widest there."), (2, "The gap is widest there, 24 points.")):
        answers.save(
            step=step, activity="consolidation", repeat="", value={"why": why}, seen={"why": version},
            by=cast.editor, at=NOON,
        )  # fmt: skip
        world.answer_requests(cast.lea, 1, by=cast.editor)
        at = NOON + timedelta(days=version)
        steps_moves.submit_step(step=world.step_of(cast.lea, 1), by=cast.approver, at=at)
        if version == 1:
            again = {"mark-consolidation": "needs_work", "sentence-consolidation": "How wide?", "return": ""}
            reviewer.post(REVIEW, again)
    page = reviewer.get(REVIEW).content.decode()
    assert "<del>there.</del>" in page
    assert "<ins>there, 24 points.</ins>" in page


def test_the_approvers_are_asked_to_sign_once(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit) -> None:
    editor = signed_in(cast.editor)
    early = editor.post(f"{STEP}ready/")
    assert early.status_code == 409
    world.fill_step(cast.lea, 1, by=cast.editor)
    assert "Ask the approvers to sign" in editor.get(STEP).content.decode()
    for _ in range(2):
        assert editor.post(f"{STEP}ready/").status_code == 302
    notice = Notice.objects.get(kind="step_ready")
    assert notice.person == cast.approver
    assert "Eli Editor says that step 1" in notice.text
    assert Event.objects.filter(move="say_ready").count() == 1
    assert "asked the approvers" in editor.get(STEP).content.decode()
    assert "Ask the approvers to sign" not in signed_in(cast.approver).get(STEP).content.decode()


def test_who_submitted_gets_a_receipt(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    receipt = Notice.objects.get(kind="step_received", person=cast.approver)
    assert "Ana Approver submitted step 1" in receipt.text
    assert "as submission 1. It is waiting for the SELPA now." in receipt.text


def test_what_was_saved_meanwhile_is_read_before_it_is_replaced(cast: Cast, submitted: Step, signed_in: Visit) -> None:
    colleague = Person.objects.create_user(email="second@example.org", name="Sena Second")
    world.give(colleague, "selpa_reviewer", cast.selpa)
    reviewer, other = signed_in(cast.reviewer), signed_in(colleague)

    def shown() -> dict[str, str]:
        page = reviewer.get(REVIEW).context
        seen = {f"seen-{one.name}": one.seen for one in page["pages"]}
        return {**seen, "seen-return_note": page["note_seen"], "note": ""}

    def saved() -> tuple[str, str]:
        mark = ReviewMark.objects.get(activity="cim_team")
        return mark.sentence, str(world.step_of(cast.lea, 1).submissions.get().return_note)

    marked = {"mark-cim_team": "needs_work", "sentence-cim_team": "Add a parent."}
    before = shown()
    reviewer.post(REVIEW, {**before, **marked, "return_note": "Nearly there."})
    for client in (other, reviewer):  # a colleague, and another window of one's own, both opened before
        client.post(REVIEW, {**before, "return_note": "", "mark-consolidation": "met"})  # nothing was typed over it
        assert saved() == ("Add a parent.", "Nearly there.")
        stale = client.post(REVIEW, {**before, **marked, "sentence-cim_team": "Two.", "return_note": "Far off."})
        assert stale.status_code == 409
        for words in ("Add a parent.", "“Nearly there.”", ">Two.</textarea>", ">Far off.</textarea>"):
            assert words in stale.content.decode(), words
        assert saved() == ("Add a parent.", "Nearly there.")
    reviewer.post(REVIEW, {**shown(), **marked, "sentence-cim_team": "Two.", "return_note": "Far off."})
    assert saved() == ("Two.", "Far off.")
