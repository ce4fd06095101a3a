"""Each kind of notice reaches those whom it concerns, and nobody else."""

from collections.abc import Callable

import pytest
from django.test import Client

from monitoring.notices import kinds, outbox
from monitoring.notices.models import Notice
from monitoring.people import services
from monitoring.people.models import Person
from monitoring.work import jobs
from tests.cast import NOON, Cast

LEA = {"editor", "approver"}
TOLD = {
    "letter_issued": LEA | {"reviewer"},
    "letter_corrected": LEA | {"reviewer"},
    "second_letter_issued": LEA | {"reviewer"},
    "second_letter_corrected": LEA | {"reviewer"},
    "step_submitted": {"reviewer"},
    "step_recalled": {"reviewer"},
    "step_returned": LEA,
    "step_waits_for_state": {"approver", "monitor"},
    "step_submitted_to_state": {"monitor"},
    "step_approved": LEA | {"reviewer"},
    "step_reopened": LEA | {"reviewer"},
    "plan_approved": LEA | {"reviewer"},
    "plan_follows_letter": LEA | {"reviewer"},
    "plan_closed": LEA | {"reviewer"},
    "plan_to_settle": {"administrator"},
}
WORDS = {"year": 2023, "level": "Targeted 2", "step": 1, "title": "Gather", "by": "Rosa", "reason": "New data.", "note": ""}


def tell(cast: Cast, kind: str, **words: object) -> None:
    outbox.tell(kind, lea=cast.lea, link="/leas/0161119/", at=NOON, **{**WORDS, **words})


def test_each_kind_stands_in_the_table() -> None:
    assert set(TOLD) == set(kinds.KINDS)


@pytest.mark.parametrize("kind", TOLD)
def test_each_kind_reaches_its_people_by_page_and_by_mail(cast: Cast, mailoutbox: list[object], kind: str) -> None:
    tell(cast, kind)
    wanted = {getattr(cast, name).email for name in TOLD[kind]}
    assert set(Notice.objects.values_list("person__email", flat=True)) == wanted
    jobs.work_off()
    assert {address for mail in mailoutbox for address in mail.to} == wanted  # type: ignore[attr-defined]


def test_somebody_no_longer_active_is_not_told(cast: Cast) -> None:
    Person.objects.filter(pk=cast.editor.pk).update(is_active=False)
    tell(cast, "letter_issued")
    assert not Notice.objects.filter(person=cast.editor).exists()


def test_whose_role_was_taken_reads_nothing_of_the_lea_any_more(
    cast: Cast, mailoutbox: list[object], signed_in: Callable[[Person], Client]
) -> None:
    tell(cast, "step_returned")
    assert len(signed_in(cast.editor).get("/home/").context["notices"]) == 1
    services.take_role(person=cast.editor, role="lea_editor", organisation=cast.lea, by=None, at=NOON)
    jobs.work_off()
    assert {address for mail in mailoutbox for address in mail.to} == {cast.approver.email}  # type: ignore[attr-defined]
    assert not signed_in(Person.objects.get(pk=cast.editor.pk)).get("/home/").context["notices"]


def test_a_subject_is_one_line(cast: Cast) -> None:
    cast.lea.name = "Alder\nBcc: everybody@example.org"
    tell(cast, "letter_issued")
    assert "\n" not in Notice.objects.first().subject
