"""The chain of the ledger, and the command that proves it."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from improvement_plans.plans.models import Plan
from monitoring.files.models import Kept
from monitoring.ledger import ledger, sealing
from monitoring.ledger.models import Event, Seal
from monitoring.people import events
from tests.cast import NOON, Cast
from tests.kept import change_file
from tests.owner import by_owner

LATER = NOON + timedelta(hours=1)


def proven() -> tuple[int, dict[str, object]]:
    out = StringIO()
    try:
        call_command("verify_ledger", "--json", stdout=out)
    except SystemExit as ended:
        return int(str(ended.code)), json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_every_entry_is_sealed_when_it_is_committed(
    cast: Cast, issued_2023: dict[str, Plan], transactional_db: None
) -> None:
    sealing.seal()  # what was written while the world was built
    ledger.record(events.INVITED_AGAIN, cast.editor, by=cast.administrator, at=NOON)
    with transaction.atomic():
        ledger.record(events.INVITED_AGAIN, cast.editor, by=cast.administrator, at=NOON)
        transaction.set_rollback(True)
    code, document = proven()
    assert (code, document["faults"]) == (0, [])
    assert document["entries"] == document["sealed"] == Event.objects.count() == Seal.objects.latest("number").number
    assert document["head"] == Seal.objects.latest("number").sha256


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE monitoring_event SET note = 'other' WHERE id = %s", "does not say what was sealed"),
        ("UPDATE monitoring_event SET at = at + interval '1 day' WHERE id = %s", "does not say what was sealed"),
        ("UPDATE monitoring_event SET by_id = NULL WHERE id = %s", "does not say what was sealed"),
        ("DELETE FROM monitoring_seal WHERE event_id = %s", "has no seal"),
        (
            "WITH gone AS (DELETE FROM monitoring_seal WHERE event_id = %s RETURNING event_id)"
            " DELETE FROM monitoring_event WHERE id IN (SELECT event_id FROM gone)",
            "are missing",
        ),
    ],
)
def test_an_entry_that_was_changed_or_removed_is_found(
    cast: Cast, issued_2023: dict[str, Plan], sql: str, said: str
) -> None:
    sealing.seal()
    assert sealing.prove(at=LATER).faults == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    middle = Seal.objects.filter(event__by__isnull=False).order_by("number")[3]
    by_owner(sql, values=(middle.event_id,))
    faults = sealing.prove(at=LATER).faults
    assert faults
    assert any(said in fault for fault in faults)


def test_one_entry_that_was_changed_is_one_fault(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    sealing.seal()
    middle = Seal.objects.order_by("number")[3]
    by_owner("UPDATE monitoring_event SET note = 'other' WHERE id = %s", values=(middle.event_id,))
    (fault,) = sealing.prove(at=LATER).faults
    assert f"Entry {middle.event_id} does not say what was sealed" in fault


def test_an_entry_whose_gap_was_closed_is_found(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    sealing.seal()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    middle = Seal.objects.filter(event__by__isnull=False).order_by("number")[3]
    by_owner("DELETE FROM monitoring_seal WHERE event_id = %s", values=(middle.event_id,))
    by_owner("DELETE FROM monitoring_event WHERE id = %s", values=(middle.event_id,))
    by_owner("UPDATE monitoring_seal SET number = number + 1000000 WHERE number > %s", values=(middle.number,))
    by_owner("UPDATE monitoring_seal SET number = number - 1000001 WHERE number > 1000000")
    assert any("does not say what was sealed" in fault for fault in sealing.prove(at=LATER).faults)


def test_an_entry_that_was_slipped_in_is_found(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    sealing.seal()
    event = Event.objects.earliest("pk")
    Event.objects.bulk_create([Event(**{**_fields(event), "note": "never said"})])
    assert sealing.prove(at=event.at + timedelta(minutes=4)).faults == [], "it may still be on its way to its seal"
    assert "has no seal" in sealing.prove(at=event.at + timedelta(minutes=6)).faults[0]


def _fields(event: Event) -> dict[str, object]:
    fields = {f.attname: getattr(event, f.attname) for f in Event._meta.concrete_fields}
    del fields["id"]
    return fields


def test_bytes_that_were_changed_are_found_and_not_shown(
    cast: Cast, issued_2023: dict[str, Plan], own_files: None
) -> None:
    assert sealing.prove(at=NOON).faults == []
    change_file(Kept.objects.earliest("pk").pk)
    code, document = proven()
    assert code == 1
    assert any("were changed or removed" in str(fault) for fault in document["faults"])  # type: ignore[attr-defined]
