"""Tells the demonstration, a chapter a function: through the services alone, at fixed moments, in one transaction."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction

from cim_portal.demo import center, data, people, places, work
from cim_portal.demo.data import Table
from cim_portal.demo.places import DemoLea
from determinations.letters import issuing
from determinations.letters import moves as letters_moves
from determinations.letters.models import Letter
from determinations.levels import determining
from determinations.runs.models import Run
from determinations.uploads import services as uploads_services
from improvement_plans.plans import moves as plans_moves
from improvement_plans.plans.models import Plan
from monitoring.definition import services as definition_services
from monitoring.people.models import Person
from monitoring.places.models import Lea, Selpa
from monitoring.years import services as years_services
from monitoring.years.models import Year

YEARS = {1: (2023,), 2: (2022, 2023), 3: data.YEARS}
LETTERS = {
    2022: datetime(2022, 3, 14, 17, tzinfo=UTC),
    2023: datetime(2023, 3, 20, 17, tzinfo=UTC),
    2024: datetime(2024, 3, 18, 17, tzinfo=UTC),
}
IN_WORK = 2023  # the year of which every letter is issued and every plan is open
FOLLOWED = 54  # LEAs with a plan whose year goes step by step; the plans of the others are open
CORRECTED = 6  # the number of the LEA whose rate was counted again

Say = Callable[[str], None]


def tell(*, leas: int, years: int, say: Say) -> None:
    """Make the demonstration of that many LEAs and years; all of it, or after a fault nothing. `say` hears how far."""
    with transaction.atomic():
        administrator = people.enter_state(at=LETTERS[2022] - timedelta(days=60))
        made = places.leas(leas)
        opened = []
        for number in YEARS[years]:
            say(f"{number}: data and levels")
            opened.append(begin(number, made, by=administrator))
        people.enter_locals(at=_day(YEARS[years][0], -30))
        for year in opened:
            say(f"{year}: letters and plans")
            issue(year, made, by=administrator)
            work_on_plans(year, made, administrator)
        say("corrections, drafts, and what waits for an administrator")
        correct_a_letter(made, by=administrator)
        propose_another_rule(by=administrator)
        leave_uploads(YEARS[years][-1], made, by=administrator)
        center.fill(by=administrator, at=LETTERS[2022])


def begin(number: int, made: Sequence[DemoLea], *, by: Person) -> Year:
    """Open a year, publish its data, and determine its levels."""
    year = open_year(number, by=by)
    publish(year, data.tables(number, made), by=by)
    determine(year, by=by)
    return year


def open_year(number: int, *, by: Person) -> Year:
    """Load the definition of a year and open it."""
    text = (settings.BASE_DIR / "fixtures" / "definitions" / f"{number}.yaml").read_text()
    definition_services.load_definition(text=text, by=by, at=_day(number, -45))
    return years_services.open_year(year=number, by=by, at=_day(number, -44))


def publish(year: Year, tables: Sequence[Table], *, by: Person) -> None:
    """Upload, check and publish the files of a year, one a day."""
    for days, table in enumerate(tables):
        uploads_services.publish_file(
            year=year,
            format=table.format,
            name=table.name,
            content=table.content,
            by=by,
            at=_day(year.year, -40 + days),
        )


def determine(year: Year, *, by: Person) -> Run:
    """Determine the levels, and make the run final."""
    run = determining.determine(year=year, version=year.definition, by=by, at=_day(year.year, -10))
    return determining.finalise(run=run, by=by, at=_day(year.year, -5))


def issue(year: Year, made: Sequence[DemoLea], *, by: Person) -> None:
    """Issue the letters of a year, undrawn, and open the plan of each whose level has steps."""
    waiting = issuing.draft(year=year, by=by, at=_day(year.year, -3))
    wanted = [letter.pk for letter in _to_be_issued(year, made, waiting)]
    letters = Letter.objects.filter(pk__in=wanted)
    letters_moves.issue_letters(letters=letters, by=by, at=LETTERS[year.year])
    plans_moves.open_plans(letters=letters.of_levels(), at=LETTERS[year.year] + timedelta(hours=1))


def _to_be_issued(year: Year, made: Sequence[DemoLea], waiting: list[Letter]) -> list[Letter]:
    """Return all letters of the year in work, those with a level of a past year, a first part of the newest."""
    if year.year == IN_WORK:
        return waiting
    first = {lea.code for lea in made[:FOLLOWED]}
    return [letter for letter in waiting if letter.level and (year.year < IN_WORK or letter.lea.code in first)]


def work_on_plans(year: Year, made: Sequence[DemoLea], administrator: Person) -> None:
    """Let the first LEAs and their reviewers work; the others have a plan that no one has begun."""
    numbers = {lea.code: number for number, lea in enumerate(made[:FOLLOWED])}
    followed = Plan.objects.filter(year=year, lea__code__in=numbers)
    for plan in followed.select_related("lea__county", "lea__selpa", "year", "definition", "letter").order_by(
        "lea__code"
    ):
        _way(year.year, numbers[plan.lea.code])(_hands(plan, administrator))


def correct_a_letter(made: Sequence[DemoLea], *, by: Person) -> None:
    """Publish a rate that was counted again, determine again, and issue the letter that corrects the one it changes."""
    year = Year.objects.select_related("definition").get(year=IN_WORK)
    lea = made[min(CORRECTED, len(made) - 1)]
    table = data.corrected_indicators(IN_WORK, made, number=made.index(lea))
    uploads_services.publish_file(
        year=year, format=table.format, name=table.name, content=table.content, by=by, at=_day(IN_WORK, 22)
    )
    run = determining.determine(year=year, version=year.definition, by=by, at=_day(IN_WORK, 22))
    determining.finalise(run=run, by=by, at=_day(IN_WORK, 23))
    for letter in issuing.draft(year=year, lea_codes=[lea.code], by=by, at=_day(IN_WORK, 24)):
        letters_moves.issue_letter(letter=letter, by=by, at=_day(IN_WORK, 25))
        plans_moves.open_plan(letter=letter, at=_day(IN_WORK, 25))


def propose_another_rule(*, by: Person) -> None:
    """Leave a draft run next to the final one, under a definition in which two missed elements make Targeted 2."""
    year = Year.objects.select_related("definition").get(year=IN_WORK)
    text = year.definition.source.replace(
        "{fact: missed_elements, at_least: 3}", "{fact: missed_elements, at_least: 2}"
    )
    version = definition_services.load_definition(text=text, by=by, at=_day(IN_WORK, 30))
    determining.determine(year=year, version=version, by=by, at=_day(IN_WORK, 30))


def leave_uploads(number: int, made: Sequence[DemoLea], *, by: Person) -> None:
    """Leave an upload that was refused, and one whose warnings wait to be accepted."""
    year = Year.objects.select_related("definition").get(year=number)
    for days, table in ((60, data.refused_ranks(number, made)), (61, data.doubtful_indicators(number, made))):
        uploads_services.check_file(
            year=year, format=table.format, name=table.name, content=table.content, by=by, at=_day(number, days)
        )


def _way(year: int, number: int) -> Callable[[work.Hands], None]:
    """Return how the year goes for the LEA of that number. The first ones are those of the accounts."""
    ways = {
        (2022, 0): work.finish,
        (2023, 0): work.be_returned_twice,
        (2024, 0): work.submit,
        (2023, 1): work.be_passed_on,
        (2023, 2): work.finish,
        (2023, 3): work.submit,
    }
    return ways.get((year, number)) or work.WAYS[(number + year) % len(work.WAYS)]


def _hands(plan: Plan, administrator: Person) -> work.Hands:
    own, other = (account.lea_code for account in people.accounts() if account.role == "lea_editor")
    day, lea = plan.opened_at, plan.lea
    is_own = lea.code == own
    return work.Hands(
        plan=plan,
        editor=people.person_of("lea_editor", lea_code=lea.code)
        if lea.code in (own, other)
        else _colleague("lea_editor", lea, day),
        approver=people.person_of("lea_approver") if is_own else _colleague("lea_approver", lea, day),
        selpa=people.person_of("selpa_reviewer")
        if lea.selpa.code == places.leas(1)[0].selpa.code
        else _colleague("selpa_reviewer", lea.selpa, day),
        monitor=people.person_of("state_monitor"),
        administrator=administrator,
    )


def _colleague(role: str, organization: Lea | Selpa, at: datetime) -> Person:
    return people.colleague(role=role, organization=organization, at=at)


def _day(year: int, days: int) -> datetime:
    """Return the moment that many days after the letters of a year."""
    return LETTERS[year] + timedelta(days=days)
