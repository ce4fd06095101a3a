"""Who is to sign a step in which office, and who signed which text."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext

from cim_portal.lib.evidence import Evidence
from improvement_plans.plans.models import Step
from monitoring.files.models import Kept


class Signer(models.Model):
    """The person whom an LEA names to sign a step in an office, which is a field of its step forms: activity.field."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="signers")
    office = models.CharField(max_length=130)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "office"], name="one_signer_an_office")]

    def __str__(self) -> str:
        return f"{self.office}: {self.person}"


class Signature(Evidence):
    """That a person signed exactly the text whose hash is `digest`: in an office, or with a signature page for all of them."""

    of_plan = "step__plan"

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="signatures")
    office = models.CharField(max_length=130, blank=True)
    label = models.CharField(max_length=250, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    file = models.ForeignKey(Kept, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "office", "person", "digest", "file"], name="signed_once")
        ]

    def __str__(self) -> str:
        return self.file_name or gettext("the signature of %(person)s") % {"person": self.person}
