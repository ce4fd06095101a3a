"""From the address to the finding."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404

from cim_portal.lib.verdict import Verdict
from determinations.findings import permissions
from determinations.findings.models import EvidenceFile, Finding, FindingLetter
from monitoring.access.who import User
from monitoring.places.models import Lea
from monitoring.years.models import Year
from monitoring.years.queries import newest_year

MOST = 2**31


def finding_of(user: User, pk: int) -> Finding:
    """Return the finding of that number, if `user` may see it. Raises Http404."""
    if pk >= MOST:
        raise Http404("There is no such finding.")
    visible = Finding.objects.visible_to(user).select_related(
        "lea__selpa", "lea__county", "year__definition", "made_by", "notified_by", "children_by", "data_by"
    )
    return get_object_or_404(visible, pk=pk)


def year_asked(asked: str) -> Year:
    """Return the year that the address asks for, else the newest that was opened. Raises Http404."""
    opened = Year.objects.exclude(status=Year.Status.PREPARING).select_related("definition")
    if asked.isascii() and asked.isdecimal() and len(asked) == 4:
        return get_object_or_404(opened, year=int(asked))
    year = newest_year()
    if year is None:
        raise Http404("No year is open.")
    return year


def lea_with_findings(user: User, code: str) -> Lea:
    """Return the LEA of that code, if `user` may see a finding of it that is no draft. Raises Http404."""
    seen = Finding.objects.visible_to(user).known_outside_the_state()
    return get_object_or_404(Lea.objects.filter(pk__in=seen.values("lea")), code=code)


def file_of(user: User, pk: int, file: int) -> EvidenceFile:
    """Return a file of a finding, if `user` may see the finding. Raises Http404."""
    if file >= MOST:
        raise Http404("There is no such file.")
    return get_object_or_404(finding_of(user, pk).files.select_related("file", "finding__lea"), pk=file)


def letter_of(user: User, pk: int, kind: str) -> FindingLetter:
    """Return a letter of a finding, if `user` may see the finding. Raises Http404."""
    return get_object_or_404(finding_of(user, pk).letters.select_related("pdf", "finding__lea"), kind=kind)


def can_see_letter(user: User, letter: FindingLetter) -> Verdict:
    """Read a letter of a finding: who may read the finding."""
    return permissions.can_see_finding(user, letter.finding)


def can_see_file(user: User, file: EvidenceFile) -> Verdict:
    """Read a file: who may read its finding."""
    return permissions.can_see_finding(user, file.finding)


@dataclass(frozen=True)
class Act:
    """An act on a finding, by its word in the address."""

    finding: Finding
    word: str


def act_of(user: User, pk: int, act: str) -> Act:
    """Return the finding with the word of the act. Raises Http404."""
    return Act(finding_of(user, pk), act)


def can_act(user: User, act: Act) -> Verdict:
    """Ask for an act on a finding: who may read it; each act asks again who may do it."""
    return permissions.can_see_finding(user, act.finding)
