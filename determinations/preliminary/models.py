"""The window in which LEAs and SELPAs review preliminary figures, what they contest, and who looked."""

from datetime import date, timedelta

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from determinations.runs.models import Run
from monitoring.access import scope
from monitoring.access.roles import LEA_STAFF, SELPA_STAFF, STATE_STAFF
from monitoring.access.who import User
from monitoring.files.models import Kept
from monitoring.places.models import Lea
from monitoring.years.models import Year

REVIEW = LEA_STAFF | SELPA_STAFF | STATE_STAFF  # no one else sees preliminary figures


class Window(models.Model):
    """A time in which the figures of a draft run are shown. `ends_at` is the moment from which nothing is contested."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="windows")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="windows")
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN)
    ends_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year"], condition=Q(status="open"), name="one_open_window_a_year"),
        ]
        triggers = [pgtrigger.FSM(name="window_moves", field="status", transitions=[("open", "closed")])]

    @property
    def last_day(self) -> date:
        """The last day on which elements can be contested: a window ends at midnight, which is the next day."""
        return localdate(self.ends_at - timedelta(seconds=1))

    def __str__(self) -> str:
        return gettext("the review of the preliminary figures of %(year)s") % {"year": self.year}


class ContestQuerySet(models.QuerySet["Contest"]):
    def visible_to(self, user: User) -> "ContestQuerySet":
        """Return what the LEAs contest for which `user` works: in them, in their SELPAs, or for the state."""
        return self.filter(scope.leas_in_scope(user, wanted=REVIEW, path="lea__"))


class Contest(models.Model):
    """An element that an LEA says is wrong, with its reason and evidence, and the state's answer.

    `final_run` is the run that was made final after the answer, by which it is frozen.
    """

    class Status(models.TextChoices):
        CONTESTED = "contested", _("Contested")
        ANSWERED = "answered", _("Answered")
        FROZEN = "frozen", _("Frozen for the final run")

    class Decision(models.TextChoices):
        CORRECT = "correct", _("Correct the figure")
        KEEP = "keep", _("Keep the figure")

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="contests")
    lea = models.ForeignKey(Lea, on_delete=models.PROTECT, related_name="contests")
    indicator = models.CharField(max_length=60)
    figure = models.CharField(max_length=200)
    status = models.CharField(max_length=20, choices=Status, default=Status.CONTESTED)
    reason = models.TextField()
    evidence = models.ForeignKey(Kept, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    evidence_name = models.CharField(max_length=200, blank=True)
    contested_at = models.DateTimeField()
    contested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=20, choices=Decision, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    final_run = models.ForeignKey(Run, null=True, blank=True, on_delete=models.PROTECT, related_name="contests")

    objects = ContestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["window", "lea", "indicator"], name="one_contest_an_element_and_window"),
            models.CheckConstraint(
                condition=Q(status="contested") | (Q(answered_at__isnull=False) & ~Q(decision="")),
                name="an_answered_contest_says_how",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="contest_moves",
                field="status",
                transitions=[("contested", "answered"), ("answered", "frozen")],
            )
        ]

    def __str__(self) -> str:
        words = {"indicator": self.indicator, "year": self.window.year, "lea": self.lea}
        return gettext("element %(indicator)s of %(lea)s, %(year)s") % words

    @property
    def is_late(self) -> bool:
        """Whether it was answered after the window ended."""
        return self.answered_at is not None and self.answered_at >= self.window.ends_at


class LookQuerySet(models.QuerySet["Look"]):
    def visible_to(self, user: User) -> "LookQuerySet":
        """Return who looked at the figures of the LEAs for which `user` works."""
        return self.filter(scope.leas_in_scope(user, wanted=REVIEW, path="lea__"))


class Look(models.Model):
    """That a person of an LEA looked at its preliminary figures, and when for the first time."""

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="looks")
    lea = models.ForeignKey(Lea, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField()

    objects = LookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["window", "lea", "person"], name="one_look_a_window_lea_and_person")
        ]

    def __str__(self) -> str:
        return f"{self.window_id} {self.lea_id} {self.person_id}"
