"""Who may read what is of an LEA in one year: those with a role for it now, and the SELPA that it was in then.

A SELPA goes by the year's directory, so whoever reviewed a year still reads it after the LEA moved to another SELPA, and
sees nothing of later years. Only reading is meant here: what one may do goes by the SELPA that the LEA is in today.
"""

from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404

from cim_portal.lib.verdict import HIDDEN, YES, Verdict
from monitoring.access import permissions, roles, scope
from monitoring.access.who import User
from monitoring.places.models import Lea, LeaYear, PastSelpa


def in_scope(user: User, *, path: str = "lea__", year: str = "year", wanted: frozenset[str] = roles.SEE_LEAS) -> Q:
    """Return the condition on rows of an LEA and a year that `user` may read, by one of the `wanted` roles.

    `path` is where the LEA is, as for `leas_in_scope`, and `year` where the year is.
    """
    now = scope.leas_in_scope(user, wanted=wanted, path=path)
    selpas = [] if scope.is_state(user) else _selpas(user, wanted)
    return now | of_selpas(selpas, path=path, year=year) if selpas else now


def of_selpas(selpas: list[int], *, path: str = "lea__", year: str = "year") -> Q:
    """Return the condition on rows of an LEA and a year that the LEA was in one of these SELPAs in that year."""
    of_row = {"lea": OuterRef(f"{path}pk"), "year": OuterRef(year), "selpa__in": selpas}
    return Q(Exists(LeaYear.objects.filter(**of_row))) | Q(Exists(PastSelpa.objects.filter(**of_row)))


def placed(year: int | OuterRef, *, path: str = "lea__", **place: str) -> Q:
    """Return the condition on rows of an LEA that it was there in the year with the key `year`, as `Lea.as_of` says it.

    `place` is where, as lookups of an LEA: `selpa__code="0199"`. Where the year's directory does not have the LEA, today's
    place counts.
    """
    of_year = LeaYear.objects.filter(lea=OuterRef(f"{path}pk"), year=year)
    today = Q(**{f"{path}{name}": value for name, value in place.items()})
    return Q(Exists(of_year.filter(**place))) | (today & ~Q(Exists(of_year)))


def can_read_year(user: User, *, lea: Lea, year: int, wanted: frozenset[str] = roles.SEE_LEAS) -> Verdict:
    """Read what is of an LEA in the year with the key `year`: who has one of the `wanted` roles for the LEA, or had it then."""
    if scope.holds(user, wanted, lea=lea):
        return YES
    selpas = _selpas(user, wanted)
    of_year = {"lea": lea, "year": year, "selpa__in": selpas}
    if selpas and (LeaYear.objects.filter(**of_year).exists() or PastSelpa.objects.filter(**of_year).exists()):
        return YES
    return HIDDEN


def of_selpas_once(user: User) -> Q:
    """Return the condition on LEAs that were, in some year, in a SELPA that `user` reviews for."""
    here = {"lea": OuterRef("pk"), "selpa__in": _selpas(user)}
    of_directory = LeaYear.objects.filter(**here).exclude(year__status="preparing")
    return Q(Exists(of_directory)) | Q(Exists(PastSelpa.objects.filter(**here)))


def lea_of_some_year(user: User, code: str) -> Lea:
    """Return the LEA of an address, if `user` may see it, or what is of it in some year. Raises Http404."""
    found = Lea.objects.filter(Q(pk__in=Lea.objects.visible_to(user)) | of_selpas_once(user))
    return get_object_or_404(found.select_related("county", "selpa"), code=code)


def can_read_some_year(user: User, lea: Lea) -> Verdict:
    """Read what is of an LEA in some year: everyone with a role for it, and whoever reviewed it in an earlier year."""
    if scope.holds(user, roles.SEE_LEAS, lea=lea) or Lea.objects.filter(of_selpas_once(user), pk=lea.pk).exists():
        return YES
    return HIDDEN


def can_see_small_numbers(user: User, *, lea: Lea, year: int) -> Verdict:
    """See counts of fewer than 11 students of a year: who sees them today, and the SELPA that the LEA was in then."""
    if can_read_year(user, lea=lea, year=year, wanted=roles.SEE_SMALL_NUMBERS):
        return YES
    return permissions.can_see_small_numbers(user, lea)


def _selpas(user: User, wanted: frozenset[str] = roles.SEE_LEAS) -> list[int]:
    return [held.organization_id for held in scope.held(user) if held.on == "selpa" and held.role in wanted]
