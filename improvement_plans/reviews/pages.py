"""A step under review, page by page: what was submitted, what changed, what was said and found, what is left to mark."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cim_portal.lib.differences import Piece, pieces
from improvement_plans.activities import contents
from improvement_plans.activities.changed import changed
from improvement_plans.activities.page import ActivityView
from improvement_plans.plans import queries
from improvement_plans.plans.models import Step, Submission
from improvement_plans.reviews import services, threads
from improvement_plans.reviews.models import ReviewMark
from improvement_plans.reviews.queries import Key, marks_of
from improvement_plans.reviews.threads import Thread
from improvement_plans.workbook.workbook import Place, Workbook, read_by
from monitoring.access.who import User


@dataclass(frozen=True)
class Change:
    """A field that reads differently than in the submission before, in pieces that are highlighted where they changed."""

    label: str
    before: list[Piece]
    now: list[Piece]


@dataclass(frozen=True)
class PageUnderReview:
    """One page of what was submitted, with what was said of it, and what this reviewer has typed of it so far.

    `name` is what its entries are called by in the form. `mark` is the newest; `own` is it where those in turn made it.
    `asked` is what earlier rounds asked for, with the LEA's answers, the oldest first.
    """

    name: str
    view: ActivityView
    mark: ReviewMark | None
    own: ReviewMark | None
    seen: str
    typed_mark: str
    typed_sentence: str
    changes: list[Change]
    threads: list[Thread]
    asked: list[ReviewMark]

    @property
    def state(self) -> str:
        """How its review is, by which a page shows it."""
        return self.own.mark if self.own else "open"

    @property
    def state_words(self) -> str:
        """How its review is, in words."""
        return self.own.get_mark_display() if self.own else _("To do")


@dataclass(frozen=True)
class Reading:
    """What a reviewer has marked of a submission, and what not, by number and title of the page."""

    marked: list[str]
    unmarked: list[str]


def name_of(place: Place) -> str:
    """Return what the entries for a page are called by in the form of a review."""
    return "--".join(filter(None, place.key))


def submitted(user: User, step: Step) -> Workbook:
    """Return the plan as `user` may see it, with the step as it was submitted last."""
    submission = queries.last_submission(step)
    answers, period = (submission.answers, submission.period) if submission else ({}, None)
    return read_by(user, step.plan, frozen=_whole(step, answers), period=period)


def of_step(user: User, step: Step, book: Workbook, *, typed: Mapping[str, str]) -> list[PageUnderReview]:
    """Return each page of the submission that was started; threads about a whole activity are at its first page.

    `typed` is what the reviewer has typed and not saved: what the form holds, or the reviewer's draft.
    """
    handed = list(step.submissions.order_by("-round")[:2])
    if len(handed) > 1 and handed[0].period != handed[1].period:
        handed = handed[:1]  # what an earlier report said is not what this one changed
    before = read_by(user, step.plan, frozen=_whole(step, handed[1].answers)) if len(handed) > 1 else None
    marks = marks_of(step, handed[0].round) if handed else {}
    own, asked = _own(step, marks), _asked_before(step, handed[0]) if handed else {}
    said = threads.of_step(step)
    return [
        PageUnderReview(
            name=(name := name_of(view.place)),
            view=view,
            mark=marks.get(view.place.key),
            own=own.get(view.place.key),
            seen=typed.get(f"seen-{name}", services.as_seen(marks.get(view.place.key))),
            typed_mark=typed.get(f"mark-{name}", own[view.place.key].mark if view.place.key in own else ""),
            typed_sentence=typed.get(f"sentence-{name}", own[view.place.key].sentence if view.place.key in own else ""),
            changes=_changes(view, contents.view(before, view.place)) if before else [],
            threads=said.pop(view.place.key, []) + said.pop((view.place.activity.slug, ""), []),
            asked=asked.get(view.place.key, []),
        )
        for view in (contents.view(book, place) for place in book.places(step.number))
        if view.started
    ]


def drafted(place: Place, data: Mapping[str, str]) -> dict[str, str]:
    """Return what a form holds of one page that a draft keeps."""
    names = (f"{entry}-{name_of(place)}" for entry in ("mark", "sentence", "seen"))
    return {name: data[name] for name in names if name in data}


def reading(step: Step, book: Workbook) -> Reading:
    """Return what the reviewers in turn marked of the step as it was submitted last, and what not."""
    submission = queries.last_submission(step)
    marks = _own(step, marks_of(step, submission.round)) if submission else {}
    there = [state.place for state in contents.outline(book, step.number) if state.started]
    titles = [(place.key in marks, f"{place.activity.number} {place.title}".strip()) for place in there]
    return Reading([title for done, title in titles if done], [title for done, title in titles if not done])


def _changes(view: ActivityView, before: ActivityView) -> list[Change]:
    return [Change(label, *pieces(was, now)) for label, was, now in changed(view, before)]


def _own(step: Step, marks: dict[Key, ReviewMark]) -> dict[Key, ReviewMark]:
    """Return the marks of the reviewers in turn, without those of the ones before them; all once it is decided."""
    if queries.reviewer_in_turn(step) is None:
        return marks
    return {key: mark for key, mark in marks.items() if mark.at >= step.moved_at}


def _asked_before(step: Step, newest: Submission) -> dict[Key, list[ReviewMark]]:
    found: dict[Key, list[ReviewMark]] = {}
    same = step.submissions.filter(period=newest.period, round__lt=newest.round).values("round")
    before = step.marks.filter(round__in=same, mark=ReviewMark.Mark.NEEDS_WORK)
    for mark in before.select_related("by", "reply__by").order_by("round"):
        found.setdefault(mark.key, []).append(mark)
    return found


def _whole(step: Step, answers: dict[str, dict[str, dict[str, object]]]) -> dict[str, dict[str, dict[str, object]]]:
    """Return the submission for each activity of the step, empty for one that was not started when it was submitted."""
    return {slug: answers.get(slug, {}) for slug in queries.titles(step)}
