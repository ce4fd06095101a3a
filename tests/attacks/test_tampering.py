"""Someone who works with the portal's own account of the database, and wants something not to have happened."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.test import Client

from cim_portal.lib import history
from cim_portal.lib.evidence import Evidence
from determinations.letters.models import Letter
from improvement_plans.plans.models import Plan, Submission
from monitoring.people.models import Person
from tests.cast import NOON, Cast
from tests.kept import change_file
from tests.world import step_of, submit_step


def evidence() -> list[type[models.Model]]:
    ours = [model for model in apps.get_models() if issubclass(model, Evidence)]
    return [*ours, *(kind.changes for kind in history.kinds())]


def refused(sql: str, says: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError as fault:
        return says in str(fault)
    return False


def test_what_is_evidence_is_named() -> None:
    assert {model._meta.model_name for model in evidence()} >= {
        *("event", "seal", "kept", "submission", "answerversion", "lettertext", "definitionversion"),
        *("stepformsversion", "leachange", "letterchange", "stategrantchange"),
    }


@pytest.mark.parametrize("model", evidence(), ids=lambda model: str(model._meta.model_name))
def test_the_portal_can_neither_change_nor_remove_evidence(cast: Cast, model: type[models.Model]) -> None:
    table = model._meta.db_table
    later = getattr(model, "filled_later", ())
    fixed = next(f for f in model._meta.concrete_fields if f.name not in later)
    assert refused(f'UPDATE "{table}" SET "{fixed.column}" = "{fixed.column}"', "permission denied")  # noqa: S608 - our own names
    assert refused(f'DELETE FROM "{table}"', "permission denied")  # noqa: S608 - our own names
    assert refused(f'TRUNCATE "{table}" CASCADE', "permission denied")
    assert refused(f'ALTER TABLE "{table}" DISABLE TRIGGER ALL', "must be owner")
    assert refused(f'DROP TABLE "{table}" CASCADE', "must be owner")


def test_an_issued_letter_stays_as_it_was_issued(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    letter = Letter.objects.filter(status="issued", pdf__isnull=False).earliest("pk")
    table = Letter._meta.db_table
    for change in (
        "status = 'draft'",
        "context = '{}'",
        "level = 'U'",
        "pdf_id = NULL",
        "issued_at = now()",
        "kind = 'other'",
    ):
        assert refused(f"UPDATE {table} SET {change} WHERE id = {letter.pk}", "is evidence and stays"), change  # noqa: S608 - our own names
    assert refused(f"DELETE FROM {table} WHERE id = {letter.pk}", "is evidence and stays")  # noqa: S608 - our own names


def test_what_was_submitted_stays_and_is_answered_once(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    submission = Submission.objects.get(step=step_of(cast.lea, 1))
    Submission.objects.filter(pk=submission.pk).update(return_note="Say where the gap is.", returned_at=NOON)
    connection.cursor().execute("SET pgtrigger.ignore = '{evidence_0,evidence_1,evidence_2}'")
    with pytest.raises(DatabaseError, match="is evidence and stays"), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(return_note="Something else.")


def test_a_letter_whose_bytes_were_changed_is_not_served(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Callable[[Person], Client], own_files: None
) -> None:
    letter = Letter.objects.filter(status="issued", pdf__isnull=False, lea=cast.lea).get()
    address = f"/leas/{cast.lea.code}/{letter.year.year}/letters/{letter.pk}.pdf"
    assert signed_in(cast.editor).get(address).status_code == 200
    change_file(str(letter.pdf_id))
    answer = signed_in(cast.editor).get(address)
    assert answer.status_code == 409
    assert "This file is not the one that was kept" in answer.content.decode()
