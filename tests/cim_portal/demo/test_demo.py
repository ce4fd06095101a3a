"""The demonstration: the same at every call, with something to show everywhere, and people who can sign in."""

import csv
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from cim_portal import demo
from cim_portal.demo import data, places
from cim_portal.demo.years import Calendar
from cim_portal.lib import history
from determinations.letters import issuing
from determinations.letters import moves as letters_moves
from determinations.letters.models import Letter
from determinations.runs.models import LevelResult, Run
from determinations.uploads.models import Upload
from improvement_plans.plans import moves as plans_moves
from improvement_plans.plans import queries
from improvement_plans.plans.models import Plan, Step, Submission
from improvement_plans.progress.models import Entry, ProgressCheck
from improvement_plans.reviews.models import Comment, ReviewMark
from monitoring.access import roles, scope
from monitoring.definition import read_definition
from monitoring.ledger.models import Event
from monitoring.notices.models import Notice
from monitoring.people.models import Person
from monitoring.places.models import Lea
from monitoring.resources.models import Resource, Subscriber
from monitoring.work.models import Job
from monitoring.years.models import Year
from tests.cast import NOON, Cast
from tests.world import determine_2023, issue_2023
from tests.worlds import world

MOMENT = datetime(2025, 6, 2, 20, tzinfo=UTC)
# No one audits what is made up, or looks at it from outside until a day.
ROLES = {name for name, role in roles.ROLES.items() if not role.audits and not role.ends}


@pytest.fixture(autouse=True)
def _demonstration(settings: Settings) -> None:
    """Its accounts sign in where the portal is started as a demonstration, and nowhere else."""
    settings.DEMONSTRATION = True


