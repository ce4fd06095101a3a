"""What is said about a step: comments of everyone who may read it, marks of the reviewers in turn."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cim_portal.lib import bounds
from cim_portal.lib import seen as showing
from cim_portal.lib.verdict import Refused
from improvement_plans.plans import notifying, permissions, queries
from improvement_plans.plans.models import Step
from improvement_plans.reviews import events, notices
from improvement_plans.reviews import queries as reviews_queries
from improvement_plans.reviews.models import Comment, Reply, ReviewDraft, ReviewMark
from monitoring.ledger import ledger
from monitoring.notices import outbox
from monitoring.notices.outbox import About
from monitoring.people.models import Person

_SENT_TWICE = timedelta(hours=1)  # within which the same words of the same person, one after the other, are one comment


class Wordless(Refused):
    """A comment without words, or work asked for that no one could do."""


class Unread(Refused):
    """An approval of which nothing was marked as read."""


class Late(Refused):
    """An answer to what was asked in an earlier round."""


class Met(Refused):
    """What was typed would replace what someone saved meanwhile, in another window or elsewhere."""


def comment(
    *, step: Step, activity: str, text: str, by: Person, at: datetime, repeat: str = "", field: str = ""
) -> Comment:
    """Say something next to an activity, or next to one of its fields; those concerned are notified.

    Sent twice, it is there once. Raises NotYou, TooLong, Wordless.
    """
    return _said(Comment(step=step, activity=activity, repeat=repeat, field=field, by=by, at=at), text)


def answer_comment(*, comment: Comment, text: str, by: Person, at: datetime) -> Comment:
    """Answer a comment in its thread, which is open again then. Raises NotYou, TooLong, Wordless."""
    first = comment.parent or comment
    where = {"step": comment.step, "activity": first.activity, "repeat": first.repeat, "field": first.field}
    with transaction.atomic():
        answer = _said(Comment(**where, parent=first, by=by, at=at), text)
        Comment.objects.filter(pk=first.pk).update(resolved_at=None, resolved_by=None)
    return answer


def resolve_comment(*, comment: Comment, by: Person, at: datetime) -> None:
    """Say that a thread is resolved; done twice, the first one counts. Raises NotYou."""
    _insist_on_comment(comment.step, by)
    threads = Comment.objects.filter(pk=comment.parent_id or comment.pk, resolved_at=None)
    threads.update(resolved_at=at, resolved_by=by)


def open_comment(*, comment: Comment, by: Person, at: datetime) -> None:
    """Say that a thread is open again. Raises NotYou."""
    _insist_on_comment(comment.step, by)
    Comment.objects.filter(pk=comment.parent_id or comment.pk).update(resolved_at=None, resolved_by=None)


def page_of(comment: Comment) -> str:
    """Return the address of the page on which a comment is."""
    return "/".join(filter(None, [comment.step.get_absolute_url().rstrip("/"), comment.activity, comment.repeat])) + "/"


def _insist_on_comment(step: Step, by: Person) -> None:
    if not (verdict := permissions.can_comment(by, step)):
        raise ledger.NotYou(verdict.reason)


def _said(new: Comment, text: str) -> Comment:
    """Write down a comment and notify of it, unless the same was said just now."""
    _insist_on_comment(new.step, new.by)
    new.text = text.strip()
    if not new.text:
        raise Wordless(_("The comment is empty. Write it, or leave it out."))
    bounds.insist(new.text, bounds.COMMENT, what=_("The comment"))
    with transaction.atomic():
        # A second click waits for the first.
        Step.objects.select_for_update(of=("self",), no_key=True).get(pk=new.step_id)
        there = Comment.objects.filter(
            step=new.step, activity=new.activity, repeat=new.repeat, field=new.field, parent=new.parent
        )
        last = there.order_by("-at", "-pk").first()
        if last and (last.text, last.by_id) == (new.text, new.by_id) and new.at - last.at < _SENT_TWICE:
            return last
        new.save()
        step, title = new.step, queries.titles(new.step).get(new.activity, new.activity)
        words: dict[str, str | int] = {"year": step.plan.year.year}
        words |= {"step": step.number, "page": title, "by": str(new.by), "said": new.text}
        words["when_due"] = notifying.when_due(step)
        about = About(step.lea, f"{page_of(new)}#thread-{new.parent_id or new.pk}", words, but=new.by_id)
        outbox.notify_all(events.COMMENTED, notices.COMMENTED, [about], at=new.at)
    return new


def mark(
    *,
    step: Step,
    activity: str,
    mark: str,
    sentence: str,
    by: Person,
    at: datetime,
    repeat: str = "",
    seen: str | None = None,
) -> ReviewMark:
    """Mark one page of what was submitted; marking again replaces this round's mark.

    `repeat` names the element where the activity is done for each. `seen` is what `as_seen` said of the mark that the
    reviewer's page showed; None replaces whatever is there. Raises NotYou, TooLong, Wordless, and Met where another mark
    than the one seen would be replaced.
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
        made = ReviewMark.objects.filter(step=locked, round=submission.round)
        there = made.filter(activity=activity, repeat=repeat).first()
        if there and (there.mark, there.sentence) == (mark, sentence.strip()) and there.at >= locked.moved_at:
            return there  # an earlier reviewer's mark is made again by the one in turn, who has read the page too
        mine = showing.token(mark, sentence.strip())
        if there and seen is not None and seen != as_seen(there):
            if not showing.replaces(shown=seen, there=as_seen(there), mine=mine):
                return there  # nothing was typed over it
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
            repeat=repeat,
            defaults={"mark": mark, "sentence": sentence.strip(), "by": by, "at": at},
        )[0]


