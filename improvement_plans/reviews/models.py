"""What reviewers and others said about a step, activity by activity; and to whom at the state a step is assigned."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cim_portal.lib import seen
from improvement_plans.plans.models import Step
from monitoring.access.who import User
from monitoring.oversight.models import Assigned, AssignedQuerySet
from monitoring.places import reading


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, user: User) -> "CommentQuerySet":
        """Return the comments on steps that `user` may read, by LEA and year."""
        return self.filter(reading.in_scope(user, path="step__plan__lea__", year="step__plan__year"))


class Comment(models.Model):
    """Something said next to an activity, or next to one of its fields, by a reviewer, a TA provider or the LEA.

    `parent` is the comment that it answers. One that answers none is open until someone says that it is resolved.
    """

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="comments")
    activity = models.SlugField(max_length=60)
    repeat = models.CharField(max_length=60, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="answers")
    field = models.CharField(max_length=60, blank=True)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="a_comment_says_something"),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False, parent__isnull=True),
                name="a_thread_is_resolved_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class ReviewMark(models.Model):
    """What a reviewer found of one page in one round: an activity, or an activity for one element (`repeat`).

    Work that is needed must be said.
    """

    class Mark(models.TextChoices):
        MET = "met", _("Met")
        NEEDS_WORK = "needs_work", _("Needs work")
        DOES_NOT_APPLY = "does_not_apply", _("Does not apply")

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="marks")
    round = models.PositiveSmallIntegerField()
    activity = models.SlugField(max_length=60)
    repeat = models.CharField(max_length=60, blank=True)
    mark = models.CharField(max_length=20, choices=Mark)
    sentence = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "round", "activity", "repeat"], name="one_mark_a_page_and_round"),
            models.CheckConstraint(condition=~Q(mark="needs_work") | ~Q(sentence=""), name="needed_work_is_said"),
        ]

    def __str__(self) -> str:
        return f"{self.activity}: {self.get_mark_display()}"

    @property
    def key(self) -> tuple[str, str]:
        """The page that it is of, as (activity, repeat)."""
        return self.activity, self.repeat

    @property
    def answer(self) -> "Reply | None":
        """What the LEA said of it, or None."""
        return getattr(self, "reply", None)

    @property
    def waits(self) -> bool:
        """Whether it asks for work and has no answer yet."""
        return self.mark == self.Mark.NEEDS_WORK and self.answer is None


class Reply(models.Model):
    """What the LEA says of a request before it submits again: done, or not done and why."""

    class Outcome(models.TextChoices):
        DONE = "done", _("Done")
        NOT_DONE = "not_done", _("Not done")

    mark = models.OneToOneField(ReviewMark, on_delete=models.CASCADE, related_name="reply")
    outcome = models.CharField(max_length=20, choices=Outcome)
    sentence = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(outcome="not_done") | ~Q(sentence=""), name="what_is_not_done_says_why")
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.sentence}".strip()

    @property
    def token(self) -> str:
        """A word for what it says, which forms send back as what they showed."""
        return seen.token(self.outcome, self.sentence)


class ReviewDraft(models.Model):
    """What one reviewer has typed of a review and not saved: no one else sees it. `typed` maps entries to their text."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="review_drafts")
    round = models.PositiveSmallIntegerField()
    typed = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "round", "by"], name="one_draft_a_reviewer_and_round"),
        ]

    def __str__(self) -> str:
        return f"{self.by}, {self.round}"


class StepAssignment(Assigned):
    """A step assigned to a monitor or a unit of the state, whoever has its LEA."""

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="assignments")

    objects = AssignedQuerySet["StepAssignment"].as_manager()

    class Meta(Assigned.Meta):
        constraints = [
            *Assigned.Meta.constraints,
            models.UniqueConstraint(
                fields=["step"], condition=Q(ended_at__isnull=True), name="one_assignment_a_step_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(step)s, assigned to %(to)s") % {"step": self.step, "to": self.to}
