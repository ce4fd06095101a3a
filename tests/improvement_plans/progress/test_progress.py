"""What an approved plan promises is looked at on its days: entered, corrected, late, behind."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from celery import current_app
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from improvement_plans.carrying import queries as carrying
from improvement_plans.plans import moves as plans_moves
from improvement_plans.plans.models import Plan
from improvement_plans.progress import reminding, services
from improvement_plans.progress.models import CheckReminder, Entry, ProgressCheck
from improvement_plans.workbook.models import Answer
from monitoring.ledger.models import Event
from monitoring.notices.models import Notice
from monitoring.people.models import Person
from tests.cast import NOON, Cast

Visit = Callable[[Person], Client]
PAGE = "/plans/0161119/2023/progress/"
PACIFIC = ZoneInfo("America/Los_Angeles")
TODAY = date(2023, 10, 2)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, 0, tzinfo=PACIFIC)


@pytest.fixture(autouse=True)
def on_the_day() -> object:
    with time_machine.travel(at(TODAY), tick=False):
        yield


def check(day: str, of: str = "outcome") -> ProgressCheck:
    return ProgressCheck.objects.get(plan__lea__code="0161119", due_on=day, of=of)


def enter(client: Client, day: str, *, of: str = "outcome", **change: object) -> int:
    one = check(day, of)
    last = one.entries.order_by("pk").last()
    said = {"value": "24", "as_of": "2023-09-30", "reading": "on_course", "words": "", "seen": last.pk if last else 0}
    answer = client.post(one.get_absolute_url(), {**said, **change})
    return answer.status_code


def test_the_days_of_the_plan_are_its_checks(cast: Cast, approved_2023: Plan, signed_in: Visit) -> None:
    days = [str(one.due_on) for one in ProgressCheck.objects.filter(row="o1").order_by("due_on")]
    assert days == ["2023-10-01", "2024-01-31", "2024-06-30"]
    assert check("2023-09-15", "step").label == "Train the team"
    assert services.set_checks(plan=approved_2023, at=NOON) == 0  # the second time
    for person in (cast.editor, cast.reviewer, cast.monitor, cast.administrator):
        page = signed_in(person).get(PAGE).content.decode()
        assert "More contacts" in page
        assert "overdue" in page
    plan = signed_in(cast.editor).get("/plans/0161119/2023/").content.decode()
    assert "progress checks are overdue" in plan
    assert PAGE in plan


def test_a_value_is_entered_and_drawn_against_the_target(cast: Cast, approved_2023: Plan, signed_in: Visit) -> None:
    editor = signed_in(cast.editor)
    assert "Enter progress" in editor.get(check("2023-10-01").get_absolute_url()).content.decode()
    assert enter(editor, "2023-10-01") == 302
    page = signed_in(cast.reviewer).get(PAGE)
    outcome = page.context["board"].outcomes[0]
    assert outcome.chart.rows == [["April 3, 2023", "20", "at least 30"], ["September 30, 2023", "24", "at least 30"]]
    assert "Target: at least 30" in page.content.decode()
    assert [line.is_late for line in outcome.lines] == [False, False, False]
    found = next(one for one in carrying.outcomes(cast.lea, cast.monitor) if one.outcome == "More contacts")
    assert (found.latest, found.as_of, found.reading) == ("24", date(2023, 9, 30), "on course")
    assert Event.objects.of(approved_2023).filter(move="enter_progress").count() == 1


def test_a_correction_keeps_the_earlier_entry_and_the_second_click_is_none(
    cast: Cast, approved_2023: Plan, signed_in: Visit
) -> None:
    editor, one = signed_in(cast.editor), check("2023-10-01")
    note = SimpleUploadedFile("notes.txt", b"notes of the day")
    assert enter(editor, "2023-10-01", file=note) == 302
    first = Entry.objects.get()
    assert enter(editor, "2023-10-01", seen=0) == 302  # the same again
    assert Entry.objects.count() == 1
    assert enter(editor, "2023-10-01", value="22", reading="behind", words="Two of us left.") == 302
    newest = one.entries.latest("pk")
    assert (newest.value, newest.file_name) == ("22", "notes.txt")  # the evidence goes with it
    page = editor.get(one.get_absolute_url()).content.decode()
    assert "(corrected since)" in page
    assert ">24<" in page
    assert signed_in(cast.reviewer).get(f"/progress/{first.pk}/file/").content == b"notes of the day"
    assert signed_in(cast.other_editor).get(f"/progress/{first.pk}/file/").status_code == 404
    told = Notice.objects.filter(kind="progress_behind")
    assert {str(notice.person) for notice in told} == {"Rosa Reviewer"}


def test_a_step_that_is_done_without_its_evidence_says_so_until_a_file_is_attached(
    cast: Cast, approved_2023: Plan, signed_in: Visit
) -> None:
    answer = Answer.objects.get(step__plan=approved_2023, activity="action_steps")
    answer.value = {"steps": [{**answer.value["steps"][0], "evidence": "Sign-in sheets"}]}
    answer.save()
    editor, said = signed_in(cast.editor), "The plan names as evidence: Sign-in sheets. No file is attached yet."
    assert enter(editor, "2023-09-15", of="step", value="", words="") == 302
    assert said not in editor.get(PAGE).content.decode()
    assert enter(editor, "2023-09-15", of="step", value="", reading="done") == 302  # it is a warning and stops no one
    for person in (cast.editor, cast.reviewer):
        assert said in signed_in(person).get(PAGE).content.decode()
    sheets = SimpleUploadedFile("sheets.txt", b"who was there")
    assert enter(editor, "2023-09-15", of="step", value="", reading="done", words="Attached.", file=sheets) == 302
    assert said not in signed_in(cast.reviewer).get(PAGE).content.decode()


def test_two_at_once_do_not_overwrite_each_other_unnoticed(cast: Cast, approved_2023: Plan, signed_in: Visit) -> None:
    assert enter(signed_in(cast.editor), "2023-10-01") == 302
    late = signed_in(cast.approver).post(
        check("2023-10-01").get_absolute_url(),
        {"value": "25", "as_of": "2023-09-30", "reading": "on_course", "words": "Mine.", "seen": 0},
    )
    assert late.status_code == 409
    body = late.content.decode()
    assert "Eli Editor entered something meanwhile" in body
    assert "Mine." in body
    assert f'value="{Entry.objects.get().pk}"' in body


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"value": ""}, "Enter the value"),
        ({"value": "many"}, "is not a number"),
        ({"reading": "behind"}, "Say why"),
        ({"value": "", "reading": "no_data"}, "Say why"),
        ({"reading": "no_data", "words": "x"}, "There is a value"),
        ({"reading": "reached"}, "The target is at least 30"),
        ({"reading": "done"}, "Select a valid choice"),
        ({"as_of": "2023-10-03"}, "still to come"),
        ({"file": SimpleUploadedFile("notes.exe", b"x")}, "not a kind of file"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(
    cast: Cast, approved_2023: Plan, signed_in: Visit, change: dict[str, object], sentence: str
) -> None:
    said = {"value": "24", "as_of": "2023-09-30", "reading": "on_course", "words": "", "seen": 0}
    answer = signed_in(cast.editor).post(check("2023-10-01").get_absolute_url(), {**said, **change})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Entry.objects.exists()


def test_only_the_leas_people_enter_and_only_while_the_plan_is_carried_out(
    cast: Cast, approved_2023: Plan, signed_in: Visit
) -> None:
    for person in (cast.reviewer, cast.monitor, cast.administrator, cast.ta_provider):
        assert enter(signed_in(person), "2023-10-01") == 409
    assert enter(signed_in(cast.other_editor), "2023-10-01") == 404
    plans_moves.close_plan(plan=approved_2023, by=cast.administrator, at=at(TODAY), reason="The charter closed.")
    editor = signed_in(cast.editor)
    assert enter(editor, "2023-10-01") == 409
    assert "no progress is entered any more" in editor.get(check("2023-10-01").get_absolute_url()).content.decode()
    assert "overdue" not in editor.get(PAGE).content.decode()
    assert PAGE not in editor.get("/home/").content.decode()
    assert PAGE not in editor.get("/calendar/").content.decode()


def test_what_has_no_day_is_said_and_the_lea_sets_one(cast: Cast, approved_2023: Plan, signed_in: Visit) -> None:
    answer = Answer.objects.get(step__plan=approved_2023, activity="action_steps")
    answer.value = {"steps": [{**answer.value["steps"][0], "finish": ""}]}
    answer.save()
    assert services.set_checks(plan=approved_2023, at=NOON) > 0
    editor = signed_in(cast.editor)
    assert "No day is set for these" in editor.get(PAGE).content.decode()
    assert editor.post(PAGE, {"of": "step:s1", "day": "2023-09-01"}).status_code == 422
    assert editor.post(PAGE, {"of": "step:s9", "day": "2023-11-01"}).status_code == 422
    assert signed_in(cast.reviewer).post(PAGE, {"of": "step:s1", "day": "2023-11-01"}).status_code == 409
    for _click in (1, 2):
        assert editor.post(PAGE, {"of": "step:s1", "day": "2023-11-01"}).status_code == 302
    assert check("2023-11-01", "step").due_from == "lea"
    assert services.set_checks(plan=approved_2023, at=NOON) == 0  # the LEA's day stays
    assert "No day is set for these" not in editor.get(PAGE).content.decode()


def test_home_and_calendar_have_what_is_due_and_late(cast: Cast, approved_2023: Plan, signed_in: Visit) -> None:
    home = signed_in(cast.editor).get("/home/").content.decode()
    assert PAGE in home
    assert "progress checks are overdue, the first since September 15, 2023" in home
    page = signed_in(cast.reviewer).get("/home/")
    assert [(one.plan.lea, one.late, one.first) for one in page.context["late"]] == [(cast.lea, 2, date(2023, 9, 15))]
    assert "Overdue progress of your LEAs" in page.content.decode()
    for person in (cast.other_reviewer, cast.monitor, cast.ta_provider):
        assert PAGE not in signed_in(person).get("/home/").content.decode()
    calendar = signed_in(cast.reviewer).get("/calendar/").content.decode()
    assert "Progress of the 2023 plan" in calendar
    assert calendar.count(PAGE) == ProgressCheck.objects.values("due_on").distinct().count()
    with CaptureQueriesContext(connection) as few:
        signed_in(cast.monitor).get("/calendar/")
    ProgressCheck.objects.bulk_create(
        ProgressCheck(plan=plan, key=f"k{n}", of="step", row="x", label="x", due_on=TODAY)
        for plan in Plan.objects.all()
        for n in range(20)
    )
    Plan.objects.filter(lea=cast.sibling).update(status="approved")
    with CaptureQueriesContext(connection) as many:
        signed_in(cast.monitor).get("/calendar/")
    assert len(many) == len(few)


def test_reminders_of_checks_come_on_their_days_and_once(cast: Cast, approved_2023: Plan) -> None:
    ProgressCheck.objects.exclude(row="o1").update(entered_at=NOON)
    day, reminded = date(2024, 1, 31), []
    ProgressCheck.objects.filter(due_on="2023-10-01").update(entered_at=NOON)
    current_app.loader.import_default_modules()
    for after in (-31, -30, -29, -7, -1, 0, 1, 2, 7, 8):
        known = CheckReminder.objects.count()
        with time_machine.travel(at(day + timedelta(days=after)), tick=False):
            for _round in (1, 2):
                current_app.tasks["improvement_plans.morning"]()
        if CheckReminder.objects.count() > known:
            reminded.append(after)
    assert reminded == [-30, -7, -1, 1, 8]
    mine = Notice.objects.filter(person=cast.editor, kind__startswith="checks_").order_by("pk")
    assert [notice.kind for notice in mine] == ["checks_due"] * 3 + ["checks_late"] * 2
    assert "- More contacts" in mine[0].text
    assert reminding.remind(at=at(day + timedelta(days=8))) == 0


def test_small_numbers_of_progress_are_hidden_from_who_may_not_see_them(
    cast: Cast, approved_2023: Plan, signed_in: Visit
) -> None:
    assert enter(signed_in(cast.editor), "2023-10-01", value="7") == 302
    answer = Answer.objects.get(step__plan=approved_2023, activity="measurable_outcomes")
    answer.value = {**answer.value, "outcomes": [{**answer.value["outcomes"][0], "unit": "students"}]}
    answer.save()
    provider = signed_in(cast.ta_provider)
    for page in (PAGE, check("2023-10-01").get_absolute_url()):
        assert ">7<" not in provider.get(page).content.decode()
        assert ">7<" in signed_in(cast.editor).get(page).content.decode()
