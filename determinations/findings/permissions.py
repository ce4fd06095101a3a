"""Who makes findings, gives evidence of what was corrected, and verifies it. No one verifies what they gave."""

from django.utils.translation import gettext as _

from cim_portal.lib.verdict import HIDDEN, YES, Verdict, no
from determinations.findings import queries
from determinations.findings.models import OF_THE_STATE, READERS, Finding
from monitoring.access import scope
from monitoring.access.permissions import can_administer, can_monitor_state
from monitoring.access.roles import ADMINISTRATORS, LEA_STAFF, SELPA_STAFF, STATE_STAFF
from monitoring.access.who import User
from monitoring.places.models import Lea

VERIFIERS = SELPA_STAFF | STATE_STAFF


def can_see_findings(user: User, thing: object = None) -> Verdict:
    """See the list of findings: who works in an LEA, in a SELPA, or for the state."""
    return YES if scope.roles(user) & READERS else HIDDEN


def can_see_finding(user: User, finding: Finding) -> Verdict:
    """Read a finding: the LEA’s own staff, its SELPA’s reviewers and the state’s people, who alone see drafts."""
    if finding.status in OF_THE_STATE and not scope.is_state(user):
        return HIDDEN
    return YES if scope.holds(user, READERS, lea=finding.lea) else HIDDEN


def can_take_pack(user: User, lea: Lea) -> Verdict:
    """Download the evidence pack of an LEA: its own staff, its SELPA’s reviewers and the state’s people."""
    return YES if scope.holds(user, READERS, lea=lea) else HIDDEN


def can_make(user: User, thing: object = None) -> Verdict:
    """Draft findings: the state’s monitors and administrators."""
    return can_monitor_state(user)


def can_change(user: User, finding: Finding) -> Verdict:
    """Change a draft or drop it, or say that it was corrected before the notice: the state’s monitors and administrators."""
    if seen := can_see_finding(user, finding):
        if scope.holds(user, STATE_STAFF, lea=finding.lea):
            return YES
        return no(_("The state writes findings."))
    return seen


def can_notify(user: User, finding: Finding) -> Verdict:
    """Notify the LEA, close a finding, hold something back: the state’s administrators."""
    if not (seen := can_see_finding(user, finding)):
        return seen
    if scope.holds(user, ADMINISTRATORS, lea=finding.lea):
        return YES
    return no(can_administer(user).reason or _("A state administrator does this."))


def can_give_evidence(user: User, finding: Finding) -> Verdict:
    """Say what was corrected and give evidence of it: the LEA’s editors and approvers."""
    if seen := can_see_finding(user, finding):
        if scope.holds(user, LEA_STAFF, lea=finding.lea):
            return YES
        return no(_("Only editors and approvers of the LEA give evidence."))
    return seen


def can_verify(user: User, finding: Finding) -> Verdict:
    """Verify a correction or return it: the SELPA’s reviewers and the state’s people, but no one who gave evidence of it."""
    if not (seen := can_see_finding(user, finding)):
        return seen
    if not scope.holds(user, VERIFIERS, lea=finding.lea):
        return no(_("The SELPA or the state verifies corrections."))
    if queries.gave_evidence(user, finding):
        return no(_("You gave evidence for this finding, so someone else verifies it."))
    return YES
