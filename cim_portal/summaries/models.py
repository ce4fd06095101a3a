"""The summary of a year: of the state, a SELPA or an LEA, as the PDF that was drawn last."""

from django.db import models

from monitoring.files.models import Kept
from monitoring.places.models import Lea, Selpa
from monitoring.years.models import Year


class Summary(models.Model):
    """A summary that someone asked for. `kind` is the name of one of `kinds`; `selpa` or `lea` is what it is of, neither for
    the state. `says` is the hash of what the PDF says, blank while none is drawn; `drawn_at` when it was last compared."""

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    selpa = models.ForeignKey(Selpa, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lea = models.ForeignKey(Lea, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    says = models.CharField(max_length=64, blank=True)
    pdf = models.ForeignKey(Kept, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "kind", "selpa", "lea"], nulls_distinct=False, name="one_summary_a_place_and_year"
            )
        ]

    def __str__(self) -> str:
        return self.title
