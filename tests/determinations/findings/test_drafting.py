"""Findings drafted from timelines: which meetings count, how they are counted, and nothing twice."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from determinations.findings import drafting, moves
from determinations.findings.models import Fact, Finding
from monitoring.definition import services as definition_services
from monitoring.ledger import ledger
from monitoring.notices.models import Notice
from monitoring.people.models import Person
from monitoring.years.models import Year
from tests import definitions, world
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]
HERE = "/findings/from-data/"
AS_OF = date(2023, 3, 1)
HEAD = "year,lea_code,child,meeting,due_on,held_on,delay_code\n"
ROWS = """2023,0161119,A-1,review,2023-01-31,,90
2023,0161119,A-2,review,2023-02-15,,
2023,0161119,A-3,review,2023-01-31,,40
2023,0161119,A-4,review,2023-01-31,2023-02-20,90
2023,0161119,A-5,review,2023-03-01,,90
2023,0161119,A-6,initial,2023-01-31,,90
2023,1030642,7,review,2023-02-28,,90
"""


@pytest.fixture(autouse=True)
def _noon() -> object:
    with travel(NOON, tick=False):
        yield


def publish(cast: Cast, year: Year, rows: str) -> None:
    world.publish(year, "timelines", HEAD + rows, by=cast.administrator)


def drafted(cast: Cast, year: Year, *, at: datetime = NOON) -> int:
    return drafting.draft_from_data(year=year, as_of=AS_OF, by=cast.monitor, at=at)


def said() -> set[tuple[str, str, tuple[str, ...]]]:
    """What each finding is about: LEA, requirement, children."""
    return {
        (one.lea.code, one.code, tuple(one.children.order_by("number").values_list("number", flat=True)))
        for one in Finding.objects.select_related("lea")
    }


def test_overdue_not_held_and_not_excused_is_drafted_by_lea_and_requirement_and_no_one_is_notified(
    cast: Cast, published_2023: Year, signed_in: SignIn
) -> None:
    publish(cast, published_2023, ROWS)
    Notice.objects.all().delete()
    monitor = signed_in(cast.monitor)
    page = monitor.get(f"{HERE}?as_of=2023-03-01")
    counted = {one.requirement.code: (one.meetings, one.leas, one.drafts) for one in page.context["counts"]}
    assert counted == {"11": (1, 1, 1), "12": (0, 0, 0), "REVIEW": (3, 2, 2), "REEVAL": (0, 0, 0)}
    assert monitor.post(HERE, {"as_of": "2023-03-01"}).status_code == 302
    assert said() == {
        ("0161119", "REVIEW", ("A-1", "A-2")),
        ("0161119", "11", ("A-6",)),
        ("1030642", "REVIEW", ("7",)),
    }
    assert set(Finding.objects.values_list("status", "source")) == {("draft", "data")}
    assert not Notice.objects.exists()
    finding = Finding.objects.get(lea=cast.lea, code="REVIEW")
    facts = [(fact.upload.file_name, fact.row, fact.child) for fact in finding.rows.order_by("row")]
    assert facts == [("timelines.csv", 2, "A-1"), ("timelines.csv", 3, "A-2")]
    shown = monitor.get(f"/findings/{finding.pk}/").content.decode()
    assert "timelines.csv" in shown
    assert "2 meetings (plan review) were due before March 1, 2023" in shown
    assert "Hold the meeting that was due on January 31, 2023." in shown
    assert finding.indicator == ""
    assert Finding.objects.get(code="11").indicator == "11"


def test_again_makes_nothing_twice_and_new_meetings_join_the_draft(cast: Cast, published_2023: Year) -> None:
    publish(cast, published_2023, ROWS)
    assert drafted(cast, published_2023) == 3
    assert drafted(cast, published_2023) == 0
    publish(cast, published_2023, ROWS + "2023,0161119,A-9,review,2023-02-01,,\n")  # uploaded again, with one more
    assert drafted(cast, published_2023) == 1
    assert ("0161119", "REVIEW", ("A-1", "A-2", "A-9")) in said()
    assert (Finding.objects.count(), Fact.objects.count()) == (3, 5)


def test_a_notified_finding_keeps_its_facts_and_a_dropped_draft_does_not_come_back(
    cast: Cast, published_2023: Year
) -> None:
    publish(cast, published_2023, ROWS)
    drafted(cast, published_2023)
    review, initial = (Finding.objects.get(lea=cast.lea, code=code) for code in ("REVIEW", "11"))
    moves.notify(finding=review, by=cast.administrator, at=NOON)
    moves.drop(finding=initial, words="The date was wrong.", by=cast.monitor, at=NOON)
    publish(cast, published_2023, ROWS + "2023,0161119,A-9,review,2023-02-01,,\n")
    assert drafted(cast, published_2023) == 0
    assert Finding.objects.count() == 3


def test_counted_by_instance_each_meeting_is_a_finding(cast: Cast, published_2023: Year) -> None:
    text = definitions.text(2023)
    changed = text.replace("meeting: review,", "counted: by_instance, meeting: review,")
    assert changed != text
    version = definition_services.load_definition(text=changed, by=cast.administrator, at=NOON)
    published_2023.definition = version
    publish(cast, published_2023, ROWS)
    assert drafted(cast, published_2023) == 4
    assert {one for one in said() if one[1] == "REVIEW"} == {
        ("0161119", "REVIEW", ("A-1",)),
        ("0161119", "REVIEW", ("A-2",)),
        ("1030642", "REVIEW", ("7",)),
    }
    assert drafted(cast, published_2023) == 0


def test_who_drafts_from_data_and_as_of_when(cast: Cast, published_2023: Year, signed_in: SignIn) -> None:
    publish(cast, published_2023, ROWS)
    for person in (cast.editor, cast.reviewer):
        assert signed_in(person).post(HERE, {"as_of": "2023-03-01"}).status_code == 404
        with pytest.raises(ledger.NotYou):
            drafting.draft_from_data(year=published_2023, as_of=AS_OF, by=person, at=NOON)
    monitor = signed_in(cast.monitor)
    tomorrow = (NOON.date() + timedelta(days=1)).isoformat()
    assert monitor.post(HERE, {"as_of": tomorrow}).status_code == 422
    assert not Finding.objects.exists()
    assert monitor.get(HERE).status_code == 200


def test_no_more_queries_for_more_leas(cast: Cast, published_2023: Year) -> None:
    def asked(rows: str) -> int:
        Fact.objects.all().delete()
        publish(cast, published_2023, rows)
        with CaptureQueriesContext(connection) as found:
            drafted(cast, published_2023)
        return len(found)

    one = asked("2023,0161119,A-1,review,2023-01-31,,90\n")
    Finding.objects.all().delete()
    many = asked(ROWS + "2023,0161127,B-1,review,2023-01-31,,90\n")
    assert many <= one + 1
