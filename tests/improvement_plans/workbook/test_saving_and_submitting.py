"""Saves of two people, submissions, returns and saves that come too late, in any order: no text is lost or slips in."""

from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cim_portal.lib.verdict import Refused
from improvement_plans.plans.models import Plan, Step
from improvement_plans.reviews import moves as reviews_moves
from improvement_plans.reviews import services as reviews
from improvement_plans.steps import moves as steps_moves
from improvement_plans.workbook import answers
from improvement_plans.workbook.models import Answer, AnswerVersion
from tests import world
from tests.cast import NOON, Cast

PAGE, FIELD = "consolidation", "why"
ACTS = st.lists(
    st.tuples(st.sampled_from(["save", "save", "open", "submit", "return"]), st.integers(0, 3)), max_size=14
)


def said(cast: Cast) -> str:
    return str(Answer.objects.get(step__plan__lea=cast.lea, activity=PAGE).value[FIELD])


def kept(cast: Cast) -> str:
    versions = AnswerVersion.objects.filter(answer__step__plan__lea=cast.lea, answer__activity=PAGE)
    return "\n".join(str(one.value[FIELD]) for one in versions)


class Tabs:
    """Two people with two windows each: the version that each window shows, and how often something was moved."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.at = cast, NOON
        self.seen = [self.version() for _ in range(4)]
        self.acknowledged: list[str] = []

    def version(self) -> int:
        return Answer.objects.get(step__plan__lea=self.cast.lea, activity=PAGE).version

    def step(self) -> Step:
        return world.step_of(self.cast.lea, 1)

    def save(self, tab: int, text: str) -> None:
        """Save from a window; while the step is reviewed the save is refused, and nothing of it counts."""
        by = (self.cast.editor, self.cast.approver)[tab // 2]
        before, is_open = said(self.cast), self.step().status in ("open", "returned")
        try:
            saved = answers.save(
                step=self.step(), activity=PAGE, repeat="", value={FIELD: text}, seen={FIELD: self.seen[tab]},
                by=by, at=self.at,
            )  # fmt: skip
        except Refused:
            assert not is_open
            assert said(self.cast) == before
            return
        assert is_open, "a save that came too late counts"
        self.seen[tab] = saved.seen[FIELD]
        self.acknowledged.append(text)

    def submit(self) -> None:
        """Submit the step: what is submitted is what counts, to the letter."""
        self.at += timedelta(days=1)
        counts = said(self.cast)
        try:
            steps_moves.submit_step(step=self.step(), by=self.cast.approver, at=self.at)
        except Refused:
            assert self.step().status == "submitted", "what is filled in can be submitted"
            return
        assert self.step().submissions.latest("round").answers[PAGE][""][FIELD] == counts

    def give_back(self) -> None:
        self.at += timedelta(days=1)
        if self.step().status != "submitted":
            return
        reviews.comment(step=self.step(), activity=PAGE, text="Say more.", by=self.cast.reviewer, at=self.at)
        reviews_moves.return_step(step=self.step(), by=self.cast.reviewer, at=self.at)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_no_acknowledged_text_is_lost_and_none_slips_into_what_is_reviewed(
    cast: Cast, issued_2023: dict[str, Plan], acts: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        world.fill_step(cast.lea, 1, by=cast.editor)
        tabs = Tabs(cast)
        for number, (what, tab) in enumerate(acts):
            if what == "save":
                tabs.save(tab, f"Text {number} of window {tab}")
            elif what == "open":
                tabs.seen[tab] = tabs.version()
            elif what == "submit":
                tabs.submit()
            else:
                tabs.give_back()
            for text in tabs.acknowledged:
                assert text in kept(cast), "an acknowledged text is nowhere"
        for submission in tabs.step().submissions.all():
            assert str(submission.answers[PAGE][""][FIELD]) in kept(cast)
        transaction.set_rollback(True)
