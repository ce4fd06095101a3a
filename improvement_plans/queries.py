"""Reads shared by pages, moves and permissions."""

from improvement_plans.models import Plan, Step, Submission
from monitoring import process

NAMES = {"lea": "the LEA", "selpa": "the SELPA", "state": "the state"}


def definition(plan: Plan) -> process.Process:
    """Return the definition that was in force when the plan was opened."""
    return process.of(plan.process)


def reviewers(step: Step) -> list[str]:
    """Return who reviews the level's steps, in order: `selpa`, `state` or both."""
    return list(definition(step.plan).level(step.plan.level).reviewers)


def reviewer_in_turn(step: Step) -> str | None:
    """Return the reviewer on whom the step waits: `selpa`, `state`, or None where it waits on the LEA or on nobody."""
    if step.status == Step.Status.SUBMITTED:
        return reviewers(step)[0]
    if step.status == Step.Status.APPROVED_BY_SELPA:
        return "state"
    return None


def state_follows(step: Step) -> bool:
    """Say whether the state reviews the step after the reviewer in turn."""
    return step.status == Step.Status.SUBMITTED and reviewers(step)[0] == "selpa" and "state" in reviewers(step)


def waits_on(step: Step) -> str | None:
    """Return whom the step waits on: `lea`, `selpa`, `state`, or None once it is approved."""
    if step.status == Step.Status.APPROVED:
        return None
    return reviewer_in_turn(step) or "lea"


def last_submission(step: Step) -> Submission | None:
    """Return what was handed in last, or None."""
    return step.submissions.order_by("-round").first()
