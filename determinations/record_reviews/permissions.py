"""Who reviews records of an LEA: the state’s people. An LEA reads what was found in its findings."""

from cim_portal.lib.verdict import HIDDEN, YES, Verdict
from determinations.record_reviews.models import Record, RecordReview, Sample
from monitoring.access import scope
from monitoring.access.permissions import can_monitor_state
from monitoring.access.roles import STATE_STAFF
from monitoring.access.who import User


def can_see_reviews(user: User, thing: object = None) -> Verdict:
    """See the list of record reviews, and open one: the state’s monitors and administrators."""
    return can_monitor_state(user)


def can_review(user: User, thing: RecordReview | Sample) -> Verdict:
    """Draw, replace, lock, read, finish and call off: the state’s monitors and administrators."""
    return YES if scope.holds(user, STATE_STAFF, lea=thing.lea) else HIDDEN


def can_read(user: User, record: Record) -> Verdict:
    """Read a record of a sample and say what it meets: the state’s monitors and administrators."""
    return can_review(user, record.review)
