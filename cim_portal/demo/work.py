"""What the LEAs of the demonstration and their reviewers do with a plan: one function a way in which it can go."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cim_portal.demo import answers as demo_answers
from improvement_plans.plans import moves as plans_moves
from improvement_plans.plans import queries
from improvement_plans.plans.models import Plan, Step
from improvement_plans.reviews import moves as reviews_moves
from improvement_plans.reviews import queries as reviews_queries
from improvement_plans.reviews import services as reviews_services
from improvement_plans.signing import queries as signing
from improvement_plans.signing import services as signing_services
from improvement_plans.steps import moves as steps_moves
from improvement_plans.workbook import answers as workbook_answers
from improvement_plans.workbook import workbook
from improvement_plans.workbook.workbook import Workbook
from monitoring.people.models import Person

ASKED = (  # by the role of the activity
    ("roster", "Name a parent or a member of the advisory committee, so that families are heard from the start."),
    ("consolidation", "Say why this weakness and not the other; the data you show speak for both."),
)


@dataclass(frozen=True)
class Pace:
    """When the days of a way are: the first of them, and how long one is."""

    begun: datetime
    day: timedelta

    def moment(self, number: int) -> datetime:
        """Return the moment of a day."""
        return self.begun + number * self.day


@dataclass(frozen=True)
class Hands:
    """A plan, the people who work on it, and how fast."""

    plan: Plan
    pace: Pace
    editor: Person
    approver: Person
    selpa: Person
    monitor: Person
    administrator: Person

    def step(self, number: int) -> Step:
        """Return a step, read again; its plan is the one at hand, with everything that was read with it."""
        step = Step.objects.get(plan=self.plan, number=number)
        step.plan = self.plan
        return step

    def day(self, number: int) -> datetime:
        """Return the moment of a day of the work."""
        return self.pace.moment(number)

    def reviewer(self, step: Step) -> Person:
        """Return who reviews the step now."""
        return self.selpa if queries.reviewer_in_turn(step) == "selpa" else self.monitor


def leave_open(hands: Hands) -> None:
    """No one has begun."""


def begin(hands: Hands) -> None:
    """Half of the first step is written."""
    _fill(hands, 1, pages=3)


def submit(hands: Hands) -> None:
    """The first step waits for its reviewer."""
    _fill(hands, 1)
    _submitted(hands, 1, day=40)


def take_back(hands: Hands) -> None:
    """The first step was submitted too early, and the LEA took it back."""
    submit(hands)
    steps_moves.recall_step(step=hands.step(1), by=hands.approver, at=hands.day(41))


def be_returned(hands: Hands) -> None:
    """The first step came back with what was asked."""
    submit(hands)
    _return(hands, 1, day=48)


def be_returned_twice(hands: Hands) -> None:
    """The first step came back, was corrected in part and submitted again, and came back once more."""
    be_returned(hands)
    book = Workbook(hands.plan)
    place = next(p for p in book.places(1) if p.activity.role == "consolidation")
    answer = book.answers[place.key]
    why = (
        "It reaches most students, all of our schools can act on it, and the gap is widest there: 24 points in grade 6."
    )
    workbook_answers.save(
        step=hands.step(1),
        activity=place.activity.slug,
        repeat="",
        value={"why": why},
        seen={"why": answer.version},
        by=hands.editor,
        at=hands.day(55),
    )
    for request in reviews_queries.requests(hands.step(1)):
        done = request.key == place.key
        reviews_services.answer(
            request=request,
            outcome="done" if done else "not_done",
            sentence="" if done else "We are still looking for a parent who has the time. We ask again in May.",
            by=hands.editor,
            at=hands.day(57),
        )
    step = _submitted(hands, 1, day=58)
    for role, text in (("drill_down", "The breakdown by school helps a lot."), ASKED[0]):
        reviews_services.comment(step=step, activity=book.slug(role), text=text, by=hands.selpa, at=hands.day(64))
    _return(hands, 1, day=64, asked=ASKED[:1])


def be_passed_on(hands: Hands) -> None:
    """The SELPA approved the first step, and the state reviews it now."""
    submit(hands)
    if queries.state_follows(hands.step(1)):
        _approve_once(hands, 1, day=50)


def keep_working(hands: Hands) -> None:
    """The first step is approved, the second waits for its reviewer where the level has one."""
    _whole_step(hands, 1, day=40)
    if hands.plan.steps.count() > 1:
        _fill(hands, 2)
        _submitted(hands, 2, day=90)


def finish(hands: Hands) -> None:
    """Every step is approved, and the plan with its last one; a worker draws its report."""
    for number in hands.plan.steps.order_by("number").values_list("number", flat=True):
        _whole_step(hands, number, day=45 * number)


def reopen(hands: Hands) -> None:
    """The first step was approved, and the state opened it again for a reason."""
    _whole_step(hands, 1, day=40)
    plans_moves.reopen_step(
        step=hands.step(1),
        by=hands.administrator,
        at=hands.day(80),
        reason="The rate of one element was counted again after the data window; look at the drill-down again.",
    )


@dataclass(frozen=True)
class Way:
    """A way in which a plan can go, and how many days it takes."""

    go: Callable[[Hands], None]
    days: int

    def paced(self, opened: datetime, now: datetime, *, rest: int, recent: bool) -> Pace:
        """Return when it goes: from the opening on, or, where it is `recent`, so that it ended `rest` days ago.

        Where there is less time since the opening, its days are shorter; nothing lies ahead.
        """
        days = min(1.0, (now - opened) / timedelta(days=self.days + rest))
        begun = now - timedelta(days=self.days + rest) * days if recent else opened
        return Pace(begun, timedelta(days=days))


LEAVE_OPEN, BEGIN, SUBMIT = Way(leave_open, 0), Way(begin, 20), Way(submit, 40)
TAKE_BACK, BE_RETURNED, BE_RETURNED_TWICE = Way(take_back, 41), Way(be_returned, 48), Way(be_returned_twice, 64)
BE_PASSED_ON, KEEP_WORKING, REOPEN = Way(be_passed_on, 50), Way(keep_working, 90), Way(reopen, 80)
FINISH = Way(finish, 190)
WAYS = (SUBMIT, BEGIN, KEEP_WORKING, BE_RETURNED, BE_PASSED_ON, FINISH, LEAVE_OPEN, TAKE_BACK, REOPEN)


def _fill(hands: Hands, number: int, *, pages: int = 99) -> None:
    """Write everything that is asked for in a step, or its first pages alone."""
    chance = random.Random(f"{hands.plan.lea.code} {hands.plan.year} {number}")  # noqa: S311 - a fixed draw
    # Most meetings are in the three months before it is written, and nothing in a plan is before its letter.
    begins: date = max(hands.plan.opened_at.date(), hands.day(20).date() - timedelta(days=90))
    step = hands.step(number)
    book = Workbook(hands.plan)
    for place in [p for p in book.places(number) if p.required][:pages]:
        value = demo_answers.fill(book, place, chance=chance, begins=begins)
        for field in place.activity.fields:
            if field.kind == "file" and field.required(level=hands.plan.level, value=value):
                _attach(hands, step, place, field.key)
        workbook_answers.save(
            step=step,
            activity=place.activity.slug,
            repeat=place.repeat,
            value=value,
            seen={},
            by=hands.editor,
            at=hands.day(20),
        )
        book = Workbook(hands.plan)  # what is written next builds on it


def _attach(hands: Hands, step: Step, place: workbook.Place, field: str) -> None:
    workbook_answers.attach(
        step=step,
        activity=place.activity.slug,
        repeat=place.repeat,
        field=field,
        name="signed form.txt",
        content=f"Made up for the demonstration: the signed form of {hands.plan.lea}.\n".encode(),
        by=hands.editor,
        at=hands.day(20),
    )


def _submitted(hands: Hands, number: int, *, day: int) -> Step:
    _sign(hands, number, day=day)
    steps_moves.submit_step(step=hands.step(number), by=hands.approver, at=hands.day(day))
    return hands.step(number)


def _sign(hands: Hands, number: int, *, day: int) -> None:
    """Name who signs a step, of the people at hand, and have each sign."""
    step = hands.step(number)
    for office in signing.offices(step):
        person = hands.selpa if "selpa_reviewer" in office.roles else hands.approver
        signing_services.name(step=step, office=office.key, person=person.pk, by=hands.approver, at=hands.day(day))
    for office in signing.offices(step):
        person = hands.selpa if "selpa_reviewer" in office.roles else hands.approver
        digest = signing.digest_of(step)
        signing_services.sign(step=step, office=office.key, digest=digest, by=person, at=hands.day(day))


def _whole_step(hands: Hands, number: int, *, day: int) -> None:
    """Write a step, hand it in, and have every reviewer approve it."""
    _fill(hands, number)
    _submitted(hands, number, day=day)
    while queries.reviewer_in_turn(hands.step(number)):
        _approve_once(hands, number, day=day + 10)


def _approve_once(hands: Hands, number: int, *, day: int) -> None:
    step = hands.step(number)
    by = hands.reviewer(step)
    reviews_moves.begin_review(step=step, by=by, at=hands.day(day - 1))
    slug, repeat = Workbook(hands.plan).places(number)[0].key
    reviews_services.mark(step=step, activity=slug, repeat=repeat, mark="met", sentence="", by=by, at=hands.day(day))
    reviews_moves.approve_step(step=hands.step(number), by=by, at=hands.day(day))


def _return(hands: Hands, number: int, *, day: int, asked: tuple[tuple[str, str], ...] = ASKED) -> None:
    step = hands.step(number)
    by = hands.reviewer(step)
    reviews_moves.begin_review(step=step, by=by, at=hands.day(day - 2))
    book = Workbook(hands.plan)
    there = {p.activity.slug: p for p in reversed(book.places(number))}
    said = [(there[book.slug(role)], text) for role, text in asked if book.slug(role) in there] or [
        (book.places(number)[0], "Name the documents you looked at.")
    ]
    for place, text in said:
        slug, repeat = place.key
        reviews_services.mark(
            step=step, activity=slug, repeat=repeat, mark="needs_work", sentence=text, by=by, at=hands.day(day)
        )
    reviews_services.comment(
        step=step,
        activity=said[0][0].activity.slug,
        text="Call me if you want to talk it over.",
        by=by,
        at=hands.day(day),
    )
    reviews_moves.return_step(step=hands.step(number), by=by, at=hands.day(day))
