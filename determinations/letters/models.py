"""The letters of an LEA, and the texts that administrators write into them."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cim_portal.lib import history
from cim_portal.lib.evidence import Evidence, Stay, said_once
from determinations.letters import kinds
from determinations.runs.models import Run
from determinations.runs.words import no_level
from monitoring.access import scope
from monitoring.access.roles import SELPA_STAFF
from monitoring.access.who import User
from monitoring.files.models import Kept
from monitoring.places import reading
from monitoring.places.models import Lea
from monitoring.years.models import Year

# A letter under embargo is read by SELPAs already, but is brought up to date until it is released.
ISSUED, READ = "OLD.status NOT IN ('draft', 'embargoed')", "OLD.status <> 'draft'"
SAID = (
    "lea_id year_id kind run_id level context pdf_id replaces_id drafted_at issued_at issued_by_id release_id".split()
)


class Release(models.Model):
    """A time at which the letters of a year that are under embargo become readable for everyone concerned.

    A year has one that is still to come at most. `letters` are those that were released by it, or are to be.
    """

    class Status(models.TextChoices):
        SET = "set", _("Set")
        RELEASED = "released", _("Released")
        CANCELED = "canceled", _("Canceled")

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="releases")
    status = models.CharField(max_length=20, choices=Status, default=Status.SET)
    releases_at = models.DateTimeField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year"], condition=Q(status="set"), name="one_release_to_come_a_year"),
        ]
        triggers = [
            pgtrigger.FSM(name="release_moves", field="status", transitions=[("set", "released"), ("set", "canceled")]),
        ]

    def __str__(self) -> str:
        return gettext("the letters of %(year)s under embargo") % {"year": self.year}


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: User) -> "LetterQuerySet":
        """Return the letters that `user` may read, by LEA and year; drafts for the state's people alone, and those under
        embargo also for their SELPAs'."""
        scoped = self.filter(reading.in_scope(user))
        if scope.is_state(user):
            return scoped
        of_selpa = scope.leas_in_scope(user, wanted=SELPA_STAFF, path="lea__")
        return scoped.exclude(status=Letter.Status.DRAFT).exclude(Q(status=Letter.Status.EMBARGOED) & ~of_selpa)

    def of_levels(self) -> "LetterQuerySet":
        """Return the letters that say the level, which plans and everyone's pages go by."""
        return self.filter(kind__in=kinds.saying_level())


@history.kept(
    _("Letter"),
    words={
        "lea": _("LEA"),
        "year": _("Year"),
        "kind": _("Kind"),
        "run": _("Run"),
        "level": _("Level"),
        "status": _("Status"),
        "context": _("What it says"),
        "pdf": _("PDF, by its hash"),
        "replaces": _("Letter that it replaces, by its number"),
        "drafted_at": _("Drafted on"),
        "issued_at": _("Issued on"),
        "issued_by": _("Issued by"),
        "release": _("Release, by its number"),
    },
    related=("lea", "year", "run__year", "issued_by"),
    lea="lea__code",
    drawn=("pdf",),
)
class Letter(models.Model):
    """One letter. Under embargo, only SELPAs and the state read it, and `release` says when everyone concerned will.
    Issued, what it says stays for ever, and so do its bytes and their SHA-256; a correction is a new letter.

    `context` is everything the letter says, as plain values; its `elements` are what the plan is prefilled with. An LEA
    has one letter of each kind in force at most. `pdf` is empty where many were issued at once and no one has opened
    this one yet: the same context gives the same bytes.
    """

    stays = (
        said_once(*SAID, where=ISSUED),
        Stay("UPDATE", f"{READ} AND NEW.status = 'draft'"),
        Stay("UPDATE", f"{ISSUED} AND NEW.status = 'embargoed'"),
        Stay("DELETE", READ),
    )

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        EMBARGOED = "embargoed", _("Under embargo")
        ISSUED = "issued", _("Issued")
        CORRECTED = "corrected", _("Corrected")

    lea = models.ForeignKey(Lea, on_delete=models.PROTECT, related_name="letters")
    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=20)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="letters")
    level = models.CharField(max_length=8)
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    context = models.JSONField(default=dict)
    pdf = models.ForeignKey(Kept, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    drafted_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    release = models.ForeignKey(Release, null=True, blank=True, on_delete=models.PROTECT, related_name="letters")

    objects = LetterQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["status", "year"], name="letters_by_status")]  # few of ten years are drafts
        constraints = [
            models.UniqueConstraint(
                fields=["lea", "year", "kind"],
                condition=Q(status="issued"),
                name="one_issued_letter_an_lea_year_and_kind",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "embargoed"]) | Q(issued_at__isnull=False),
                name="an_issued_letter_says_when",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="letter_moves",
                field="status",
                transitions=[
                    ("draft", "issued"),
                    ("draft", "embargoed"),
                    ("embargoed", "issued"),
                    ("issued", "corrected"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(year)s %(letter)s of %(lea)s") % {"year": self.year, "letter": self.title, "lea": self.lea}

    @property
    def title(self) -> str:
        """What a letter of this kind is called."""
        return str(kinds.kind(self.kind).title)

    def get_absolute_url(self) -> str:
        """Return the address of the page that shows what a letter of this kind says."""
        address = kinds.kind(self.kind).address
        return f"/leas/{self.lea.code}/{self.year.year}/letter/" + (f"{address}/" if address else "")


class LetterText(Evidence):
    """What an administrator wrote for one place of the letters of a level. A row never changes: the newest counts.

    A blank `level` is that of the LEAs without one, or of a letter that is the same for every level. A blank `text` says
    that the letter's own sentences are used again.
    """

    class Place(models.TextChoices):
        OPENING = "opening", _("Opening")
        WHAT_FOLLOWS = "what_follows", _("What follows")
        CLOSING = "closing", _("Closing")

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="letter_texts")
    kind = models.CharField(max_length=20)
    level = models.CharField(max_length=8, blank=True)
    place = models.CharField(max_length=20, choices=Place)
    text = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["year", "kind", "level", "place"], name="letter_texts_by_place")]

    def __str__(self) -> str:
        kind = kinds.kind(self.kind)
        words = {"place": self.get_place_display(), "year": self.year, "letter": kind.title}
        said = gettext("“%(place)s” in the %(year)s %(letter)s") % words
        return f"{said}, {self.level or no_level()}" if kind.says_level else said


class LetterOpening(models.Model):
    """That a person opened a letter, as a page or as its PDF: when for the first time, when for the last, how often."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="openings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "person"], name="one_opening_a_letter_and_person")]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.person_id}"
