"""What is missing in a year before everyone in it can work: reviewers, approvers, levels, determinations. A query a list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext_lazy

from determinations.runs import queries as runs_queries
from determinations.runs.models import LevelResult
from monitoring.access.roles import ROLES
from monitoring.people.models import LeaGrant, SelpaGrant
from monitoring.places.models import LeaYear
from monitoring.years.models import Year

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Rows = QuerySet[LeaYear, Any]  # dictionaries: code and name of a SELPA or an LEA, and of an LEA its SELPA


@dataclass(frozen=True)
class List:
    """One list of what is missing: what it is called, what it means, and its rows. `role` is what would fill the gap."""

    name: str
    title: "StrOrPromise"
    says: "StrOrPromise"
    find: Callable[[Year], Rows]
    role: str = ""

    @property
    def is_of_selpas(self) -> bool:
        """Say whether its rows are SELPAs, and not LEAs."""
        return self.role == "selpa_reviewer"


def _selpas_without_reviewer(year: Year) -> Rows:
    codename = ROLES["selpa_reviewer"].codename
    held = SelpaGrant.objects.filter(
        permission__codename=codename, user__is_active=True, content_object=OuterRef("selpa")
    )
    found = LeaYear.objects.filter(~Exists(held), year=year).order_by("selpa_name", "selpa__code")
    return found.values(code=F("selpa__code"), called=F("selpa_name")).distinct()


def _leas_without_approver(year: Year) -> Rows:
    codename = ROLES["lea_approver"].codename
    held = LeaGrant.objects.filter(permission__codename=codename, user__is_active=True, content_object=OuterRef("lea"))
    return _leas(LeaYear.objects.filter(~Exists(held), year=year))


def _leas_without_level(year: Year) -> Rows:
    return _without_result(year, but={"level": "", "outcome": ""})


def _leas_without_determination(year: Year) -> Rows:
    return _without_result(year, but={"determination": ""})


def _without_result(year: Year, *, but: dict[str, str]) -> Rows:
    """Return the LEAs that the final run does not have, or for which it has nothing else than what `but` says."""
    has = LevelResult.objects.filter(run=runs_queries.final_run(year.year), lea=OuterRef("lea")).exclude(**but)
    return _leas(LeaYear.objects.filter(~Exists(has), year=year))


def _leas(found: QuerySet[LeaYear]) -> Rows:
    rows = found.order_by("name", "lea__code")
    return rows.values(code=F("lea__code"), called=F("name"), selpa_code=F("selpa__code"), of_selpa=F("selpa_name"))


LISTS = (
    List(
        "reviewers",
        gettext_lazy("SELPAs without a reviewer"),
        gettext_lazy("No one can review what the LEAs of these SELPAs submit, or is notified of their letters."),
        _selpas_without_reviewer,
        "selpa_reviewer",
    ),
    List(
        "approvers",
        gettext_lazy("LEAs without an approver"),
        gettext_lazy("No one can sign and submit for these LEAs, or is notified of their letters."),
        _leas_without_approver,
        "lea_approver",
    ),
    List(
        "levels",
        gettext_lazy("LEAs without a level"),
        gettext_lazy("The final run gives these LEAs neither a level nor another outcome. Their page says why."),
        _leas_without_level,
    ),
    List(
        "determinations",
        gettext_lazy("LEAs without a yearly determination"),
        gettext_lazy("Neither a file of the state nor a rule gives these LEAs a category."),
        _leas_without_determination,
    ),
)
