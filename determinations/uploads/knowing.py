"""What the portal knows of a year when a file of it is checked."""

from determinations.uploads import elements
from determinations.uploads.checks.known import Known, KnownLea
from determinations.uploads.declaring import Format
from monitoring.definition import definition_of
from monitoring.places.counties import COUNTIES
from monitoring.places.models import Lea, LeaYear, Selpa
from monitoring.years.models import Year


def known(year: Year, lea_ids: dict[str, int], *, form: Format) -> Known:
    """Return what a file of the format is checked against; the LEAs as they were only where it says which there are."""
    definition = definition_of(year.definition)
    return Known(
        year=year.year,
        leas=frozenset(lea_ids),
        counties=COUNTIES,
        selpas=dict(Selpa.objects.values_list("code", "name")),
        levels=tuple(level.code for level in definition.levels),
        determinations=tuple(category.code for category in definition.determinations.categories),
        elements_for=elements.resolver(definition),
        directory=_directory_before(year) if form.comes_first else {},
    )


def _directory_before(year: Year) -> dict[str, KnownLea]:
    """Return every LEA by code as the last directory of the year or an earlier one has it, or else as it is today."""
    today = Lea.objects.values_list("code", "selpa__code", "lea_type")
    found = {code: KnownLea(selpa, kind, in_directory=False) for code, selpa, kind in today}
    years = LeaYear.objects.filter(year__year__lte=year.year)
    if newest := years.order_by("-year__year").values_list("year", flat=True).first():
        of_year = LeaYear.objects.filter(year=newest)
        for code, selpa, kind, count in of_year.values_list("lea__code", "selpa__code", "lea_type", "swd_count"):
            swd_count = count if newest == year.pk else None
            found[code] = KnownLea(selpa, kind, in_directory=True, swd_count=swd_count)
    return found
