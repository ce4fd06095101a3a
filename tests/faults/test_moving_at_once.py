"""What two do to one thing at the same instant: the row is locked before anything is asked, whatever the move."""

import pytest

from determinations.letters import issuing
from determinations.letters import moves as letters_moves
from determinations.letters.models import Letter
from determinations.runs.models import Run
from improvement_plans.plans.models import Plan, Submission
from improvement_plans.steps import moves as steps_moves
from improvement_plans.workbook import answers
from improvement_plans.workbook.models import Answer, AnswerVersion
from monitoring.ledger import ledger, sealing
from monitoring.ledger.models import Event, Seal
from monitoring.notices.models import Notice
from monitoring.people import events
from monitoring.work import jobs
from monitoring.work.models import Job
from tests import world
from tests.at_once import at_once, refusable
from tests.cast import NOON, Cast

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("transactional_db")]
VERSIONS = "LOCK TABLE improvement_plans_answerversion IN SHARE MODE"
SEALS = "LOCK TABLE monitoring_seal IN SHARE MODE"


def test_a_letter_that_is_issued_twice_at_once_is_issued_once(cast: Cast, determined_2023: Run) -> None:
    letter = issuing.draft(year=determined_2023.year, by=cast.administrator, at=NOON)[0]

    def issue() -> Letter:
        return letters_moves.issue_letter(letter=letter, draw=lambda said: b"%PDF", by=cast.administrator, at=NOON)

    done, refused = at_once(refusable(issue), refusable(issue))
    assert isinstance(done, Letter)
    assert isinstance(refused, ledger.NotNow)
    assert Event.objects.of(letter).filter(move="issue").count() == 1


def test_letters_that_are_issued_twice_at_once_are_issued_once(cast: Cast, determined_2023: Run) -> None:
    drafts = issuing.draft(year=determined_2023.year, by=cast.administrator, at=NOON)
    letters = Letter.objects.filter(pk__in=[letter.pk for letter in drafts])

    def issue() -> list[Letter]:
        return letters_moves.issue_letters(letters=letters.all(), by=cast.administrator, at=NOON)

    done, refused = at_once(refusable(issue), refusable(issue))
    assert isinstance(done, list)
    assert isinstance(refused, ledger.NotNow)
    assert Event.objects.filter(move="issue").count() == len(drafts) == 3


def test_what_is_saved_while_the_step_is_submitted_is_refused_or_submitted(
    cast: Cast, issued_2023: dict[str, Plan]
) -> None:
    world.fill_step(cast.lea, 1, by=cast.editor)
    step = world.step_of(cast.lea, 1)
    submitted, refused = at_once(
        lambda: steps_moves.submit_step(step=step, by=cast.approver, at=NOON),
        refusable(
            lambda: answers.save(
                step=step,
                activity="consolidation",
                repeat="",
                value={"why": "too late"},
                seen={},
                by=cast.editor,
                at=NOON,
            )
        ),
    )
    assert isinstance(submitted, Submission)
    assert isinstance(refused, ledger.NotYou)
    assert not AnswerVersion.objects.filter(value__why="too late").exists()


def test_two_who_save_one_field_at_once_keep_both_texts(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    step = world.step_of(cast.lea, 1)

    def save(why: str) -> object:
        return answers.save(
            step=step, activity="consolidation", repeat="", value={"why": why}, seen={}, by=cast.editor, at=NOON
        )

    first, second = at_once(lambda: save("first"), lambda: save("second"), held=VERSIONS)
    assert isinstance(first, answers.Saved)
    assert isinstance(second, answers.Saved)
    assert ([c.mine for c in first.conflicts], [c.mine for c in second.conflicts]) == ([], ["second"])
    assert Answer.objects.get().value == {"why": "first"}
    kept = AnswerVersion.objects.order_by("pk").values_list("version", "counts", "value__why")
    assert list(kept) == [(1, True, "first"), (1, False, "second")]


def test_entries_that_are_sealed_at_once_are_each_sealed(cast: Cast) -> None:
    sealing.seal()

    def happen() -> Event:
        return ledger.record(events.INVITED_AGAIN, cast.editor, by=cast.administrator, at=NOON)

    at_once(happen, happen, held=SEALS)
    assert not Event.objects.filter(seal__isnull=True).exists()
    numbers = list(Seal.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, Event.objects.count() + 1))


def test_what_a_worker_begins_while_jobs_are_called_off_stays(cast: Cast) -> None:
    notice = Notice.objects.create(person=cast.editor, kind="letter_issued", lea=cast.lea, values={}, notified_at=NOON)
    job = jobs.enqueue("monitoring.mail_notice", notice, at=NOON)
    begun = f"UPDATE monitoring_job SET state = 'running', attempt = 1 WHERE id = {job.pk}"  # noqa: S608 - our own number
    assert at_once(lambda: jobs.call_off(job.kind, Notice.objects.all()), held=begun) == [0]
    assert Job.objects.get().state == "running"