def answer(
    *, request: ReviewMark, outcome: str, sentence: str, by: Person, at: datetime, seen: str | None = None
) -> Reply:
    """Say of what was asked that it is done, or not done and why; saying it again replaces it.

    `seen` is the token of the answer that the page showed, blank for none; None replaces whatever is there. Raises NotYou,
    TooLong, Wordless, Late where the step was submitted again meanwhile, and Met where another answer than the one seen
    would be replaced.
    """
    bounds.insist(sentence.strip(), bounds.COMMENT, what=_("Your answer"))
    if outcome not in Reply.Outcome.values:
        raise Wordless(_("Choose whether it is done or not."))
    if outcome == Reply.Outcome.NOT_DONE and not sentence.strip():
        raise Wordless(_("Say why it is not done, so that the reviewer knows."))
    with transaction.atomic():
        step = Step.objects.select_for_update(of=("self",), no_key=True).select_related("plan__lea")
        locked = step.get(pk=request.step_id)
        if not (verdict := permissions.can_edit(by, locked)):
            raise ledger.NotYou(verdict.reason)
        if request.pk not in {asked.pk for asked in reviews_queries.requests(locked)}:
            raise Late(_("This was asked in an earlier round. What is asked now is on the step’s page."))
        there = Reply.objects.select_related("by").filter(mark=request).first()
        mine = showing.token(outcome, sentence.strip())
        if there and seen is not None and seen != there.token:
            if not showing.replaces(shown=seen, there=there.token, mine=mine):
                return there
            said = {"by": there.by, "outcome": there.get_outcome_display(), "sentence": there.sentence}
            raise Met(
                _(
                    "%(by)s answered meanwhile “%(outcome)s”: %(sentence)s Yours is in the form; saving it replaces that."
                )
                % said
            )
        return Reply.objects.update_or_create(
            mark=request, defaults={"outcome": outcome, "sentence": sentence.strip(), "by": by, "at": at}
        )[0]


def keep_return_note(*, step: Step, note: str, by: Person, seen: str | None = None) -> None:
    """Keep what the reviewers will say of the whole step when they return it; the LEA reads it then.

    `seen` is the token of the note that the page showed; None replaces whatever is there. Raises NotYou, TooLong, and Met
    where another note than the one seen would be replaced.
    """
    bounds.insist(note.strip(), bounds.COMMENT, what=_("What you say about the whole step"))
    with transaction.atomic():
        locked = Step.objects.select_for_update(of=("self",), no_key=True).select_related("plan__lea").get(pk=step.pk)
        if not (verdict := permissions.can_review(by, locked)):
            raise ledger.NotYou(verdict.reason)
        submission = queries.last_submission(locked)
        assert submission is not None  # noqa: S101 - a step under review was submitted
        there, mine = showing.token(submission.return_note), showing.token(note.strip())
        if seen is not None and seen != there:
            if not showing.replaces(shown=seen, there=there, mine=mine):
                return
            raise Met(
                _(
                    "Of the whole step this was written meanwhile: “%(note)s” Yours is in the form; saving it replaces that."
                )
                % {"note": submission.return_note}
            )
        submission.return_note = note.strip()
        submission.save(update_fields=["return_note"])


def keep_draft(*, step: Step, typed: dict[str, str], by: Person, at: datetime) -> None:
    """Keep what a reviewer has typed so far; it is no mark yet, and no one else sees it. Raises NotYou, TooLong."""
    for text in typed.values():
        bounds.insist(text.strip(), bounds.COMMENT, what=_("What you typed"))
    with transaction.atomic():
        locked = Step.objects.select_for_update(of=("self",), no_key=True).select_related("plan__lea").get(pk=step.pk)
        if not (verdict := permissions.can_review(by, locked)):
            raise ledger.NotYou(verdict.reason)
        submission = queries.last_submission(locked)
        assert submission is not None  # noqa: S101 - a step under review was submitted
        ReviewDraft.objects.update_or_create(
            step=locked, round=submission.round, by=by, defaults={"typed": typed, "at": at}
        )


def drop_draft(*, step: Step, by: Person) -> None:
    """Forget what a reviewer had typed, now that it is saved."""
    ReviewDraft.objects.filter(step=step, by=by).delete()


def as_seen(mark: ReviewMark | None) -> str:
    """Return a word for what a mark says; blank where there is none."""
    return showing.token(mark.mark, mark.sentence) if mark else ""
