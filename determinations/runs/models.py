"""A run of the rules over a year's published data, and the level of each LEA with its explanation."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from determinations.runs.words import no_level
from determinations.uploads.models import Upload
from monitoring.access import scope
from monitoring.access.roles import SELPA_STAFF
from monitoring.access.who import User
from monitoring.definition.models import DefinitionVersion
from monitoring.places import reading
from monitoring.places.models import Lea
from monitoring.years.models import Year


class Run(models.Model):
    """One determination. `uploads` are the files that it read, of this year and of the years that it looks back on;
    `inputs_sha256` is the hash of all that they say."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        FINAL = "final", _("Final")
        SUPERSEDED = "superseded", _("Replaced")

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField()
    definition = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="runs")
    inputs_sha256 = models.CharField(max_length=64)
    uploads = models.ManyToManyField(Upload, related_name="runs")
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="one_run_a_number"),
            models.UniqueConstraint(fields=["year"], condition=Q(status="final"), name="one_final_run_a_year"),
        ]
        triggers = [
            pgtrigger.FSM(name="run_moves", field="status", transitions=[("draft", "final"), ("final", "superseded")])
        ]

    def __str__(self) -> str:
        return gettext("run %(number)s of %(year)s") % {"number": self.number, "year": self.year}


class LevelResultQuerySet(models.QuerySet["LevelResult"]):
    def visible_to(self, user: User) -> "LevelResultQuerySet":
        """Return the results that `user` may read, by LEA and year: drafts for the state's people alone, others also for
        those of the SELPA, and for everyone else once a letter is issued: of its run, or of one with the same level."""
        scoped = self.filter(reading.in_scope(user, year="run__year"))
        if not scope.is_administrator(user):
            scoped = scoped.exclude(run__year__status=Year.Status.PREPARING)
        if scope.is_state(user):
            return scoped
        of_selpa = scope.leas_in_scope(user, wanted=SELPA_STAFF, path="lea__")
        if selpas := [held.organization_id for held in scope.held(user) if held.on == "selpa"]:
            of_selpa |= reading.of_selpas(selpas, year="run__year")
        said = Lea.objects.filter(
            Q(letters__run=OuterRef("run")) | Q(letters__level=OuterRef("level")),
            pk=OuterRef("lea"),
            letters__year=OuterRef("run__year"),
            letters__status="issued",
        )
        return scoped.exclude(run__status=Run.Status.DRAFT).filter(of_selpa | Exists(said))


class LevelResult(models.Model):
    """The level of one LEA in a run. `level` counts: the official one where the state gave it, else `computed`.

    Blank is no level; `outcome` is then what else the rules end in, blank where in nothing. `rule` is the index of the
    rule that matched, from 0. `determination` is the category that counts, found in the same way, blank for none, and
    `determination_years` for how many years in a row, this one included, it was that or worse. `explanation` is a JSON
    document as `rules.explanation` gives it: the facts with where each came from, and each rule tried in order.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="results")
    lea = models.ForeignKey(Lea, on_delete=models.PROTECT, related_name="level_results")
    level = models.CharField(max_length=8, blank=True)
    outcome = models.CharField(max_length=8, blank=True)
    computed = models.CharField(max_length=8, blank=True)
    official = models.CharField(max_length=8, null=True, blank=True)  # noqa: DJ001 - null: the state gave none
    rule = models.PositiveSmallIntegerField(null=True, blank=True)
    determination = models.CharField(max_length=60, blank=True)
    computed_determination = models.CharField(max_length=60, blank=True)
    official_determination = models.CharField(max_length=60, null=True, blank=True)  # noqa: DJ001 - as for `official`
    determination_years = models.PositiveSmallIntegerField(default=0)
    missing = models.JSONField(default=list)
    explanation = models.JSONField(default=dict)

    objects = LevelResultQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "lea"], name="one_result_an_lea_and_run")]
        indexes = [models.Index(fields=["run", "level"])]

    def __str__(self) -> str:
        return f"{self.lea_id} {self.level or no_level()}"