def seeded(*words: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("seed_demo", *words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@world
def twelve_leas() -> tuple[str, str]:
    """The demonstration of twelve LEAs and three years, as it is when 2023 has LEAs without a level; and what was printed."""
    with time_machine.travel(MOMENT, tick=False):
        return seeded("--leas", "12", "--years", "3", "--json")


@pytest.fixture
def then(twelve_leas: tuple[str, str]) -> Iterator[None]:
    """The moment of that demonstration."""
    with time_machine.travel(MOMENT, tick=False):
        yield


def test_the_tables_are_the_same_bytes_at_every_call() -> None:
    for ruled in (True, False):
        assert data.tables(2024, places.leas(40), ruled=ruled) == data.tables(2024, places.leas(40), ruled=ruled)


def test_a_shorter_list_of_leas_begins_a_longer_one() -> None:
    assert places.leas(demo.LEAS)[:12] == places.leas(12)
    assert len({lea.county for lea in places.leas(demo.LEAS)}) == 58
    assert len({lea.code for lea in places.leas(2200)}) == 2200
    assert 125 <= len(places.selpas()) <= 135


def test_the_state_of_twelve_leas_has_something_of_everything(twelve_leas: tuple[str, str], then: None) -> None:
    document, log = twelve_leas
    told = json.loads(document)
    assert (told["leas"], told["years"]) == (12, 3)
    assert {account["role"] for account in told["accounts"]} == ROLES
    editors = [a for a in told["accounts"] if a["role"] == "lea_editor"]
    assert len({Lea.objects.get(code=a["lea_code"]).selpa_id for a in editors}) == 2

    assert set(Step.objects.values_list("status", flat=True)) == set(Step.Status.values)
    reviewer = Person.objects.get(email="reviewer@cim.example")
    assert Step.objects.visible_to(reviewer).filter(queries.waiting_for("selpa")).exists()
    assert set(Plan.objects.values_list("status", flat=True)) >= {"drafting", "approved"}
    assert set(Letter.objects.values_list("status", flat=True)) == set(Letter.Status.values) - {"embargoed"}
    assert set(Upload.objects.values_list("status", flat=True)) >= {"published", "refused", "ready", "superseded"}
    assert set(Run.objects.values_list("status", flat=True)) == set(Run.Status.values)
    levels = set(LevelResult.objects.values_list("level", flat=True))
    assert levels >= {"", "SD", "SL", "T1", "T2", "T3", "I3", "U"}
    assert Comment.objects.exists()
    assert ReviewMark.objects.filter(mark="needs_work").exists()
    assert Resource.objects.exists()
    assert Subscriber.objects.exists()
    newest = Calendar(timezone.now()).newest
    assert sorted(Year.objects.values_list("year", flat=True)) == [newest - 2, newest - 1, newest]
    assert f"{newest}: letters and plans" in log

    late = ProgressCheck.objects.to_enter().filter(due_on__lt=timezone.localdate())
    assert [(check.lea.code, check.plan.year.year) for check in late] == [(editors[0]["lea_code"], newest - 1)]
    assert Entry.objects.count() > 20

    own = Lea.objects.get(code=editors[0]["lea_code"])
    returned = Step.objects.get(plan__lea=own, plan__year__year=newest, number=1)
    assert returned.status == "returned"
    assert returned.submissions.count() == 2

    for account in demo.accounts():
        browser = Client()
        assert browser.login(username=account.email, password=account.password), account
        assert account.role in scope.roles(Person.objects.get(email=account.email))

    again, log = seeded("--json")
    assert json.loads(again) == told
    assert "there already" in log


@pytest.mark.parametrize("day", ["2026-11-25", "2027-02-01", "2027-03-22", "2028-03-01", "2028-12-20"])
def test_the_newest_year_is_the_current_one(db: None, day: str) -> None:
    now = datetime.fromisoformat(f"{day}T20:00:00+00:00")
    calendar = Calendar(now)
    years = calendar.years(2)
    assert years == (calendar.newest - 1, calendar.newest)
    of_newest = read_definition(calendar.definition(years[-1]))
    assert of_newest.letter_date
    assert of_newest.letter_date <= now.date() < of_newest.letter_date.replace(year=years[-1] + 1) + timedelta(days=3)
    ahead = {
        task.due_date for task in of_newest.tasks if task.due_date and 0 <= (task.due_date - now.date()).days <= 90
    }
    assert len(ahead) >= 3


def test_days_on_which_steps_are_due_lie_ahead_and_a_year_without_a_definition_is_marked_as_the_demonstrations(
    db: None, signed_in: Callable[[Person], Client]
) -> None:
    now = datetime(2026, 11, 25, 20, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        seeded("--leas", "12", "--years", "3")
        administrator = signed_in(Person.objects.get(email="administrator@cim.example"))
        made, known = (administrator.get(f"/years/{year}/definition/").content.decode() for year in (2026, 2024))
    assert "Compliance and Improvement Monitoring 2026 (demonstration)" in made
    assert "Made for the demonstration of the portal from the definition of 2024" in made
    assert "emonstration of the portal from" not in known
    assert "(demonstration)" not in known

    newest = Year.objects.latest("year")
    of_newest = Step.objects.filter(plan__year=newest).exclude(status="approved")
    soon = of_newest.filter(due_on__range=(now.date(), now.date() + timedelta(days=90)))
    assert soon.values("due_on").distinct().count() >= 3
    assert soon.values("plan__lea").distinct().count() >= 4
    assert set(Plan.objects.exclude(year=newest).values_list("status", flat=True)) == {"approved"}
    for rows in (Event.objects.filter(at__gt=now), Step.objects.filter(moved_at__gt=now)):
        assert not rows.exists(), "nothing was done in the future"


def test_an_lea_has_rates_of_the_students_that_it_has_and_none_of_others() -> None:
    made = places.leas(demo.LEAS)
    kinds = {lea.code: lea.kind for lea in made}
    table = next(table for table in data.tables(2026, made, ruled=True) if table.format == "indicators")
    found: dict[str, set[str]] = {}
    for row in csv.DictReader(table.content.decode().splitlines()):
        found.setdefault(kinds[row["lea_code"]], set()).add(row["indicator"])
    assert set(found) == {"Unified", "Elementary", "Union Elementary", "Union High", "Charter", places.COUNTY_OFFICE}
    for kind, indicators in found.items():
        assert ("1" in indicators) == ("Elementary" not in kind), kind
        assert ("13" in indicators) == ("Elementary" not in kind), kind
        assert ("6A" in indicators) == (kind not in ("Union High", "Charter")), kind
        assert "5A" in indicators
    offices = [lea for lea in made if lea.kind == places.COUNTY_OFFICE]
    assert len({lea.county for lea in offices}) == len(offices)


def test_what_is_significantly_disproportionate_is_so_in_three_years_in_a_row(then: None) -> None:
    newest = Year.objects.latest("year").year
    lea = places.leas(12)[data.SIGNIFICANT].code
    out = StringIO()
    call_command("disproportionality", "--year", str(newest), "--lea", lea, "--json", stdout=out)
    over = [cell for cell in json.loads(out.getvalue())["cells"] if cell["exceeds"]]
    assert {(cell["category"], cell["group"], cell["years"]) for cell in over} == {(3, "AA", 3)}
    assert all(3 < Fraction(cell["ratio"]) < 5 for cell in over)
    assert LevelResult.objects.get(run__year__year=newest, run__status="final", lea__code=lea).level == "SD"


def test_documents_wait_for_idle_workers_and_are_drawn_when_opened(then: None) -> None:
    administrator = Client()
    administrator.force_login(Person.objects.get(email="administrator@cim.example"))
    issued, approved = Letter.objects.exclude(status="draft").earliest("pk"), Plan.objects.filter(status="approved")[0]
    submission = Submission.objects.earliest("pk")
    waiting = set(Job.objects.filter(state="waiting").values_list("kind", flat=True))
    assert waiting >= {
        "determinations.draw_letter",
        "improvement_plans.draw_submission",
        "improvement_plans.draw_report",
    }
    letters = Letter.objects.filter(replaces=None)
    to_open = Job.objects.filter(
        kind="improvement_plans.open_plan", subject_id__in=letters.values("pk"), state="waiting"
    )
    assert not to_open.exists(), "plans that were written before there was the portal are not opened by a worker"
    plan = submission.step.plan
    changes = history.kind("letter").changes._base_manager.filter(pgh_obj_id=issued.pk)
    before = changes.count()
    letter_pdf = f"/leas/{issued.lea.code}/{issued.year}/letters/{issued.pk}.pdf"
    listed = administrator.get(f"/years/{issued.year}/letters/", {"words": issued.lea.code}).content.decode()
    assert letter_pdf in listed
    for address in (
        letter_pdf,
        f"/plans/{approved.lea.code}/{approved.year}/report.pdf",
        f"/plans/{plan.lea.code}/{plan.year}/step/{submission.step.number}/submission/{submission.round}.pdf",
    ):
        first, again = (administrator.get(address) for _ in range(2))
        assert (first.status_code, first["Content-Type"]) == (200, "application/pdf"), address
        assert first["ETag"] == again["ETag"]
    issued.refresh_from_db()
    approved.refresh_from_db()
    assert issued.pdf
    assert approved.report
    assert changes.count() == before, "drawing a letter for the first time changes nothing of it"


def test_many_letters_and_plans_are_as_those_issued_one_at_a_time(cast: Cast) -> None:
    def outcome() -> list[object]:
        events = Event.objects.filter(subject_type__model__in=["letter", "plan"]).exclude(move="draft")
        jobs = Job.objects.exclude(kind="determinations.draw_letter")
        return [
            sorted(events.values_list("move", "subject_text", "lea__code", "source", "target", "by__email", "at")),
            sorted(Notice.objects.values_list("person__email", "kind", "lea__code", "link")),
            sorted(Letter.objects.values_list("lea__code", "status", "issued_at", "issued_by__email")),
            sorted(Plan.objects.values_list("lea__code", "level", "status", "opened_at")),
            sorted(Step.objects.values_list("plan__lea__code", "number", "status", "moved_at")),
            sorted(jobs.values_list("kind", flat=True)),
        ]

    with transaction.atomic():
        issue_2023(cast)
        one_at_a_time = outcome()
        transaction.set_rollback(True)
    run = determine_2023(cast)
    drafts = issuing.draft(year=run.year, by=cast.administrator, at=NOON)
    letters = Letter.objects.filter(pk__in=[letter.pk for letter in drafts])
    letters_moves.issue_letters(letters=letters, by=cast.administrator, at=NOON)
    plans_moves.open_plans(letters=letters, at=NOON)
    assert outcome() == one_at_a_time


def test_a_portal_with_a_year_of_its_own_is_refused(db: None) -> None:
    call_command("load_definition", "fixtures/definitions/2023.yaml", stdout=StringIO(), stderr=StringIO())
    call_command("open_year", "2023", stdout=StringIO(), stderr=StringIO())
    with pytest.raises(SystemExit) as ended:
        seeded("--leas", "12", "--years", "1")
    assert ended.value.code == 1
    assert not Person.objects.exists()


def test_too_few_leas_are_refused(db: None) -> None:
    with pytest.raises(SystemExit) as ended:
        seeded("--leas", "2")
    assert ended.value.code == 2


def test_a_fault_in_the_middle_leaves_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cim_portal.demo.story.issue", lambda year, stage: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        seeded("--leas", "9", "--years", "1")
    assert not Person.objects.exists()
    assert not Lea.objects.exists()
