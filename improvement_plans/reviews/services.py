"""What is said about a step: comments of everyone who may read it, marks of the reviewers in turn."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cim_portal.lib import bounds
from cim_portal.lib.verdict import Refused
from improvement_plans.plans import permissions, queries
from improvement_plans.plans.models import Step
from improvement_plans.reviews.models import Comment, ReviewMark
from monitoring.ledger import ledger
from monitoring.people.models import Person


class Wordless(Refused):
    """A comment without words, or work asked for that no one could do."""


class Met(Refused):
    """Another reviewer marked the same activity meanwhile."""


def comment(*, step: Step, activity: str, text: str, by: Person, at: datetime, field: str = "") -> Comment:
    """Say something next to an activity, or next to one of its fields. Raises NotYou, TooLong, Wordless."""
    if not (verdict := permissions.can_comment(by, step)):
        raise ledger.NotYou(verdict.reason)
    if not text.strip():
        raise Wordless(_("The comment is empty. Write it, or leave it out."))
    bounds.insist(text.strip(), bounds.COMMENT, what=_("The comment"))
    return Comment.objects.create(step=step, activity=activity, field=field, text=text.strip(), by=by, at=at)


def mark(
    *, step: Step, activity: str, mark: str, sentence: str, by: Person, at: datetime, seen: str | None = None
) -> ReviewMark:
    """Mark one activity of what was submitted; marking again replaces this round's mark.

    `seen` is what `as_seen` said of the mark that the reviewer's page showed; None replaces whatever is there. Raises
    NotYou, TooLong, Wordless, and Met where another reviewer's mark, not the one seen, would be replaced.
    """
    if mark == ReviewMark.Mark.NEEDS_WORK and not sentence.strip():
        raise Wordless(_("Say what needs work, so that the LEA knows what to change."))
    bounds.insist(sentence.strip(), bounds.COMMENT, what=_("What needs work"))
    with transaction.atomic():
        locked = Step.objects.select_for_update(of=("self",), no_key=True).select_related("plan__lea").get(pk=step.pk)
        if not (verdict := permissions.can_review(by, locked)):
            raise ledger.NotYou(verdict.reason)
        submission = queries.last_submission(locked)
        assert submission is not None  # noqa: S101 - a step under review was submitted
        there = ReviewMark.objects.filter(step=locked, round=submission.round, activity=activity).first()
        if there and (there.mark, there.sentence) == (mark, sentence.strip()):
            return there
        if there and seen is not None and seen != as_seen(there) and there.by_id != by.pk:
            raise Met(
                (
                    _("%(by)s marked it meanwhile as “%(mark)s”. %(sentence)s")
                    % {"by": there.by, "mark": there.get_mark_display(), "sentence": there.sentence}
                ).strip()
            )
        return ReviewMark.objects.update_or_create(
            step=locked,
            round=submission.round,
            activity=activity,
            defaults={"mark": mark, "sentence": sentence.strip(), "by": by, "at": at},
        )[0]


def keep_return_note(*, step: Step, note: str, by: Person) -> None:
    """Keep what the reviewers will say of the whole step when they return it; the LEA reads it then.

    Raises NotYou, TooLong.
    """
    bounds.insist(note.strip(), bounds.COMMENT, what=_("What you say about the whole step"))
    with transaction.atomic():
        locked = Step.objects.select_for_update(of=("self",), no_key=True).select_related("plan__lea").get(pk=step.pk)
        if not (verdict := permissions.can_review(by, locked)):
            raise ledger.NotYou(verdict.reason)
        submission = queries.last_submission(locked)
        assert submission is not None  # noqa: S101 - a step under review was submitted
        submission.return_note = note.strip()
        submission.save(update_fields=["return_note"])


def as_seen(mark: ReviewMark | None) -> str:
    """Return a word that tells one state of a mark from another; blank where there is none."""
    return f"{mark.pk}-{mark.at.isoformat()}" if mark else ""
