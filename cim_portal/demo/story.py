"""Tells the demonstration, a chapter a function: through the services alone, at fixed moments, in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from cim_portal.demo import center, data, findings, people, places, progress, wording, work
from cim_portal.demo.data import Table
from cim_portal.demo.places import DemoLea
from cim_portal.demo.years import Calendar
from determinations.letters import issuing
from determinations.letters import moves as letters_moves
from determinations.letters.models import Letter
from determinations.levels import determining, doubts
from determinations.runs.models import Run
from determinations.uploads import services as uploads_services
from improvement_plans.plans import moves as plans_moves
from improvement_plans.plans.models import Plan
from monitoring.definition import definition_of
from monitoring.definition import services as definition_services
from monitoring.oversight import services as oversight
from monitoring.people.models import Person
from monitoring.places.models import Lea, Selpa
from monitoring.work import jobs
from monitoring.years import services as years_services
from monitoring.years.models import Year

FOLLOWED = 18  # LEAs whose plan of the newest year goes step by step; the plans of the others are open
FINISHED = 2  # LEAs whose plans of earlier years are in the portal, all of them approved
HELD = 25  # every so many letters of the newest year one waits for the administrator
CORRECTED = 6  # the number of the LEA whose rate was counted again
# How the newest year goes for the first LEAs, among them those of the accounts.
WAYS = {0: work.BE_RETURNED_TWICE, 1: work.BE_PASSED_ON, 2: work.FINISH, 3: work.SUBMIT}

Say = Callable[[str], None]


@dataclass(frozen=True)
class Stage:
    """Where the story takes place: the LEAs, the calendar, and the administrator who does the state's part."""

    made: Sequence[DemoLea]
    calendar: Calendar
    by: Person

    def day(self, year: int, days: float) -> datetime:
        """Return the moment that many days after the letters of a year."""
        return self.calendar.day(year, days)


def tell(*, leas: int, years: int, at: datetime, say: Say) -> None:
    """Make the demonstration of that many LEAs and years as it is `at` a moment; all of it, or after a fault nothing.

    `say` hears how far.
    """
    calendar = Calendar(at)
    numbers = calendar.years(years)
    first, newest = numbers[0], numbers[-1]
    with transaction.atomic():
        administrator = people.enter_state(at=calendar.day(first, -60))
        stage = Stage(places.leas(leas), calendar, administrator)
        opened = []
        for number in numbers:
            say(f"{number}: data and levels")
            opened.append(begin(number, stage))
            check_keys()
        people.enter_locals(at=calendar.day(first, -30))
        for year in opened:
            say(f"{year}: letters and plans")
            issue(year, stage)
            work_on_plans(year, stage)
            check_keys()
        say("corrections, drafts, and what waits for an administrator")
        correct_a_letter(opened[-1], stage)
        propose_another_rule(opened[-1], stage)
        share_leas(stage)
        leave_uploads(newest, stage)
        leave_findings(opened[-1], stage)
        center.fill(by=administrator, at=calendar.letters(first), ended=calendar.day(first, 30))


