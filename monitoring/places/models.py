"""The state, its counties, SELPAs and LEAs."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from cim_portal.lib import history
from monitoring.access import scope
from monitoring.access.roles import permissions_on
from monitoring.access.who import User


class State(models.Model):
    """The organization of the state's own people. One row, code `CA`."""

    code = models.CharField(max_length=2, unique=True)
    name = models.CharField(max_length=80)

    class Meta:
        permissions = permissions_on("state")

    def __str__(self) -> str:
        return self.name


class County(models.Model):
    """A county, by the two digits that open every code of its LEAs."""

    code = models.CharField(max_length=2, unique=True, validators=[RegexValidator(r"^\d{2}$")])
    name = models.CharField(max_length=60, unique=True)

    class Meta:
        verbose_name_plural = _("counties")

    def __str__(self) -> str:
        return self.name


class SelpaQuerySet(models.QuerySet["Selpa"]):
    def visible_to(self, user: User) -> "SelpaQuerySet":
        """Return the SELPAs that `user` reviews for, all of them for the state's people."""
        if scope.is_state(user):
            return self.all()
        return self.filter(pk__in=[h.organization_id for h in scope.held(user) if h.on == "selpa"])


class Selpa(models.Model):
    """A Special Education Local Plan Area. `name` is blank until a directory gives it."""

    code = models.CharField(max_length=4, unique=True, validators=[RegexValidator(r"^\d{4}$")])
    name = models.CharField(max_length=120, blank=True)

    objects = SelpaQuerySet.as_manager()

    class Meta:
        verbose_name = _("SELPA")
        permissions = permissions_on("selpa")

    def __str__(self) -> str:
        return self.name or f"SELPA {self.code}"


class LeaQuerySet(models.QuerySet["Lea"]):
    def visible_to(self, user: User) -> "LeaQuerySet":
        """Return the LEAs within the roles that `user` holds."""
        return self.filter(scope.leas_in_scope(user))


@history.kept(
    _("LEA"),
    words={
        "code": _("Code"),
        "cds_code": _("CDS code"),
        "name": _("Name"),
        "lea_type": _("Type"),
        "county": _("County"),
        "selpa": _("SELPA"),
    },
    related=("county", "selpa"),
    lea="code",
)
class Lea(models.Model):
    """A local educational agency: district, county office of education, or charter school acting as its own LEA.

    `code` has seven digits: county and district, or for a charter its school code, so that it can only be read
    together with `lea_type`. `cds_code` has fourteen: county, district, school.
    """

    class Type(models.TextChoices):
        DISTRICT = "district", _("School district")
        COUNTY_OFFICE = "county_office", _("County office of education")
        CHARTER = "charter", _("Charter school")

    code = models.CharField(max_length=7, unique=True, validators=[RegexValidator(r"^\d{7}$")])
    cds_code = models.CharField(max_length=14, unique=True, validators=[RegexValidator(r"^\d{14}$")])
    name = models.CharField(max_length=120)
    lea_type = models.CharField(max_length=20, choices=Type)
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="leas")
    selpa = models.ForeignKey(Selpa, on_delete=models.PROTECT, related_name="leas")

    objects = LeaQuerySet.as_manager()
    of_year: "list[LeaYear]"  # where `in_year` fetched it

    class Meta:
        verbose_name = _("LEA")
        verbose_name_plural = _("LEAs")
        permissions = permissions_on("lea")
        indexes = [models.Index(fields=["name"])]

    def __str__(self) -> str:
        return self.name

    def as_of(self, year_id: int) -> "LeaYear":
        """Return the LEA as that year's directory has it, or as it is today where that directory does not have it."""
        fetched = self.of_year if hasattr(self, "of_year") else self.years.filter(year=year_id)
        for known in fetched:
            if known.year_id == year_id:
                return known
        return LeaYear(
            lea=self,
            year_id=year_id,
            name=self.name,
            lea_type=self.lea_type,
            county=self.county,
            selpa=self.selpa,
            selpa_name=str(self.selpa),
        )


class LeaYearQuerySet(models.QuerySet["LeaYear"]):
    def visible_to(self, user: User) -> "LeaYearQuerySet":
        """Return the years of the LEAs within the roles that `user` holds."""
        return self.filter(scope.leas_in_scope(user, path="lea__"))


@history.kept(
    _("LEA in a year"),
    words={
        "lea": _("LEA"),
        "year": _("Year"),
        "name": _("Name"),
        "lea_type": _("Type"),
        "county": _("County"),
        "selpa": _("SELPA"),
        "selpa_name": _("Name of the SELPA"),
        "swd_count": _("Students with disabilities"),
    },
    related=("lea", "year", "county", "selpa"),
    lea="lea__code",
)
class LeaYear(models.Model):
    """An LEA as the published directory of a year has it; who is in a year is whoever has a row here.

    What an LEA is today is the newest year's; a year keeps its own, whichever directory is published later.
    """

    lea = models.ForeignKey(Lea, on_delete=models.CASCADE, related_name="years")
    year = models.ForeignKey("monitoring.Year", on_delete=models.CASCADE, related_name="leas")
    name = models.CharField(max_length=120)
    lea_type = models.CharField(max_length=20, choices=Lea.Type)
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="+")
    selpa = models.ForeignKey(Selpa, on_delete=models.PROTECT, related_name="+")
    selpa_name = models.CharField(max_length=120)
    swd_count = models.PositiveIntegerField(null=True, help_text="Students with disabilities on census day.")

    objects = LeaYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("LEA in a year")
        verbose_name_plural = _("LEAs in a year")
        constraints = [models.UniqueConstraint(fields=["lea", "year"], name="one_row_an_lea_and_year")]

    def __str__(self) -> str:
        return self.name


class PastSelpa(models.Model):
    """A SELPA that an LEA was in within a year when a letter was issued, until the year's directory moved the LEA."""

    lea = models.ForeignKey(Lea, on_delete=models.CASCADE, related_name="+")
    year = models.ForeignKey("monitoring.Year", on_delete=models.CASCADE, related_name="+")
    selpa = models.ForeignKey(Selpa, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lea", "year", "selpa"], name="one_row_a_past_selpa")]

    def __str__(self) -> str:
        return f"{self.lea} {self.year} {self.selpa}"


def in_year(year: int, *, path: str = "lea__") -> "models.Prefetch[str, models.QuerySet[LeaYear], str]":
    """Return what fetches, in one query, the LEAs at `path` as they are in a year; `as_of` then asks nothing more."""
    rows = LeaYear.objects.filter(year__year=year).select_related("county", "selpa")
    return models.Prefetch(f"{path}years", queryset=rows, to_attr="of_year")
