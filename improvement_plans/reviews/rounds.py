"""What became of each submission of a step: what reviewers found, and what was decided. It can be read for ever."""

from dataclasses import dataclass, field

from improvement_plans.plans import permissions, queries
from improvement_plans.plans.models import Step, Submission
from improvement_plans.reviews.models import ReviewMark
from improvement_plans.workbook.workbook import Workbook
from monitoring.access.who import User
from monitoring.ledger import lines
from monitoring.ledger.lines import EventLine
from monitoring.ledger.models import Event


@dataclass(frozen=True)
class Finding:
    """What a reviewer found of one page, under the page's title."""

    title: str
    mark: ReviewMark


@dataclass
class Round:
    """One submission, what was found of it, and what happened to it afterwards, in order. `hidden`: its review continues."""

    submission: Submission
    findings: list[Finding]
    hidden: bool
    events: list[EventLine] = field(default_factory=list)


def rounds(user: User, step: Step, book: Workbook) -> list[Round]:
    """Return every submission of the step with its review as far as `user` may read it, the newest first. Four queries."""
    sees_newest = bool(permissions.can_see_findings(user, step))
    marks: dict[int, list[ReviewMark]] = {}
    for mark in step.marks.select_related("by", "reply__by").order_by("pk"):
        marks.setdefault(mark.round, []).append(mark)
    handed = list(step.submissions.select_related("by").defer("answers").order_by("round"))
    titles = titles_of(step, book)
    found = []
    for submission in handed:
        hidden = submission is handed[-1] and not sees_newest
        said = [] if hidden else sorted(marks.get(submission.round, []), key=lambda m: list(titles).index(m.key))
        found.append(Round(submission, [Finding(titles[mark.key], mark) for mark in said], hidden))
    _tell(found, step)
    return found[::-1]


def titles_of(step: Step, book: Workbook) -> dict[tuple[str, str], str]:
    """Return number and title of each page of the step, in order; also of pages that were marked and are there no more."""
    titles = {place.key: f"{place.activity.number} {place.title}".strip() for place in book.places(step.number)}
    names = queries.titles(step)
    for activity, repeat in step.marks.order_by("activity", "repeat").values_list("activity", "repeat").distinct():
        titles.setdefault((activity, repeat), " ".join([names.get(activity, activity), repeat]).strip())
    return titles


def _tell(found: list[Round], step: Step) -> None:
    """Add to each round what happened between its submission and the next one."""
    at = -1
    for event in Event.objects.of(step).select_related("by", "lea").order_by("pk"):
        if event.move == "submit":
            at += 1
        elif 0 <= at < len(found):
            found[at].events.append(lines.line(event))