def check_keys() -> None:
    """Have PostgreSQL check the foreign keys of what was written so far, and not only when all is committed.

    Until then it keeps a note for each of the million rows, and goes through all of them whenever a trigger looks at a row.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def begin(number: int, stage: Stage) -> Year:
    """Open a year, publish its data, and determine its levels."""
    year = open_year(number, stage)
    ruled = bool(definition_of(year.definition).rules)
    publish(year, data.tables(number, stage.made, ruled=ruled), stage)
    determine(year, stage)
    return year


def open_year(number: int, stage: Stage) -> Year:
    """Load the definition of a year and open it."""
    text = stage.calendar.definition(number)
    definition_services.load_definition(text=text, by=stage.by, at=stage.day(number, -45))
    return years_services.open_year(year=number, by=stage.by, at=stage.day(number, -44))


def publish(year: Year, tables: Sequence[Table], stage: Stage) -> None:
    """Upload, check and publish the files of a year, one a day."""
    for days, table in enumerate(tables):
        _publish(year, table, stage, days=days - 40)


def _publish(year: Year, table: Table, stage: Stage, *, days: int) -> None:
    uploads_services.publish_file(
        year=year,
        format=table.format,
        name=table.name,
        content=table.content,
        by=stage.by,
        at=stage.day(year.year, days),
    )


def determine(year: Year, stage: Stage) -> Run:
    """Determine the levels, and make the run final."""
    run = determining.determine(year=year, version=year.definition, by=stage.by, at=stage.day(year.year, -10))
    return determining.finalise(run=run, accepted=doubts.Everything(), by=stage.by, at=stage.day(year.year, -5))


def issue(year: Year, stage: Stage) -> None:
    """Issue the letters of a year, undrawn, and open the plans whose levels have steps.

    In an earlier year these are the plans of a few LEAs: most wrote theirs elsewhere, before there was the portal.
    """
    waiting = issuing.draft(year=year, by=stage.by, at=stage.day(year.year, -3))
    check_keys()
    newest = year.year == stage.calendar.newest
    first = {lea.code for lea in stage.made[: len(WAYS)]}
    held = [letter.pk for letter in waiting if letter.lea.code not in first][::HELD] if newest else []
    letters = Letter.objects.filter(pk__in=[letter.pk for letter in waiting if letter.pk not in held])
    letters_moves.issue_letters(letters=letters, by=stage.by, at=stage.calendar.letters(year.year))
    followed = letters.of_levels()
    if not newest:
        followed = followed.filter(lea__code__in=[lea.code for lea in stage.made[:FINISHED]])
    plans_moves.open_plans(letters=followed, at=stage.day(year.year, 1 / 24))
    jobs.call_off("improvement_plans.open_plan", letters)  # no worker opens the others today


def work_on_plans(year: Year, stage: Stage) -> None:
    """Let the first LEAs and their reviewers work; the others have a plan that no one has begun."""
    newest = year.year == stage.calendar.newest
    numbers = {lea.code: number for number, lea in enumerate(stage.made[:FOLLOWED])}
    followed = Plan.objects.filter(year=year, lea__code__in=numbers)
    for plan in followed.select_related("lea__county", "lea__selpa", "year", "definition", "letter").order_by(
        "lea__code"
    ):
        number = numbers[plan.lea.code]
        way = _way(number) if newest else work.FINISH
        pace = way.paced(plan.opened_at, stage.calendar.at, rest=number % 17 + 1, recent=newest)
        hands = _hands(plan, stage, pace)
        way.go(hands)
        late = 1 if number == 0 and year.year == stage.calendar.newest - 1 else 0  # so that one is seen
        progress.carry_out(hands, until=stage.calendar.at, late=late)


def correct_a_letter(year: Year, stage: Stage) -> None:
    """Publish a rate that was counted again, determine again, and issue the letter that corrects the one it changes."""
    number = min(CORRECTED, len(stage.made) - 1)
    lea = stage.made[number]
    _publish(year, data.corrected_indicators(year.year, stage.made, number=number), stage, days=22)
    run = determining.determine(year=year, version=year.definition, by=stage.by, at=stage.day(year.year, 22))
    determining.finalise(run=run, accepted=doubts.Everything(), by=stage.by, at=stage.day(year.year, 23))
    for letter in issuing.draft(year=year, lea_codes=[lea.code], by=stage.by, at=stage.day(year.year, 24)):
        letters_moves.issue_letter(letter=letter, by=stage.by, at=stage.day(year.year, 25))
        plans_moves.open_plan(letter=letter, at=stage.day(year.year, 25))


def propose_another_rule(year: Year, stage: Stage) -> None:
    """Leave a draft run next to the final one, under a definition in which two missed elements make Targeted 2."""
    text = year.definition.source.replace(
        "{fact: missed_elements, at_least: 3}", "{fact: missed_elements, at_least: 2}"
    )
    at = stage.day(year.year, 30)
    version = definition_services.load_definition(text=text, by=stage.by, at=at)
    determining.determine(year=year, version=version, by=stage.by, at=at)


def share_leas(stage: Stage) -> None:
    """Assign the LEAs whose plans go step by step to the monitor, and leave a note on the first of them."""
    monitor, at = people.person_of("state_monitor"), stage.day(stage.calendar.newest, 2)
    codes = [lea.code for lea in stage.made[:FOLLOWED]]
    oversight.assign(Lea.objects.filter(code__in=codes), expected=len(codes), to=monitor, by=stage.by, at=at)
    oversight.note(lea=Lea.objects.get(code=codes[0]), text=wording.NOTE, by=monitor, at=at)


def leave_uploads(number: int, stage: Stage) -> None:
    """Leave an upload that was refused, and one whose warnings wait to be accepted."""
    year = Year.objects.select_related("definition").get(year=number)
    tables = (data.refused_ranks(number, stage.made), data.doubtful_indicators(number, stage.made))
    for days, table in enumerate(tables, start=60):
        uploads_services.check_file(
            year=year,
            format=table.format,
            name=table.name,
            content=table.content,
            by=stage.by,
            at=stage.day(number, days),
        )


def leave_findings(year: Year, stage: Stage) -> None:
    """Leave findings of noncompliance of the first two LEAs, which have accounts."""
    monitor = people.person_of("state_monitor")
    state = findings.State(year, stage.calendar.at, stage.by, monitor)
    own, other = (Lea.objects.select_related("selpa", "county").get(code=lea.code) for lea in stage.made[:2])
    at = state.ago(380)
    findings.leave(
        first=findings.Hands(own, people.person_of("lea_editor"), people.person_of("selpa_reviewer")),
        second=findings.Hands(
            other,
            people.person_of("lea_editor", lea_code=other.code),
            _colleague("selpa_reviewer", other.selpa, at),
        ),
        state=state,
    )


def _way(number: int) -> work.Way:
    """Return how the newest year goes for the LEA of that number."""
    return WAYS.get(number) or work.WAYS[(number + number // len(work.WAYS)) % len(work.WAYS)]


def _hands(plan: Plan, stage: Stage, pace: work.Pace) -> work.Hands:
    own, other = (account.lea_code for account in people.accounts() if account.role == "lea_editor")
    day, lea = plan.opened_at, plan.lea
    is_own = lea.code == own
    return work.Hands(
        plan=plan,
        pace=pace,
        editor=people.person_of("lea_editor", lea_code=lea.code)
        if lea.code in (own, other)
        else _colleague("lea_editor", lea, day),
        approver=people.person_of("lea_approver") if is_own else _colleague("lea_approver", lea, day),
        selpa=people.person_of("selpa_reviewer")
        if lea.selpa.code == places.leas(1)[0].selpa.code
        else _colleague("selpa_reviewer", lea.selpa, day),
        monitor=people.person_of("state_monitor"),
        administrator=stage.by,
    )


def _colleague(role: str, organization: Lea | Selpa, at: datetime) -> Person:
    return people.colleague(role=role, organization=organization, at=at)
