"""Each kind of notice reaches those whom it concerns, and no one else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client

from improvement_plans.reviews.notices import STEP_APPROVED
from improvement_plans.steps.moves import SUBMIT
from improvement_plans.steps.notices import STEP_SUBMITTED
from monitoring.ledger import kinds as ledger_kinds
from monitoring.notices import kinds, outbox
from monitoring.notices.models import Notice
from monitoring.people import services
from monitoring.people.models import Person
from monitoring.places.models import Lea
from monitoring.work import jobs
from tests.cast import NOON, Cast

Execute = Callable[..., object]  # Django's own, of any query
LEA = {"editor", "approver"}
TOLD = {
    "lea_gone": LEA | {"reviewer"},
    "lea_left_selpa": {"reviewer"},
    "lea_moved": LEA | {"reviewer"},
    "lea_renamed": LEA | {"reviewer"},
    "letter_issued": LEA | {"reviewer"},
    "letter_corrected": LEA | {"reviewer"},
    "figures_shown": LEA | {"reviewer"},
    "element_contested": {"administrator"},
    "contest_answered": LEA | {"reviewer"},
    "finding_notified": LEA | {"reviewer"},
    "evidence_given": {"reviewer", "monitor"},
    "evidence_returned": LEA | {"reviewer"},
    "children_verified": LEA | {"reviewer", "monitor"},
    "data_verified": LEA | {"reviewer", "administrator"},
    "finding_closed": LEA | {"reviewer"},
    "finding_held": LEA | {"reviewer"},
    "hold_lifted": LEA | {"reviewer"},
    "finding_due": LEA,
    "finding_late": LEA | {"reviewer", "monitor"},
    "finding_to_verify": {"reviewer", "monitor"},
    "finding_to_close": {"administrator"},
    "letter_embargoed": {"reviewer"},
    "second_letter_issued": LEA | {"reviewer"},
    "second_letter_corrected": LEA | {"reviewer"},
    "due_date_moved": LEA | {"reviewer"},
    "extension_asked": {"reviewer"},
    "extension_asked_of_state": {"monitor"},
    "extension_granted": LEA | {"reviewer"},
    "extension_refused": LEA | {"reviewer"},
    "step_due": LEA,
    "step_overdue": LEA,
    "review_waits": {"reviewer"},
    "review_waits_for_state": {"monitor"},
    "amendment_submitted": {"reviewer"},
    "amendment_waits_for_state": {"monitor"},
    "amendment_returned": LEA,
    "amendment_approved": LEA | {"reviewer"},
    "amendment_refused": LEA | {"reviewer"},
    "checks_due": LEA,
    "checks_late": LEA,
    "progress_behind": {"reviewer"},
    "plan_evaluated": {"reviewer"},
    "plan_evaluated_for_state": {"monitor"},
    "ready_to_sign": LEA | {"reviewer"},
    "commented": LEA | {"reviewer", "ta_provider"},
    "step_submitted": {"reviewer"},
    "step_recalled": {"reviewer"},
    "text_replaced": LEA,
    "step_returned": LEA,
    "step_waits_for_state": {"approver", "monitor"},
    "step_submitted_to_state": {"monitor", "reviewer"},
    "step_received": LEA,
    "step_ready": {"approver"},
    "step_approved": LEA | {"reviewer"},
    "step_reopened": LEA | {"reviewer"},
    "plan_approved": LEA | {"reviewer"},
    "plan_follows_letter": LEA | {"reviewer"},
    "plan_closed": LEA | {"reviewer"},
    "plan_not_asked_for": LEA | {"reviewer"},
    "plan_to_settle": {"administrator"},
}
WORDS: dict[str, str | int] = {
    "year": 2023, "level": "Targeted 2", "step": 1, "letter": "letter",
    "ends": "by the end of May 1",
    "due": "by the end of June 1", "until": "June 30", "since": "May 2",
    "indicator": "5A", "decision": "Keep the figure",
    "answer": "It is right.",
    "title": "Gather", "by": "Rosa", "reason": "New data.",
    "field": "Why this one",
    "number": 1, "citation": "34 CFR 300.323(c)(2)", "requirement": "Services", "waits_for": "the LEA",
    "note": "Talk with Birch first.", "asked": "CIM team: Add a parent.", "when_due": "The step is due by the end of May 1.",
    "page": "CIM team", "said": "Who speaks for families?", "round": "1", "reviewer": "the SELPA",
    "office": "Superintendent or designee", "checks": "- More contacts", "label": "More contacts", "words": "Two of us left.",
    "before": "Bay SELPA", "after": "by the end of July 1",
}  # fmt: skip


OF_WORK_THAT_IS_DUE = (
    "step_ready", "step_returned", "step_recalled", "step_reopened", "ready_to_sign", "text_replaced", "commented",
    "step_due", "step_overdue", "extension_asked", "extension_asked_of_state", "extension_granted", "extension_refused",
    "due_date_moved", "checks_due", "checks_late",
)  # fmt: skip


def tell(cast: Cast, name: str, lea: Lea | None = None, **words: str | int) -> None:
    kind = kinds.kind(name)
    assert kind is not None
    event = next(event for event in ledger_kinds.known() if kind in event.notifies)
    outbox.notify(event, kind, lea=lea or cast.lea, link="/leas/0161119/", at=NOON, **{**WORDS, **words})


def mail_to(person: Person, mailoutbox: list[EmailMessage]) -> str:
    jobs.work_off()
    return next(str(mail.body) for mail in mailoutbox if mail.to == [person.email])


def test_each_kind_stands_in_the_table() -> None:
    assert sorted(TOLD) == kinds.known()


def test_who_is_notified_is_read_of_that_lea_alone(cast: Cast) -> None:
    """A state's letters are issued one by one: what each reads must not grow with everyone's people."""

    def read() -> int:
        rows = []

        def count(execute: Execute, sql: str, params: object, many: bool, context: dict[str, Any]) -> object:
            found = execute(sql, params, many, context)
            rows.append(context["cursor"].rowcount)
            return found

        with connection.execute_wrapper(count):
            tell(cast, "letter_issued")
        return sum(rows)

    read()  # what is looked up once a process
    before = read()
    for number in range(40):
        person = Person.objects.create_user(email=f"person{number}@example.org", name=f"Person {number}")
        services.give_role(person=person, role="lea_editor", organization=cast.other, by=None, at=NOON)
        services.give_role(person=person, role="selpa_reviewer", organization=cast.other_selpa, by=None, at=NOON)
    assert read() == before


@pytest.mark.parametrize("kind", TOLD)
def test_each_kind_reaches_its_people_by_page_and_by_mail(
    cast: Cast, mailoutbox: list[EmailMessage], kind: str
) -> None:
    tell(cast, kind)
    wanted = {getattr(cast, name).email for name in TOLD[kind]}
    assert set(Notice.objects.values_list("person__email", flat=True)) == wanted
    outbox.ask_for_mails_of_the_day(at=NOON)
    jobs.work_off()
    assert {address for mail in mailoutbox for address in mail.to} == wanted


def test_somebody_no_longer_active_is_not_told(cast: Cast) -> None:
    Person.objects.filter(pk=cast.editor.pk).update(is_active=False)
    tell(cast, "letter_issued")
    assert not Notice.objects.filter(person=cast.editor).exists()


def test_whose_role_was_taken_reads_nothing_of_the_lea_any_more(
    cast: Cast, mailoutbox: list[EmailMessage], signed_in: Callable[[Person], Client]
) -> None:
    tell(cast, "step_returned")
    assert len(signed_in(cast.editor).get("/home/").context["notices"]) == 1
    services.take_role(person=cast.editor, role="lea_editor", organization=cast.lea, by=None, at=NOON)
    jobs.work_off()
    assert {address for mail in mailoutbox for address in mail.to} == {cast.approver.email}
    assert not signed_in(Person.objects.get(pk=cast.editor.pk)).get("/home/").context["notices"]


def test_a_subject_is_one_line(cast: Cast) -> None:
    cast.lea.name = "Alder\nBcc: everyone@example.org"
    tell(cast, "letter_issued")
    notice = Notice.objects.first()
    assert notice is not None
    assert "\n" not in notice.subject


def test_a_mail_greets_and_says_what_happened_when_where_to_read_it_and_whom_to_ask(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    tell(cast, "step_returned")
    assert mail_to(cast.editor, mailoutbox) == (
        "Hello Eli Editor,\n\n"
        "Step 1, Gather, of the 2023 plan was returned by Rosa.\n\n"
        "Talk with Birch first.\n\n"
        "CIM team: Add a parent.\n\n"
        "What the reviewer asked for is next to each activity in the portal. Answer each request before you submit the "
        "step again. The step is due by the end of May 1.\n\n"
        "This happened on March 20, 2023, 12:00 p.m. Pacific time.\n\n"
        f"Open it in the portal: {settings.PORTAL_URL}/leas/0161119/\n\n"
        f"Questions? Write to Rosa Reviewer ({cast.reviewer.email}). This address does not read answers.\n"
    )


@pytest.mark.parametrize("kind", OF_WORK_THAT_IS_DUE)
def test_a_mail_about_work_that_is_due_says_when_to_whom_where_and_whom_to_ask(
    cast: Cast, mailoutbox: list[EmailMessage], kind: str
) -> None:
    tell(cast, kind)
    outbox.ask_for_mails_of_the_day(at=NOON)
    jobs.work_off()
    assert mailoutbox
    for mail in mailoutbox:
        body = str(mail.body)
        assert body.startswith("Hello ")
        assert "by the end of " in body
        assert f"{settings.PORTAL_URL}/leas/0161119/" in body
        assert "Questions? Write to " in body


def test_the_mail_of_the_day_names_whom_to_ask_about_each_lea(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    services.give_role(person=cast.editor, role="lea_editor", organization=cast.other, by=None, at=NOON)
    Person.objects.filter(pk=cast.editor.pk).update(mail=Person.Mail.DAILY)
    for lea in (cast.lea, cast.other, cast.lea):
        tell(cast, "step_returned", lea)
    outbox.ask_for_mails_of_the_day(at=NOON)
    assert mail_to(cast.editor, mailoutbox).endswith(
        f"Questions about Alder Unified? Write to Rosa Reviewer ({cast.reviewer.email}).\n"
        f"Questions about Cedar Charter? Write to Omar Reviewer ({cast.other_reviewer.email}).\n"
        "This address does not read answers.\n"
    )


def test_the_mail_of_the_day_says_when_each_is_due(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    Person.objects.filter(pk=cast.editor.pk).update(mail=Person.Mail.DAILY)
    tell(cast, "step_returned")
    tell(cast, "step_approved")
    outbox.ask_for_mails_of_the_day(at=NOON)
    address = f"{settings.PORTAL_URL}/leas/0161119/"
    assert f"returned to Alder Unified\nThe step is due by the end of May 1.\n{address}" in mail_to(
        cast.editor, mailoutbox
    )


def test_a_reviewer_asks_the_state(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    tell(cast, "step_submitted")
    assert f"Write to {cast.administrator.name} ({cast.administrator.email})" in mail_to(cast.reviewer, mailoutbox)


def test_where_no_one_reviews_the_state_is_asked(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    services.take_role(person=cast.reviewer, role="selpa_reviewer", organization=cast.lea.selpa, by=None, at=NOON)
    tell(cast, "letter_issued")
    assert f"Write to {cast.administrator.name}" in mail_to(cast.editor, mailoutbox)


def test_a_return_without_a_note_leaves_no_gap(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    tell(cast, "step_returned", note="", asked="")
    assert "returned by Rosa.\n\nWhat the reviewer asked for" in mail_to(cast.editor, mailoutbox)


def test_a_notice_keeps_its_kind_and_values_and_its_words_are_made_when_read(
    cast: Cast, signed_in: Callable[[Person], Client]
) -> None:
    tell(cast, "step_approved")
    notice = Notice.objects.filter(person=cast.editor).get()
    assert (notice.kind, notice.values["step"], notice.values["lea"]) == ("step_approved", 1, "Alder Unified")
    Notice.objects.update(values={**notice.values, "step": 2})
    assert "Step 2 of Alder Unified was approved" in signed_in(cast.editor).get("/home/").content.decode()


def test_a_notice_of_a_kind_that_is_no_more_still_reads(cast: Cast, signed_in: Callable[[Person], Client]) -> None:
    tell(cast, "step_approved")
    Notice.objects.update(kind="envelope_sealed")
    assert "Envelope sealed" in signed_in(cast.editor).get("/home/").content.decode()


def test_a_move_tells_what_its_row_says_and_nothing_else(cast: Cast) -> None:
    with pytest.raises(ValueError, match="submit does not say that it notifies of step_approved"):
        outbox.notify(SUBMIT, STEP_APPROVED, lea=cast.lea, link="/", at=NOON, **WORDS)
    with pytest.raises(KeyError, match="title"):
        outbox.notify(SUBMIT, STEP_SUBMITTED, lea=cast.lea, link="/", at=NOON, year=2023, step=1)


def test_a_kind_that_reaches_no_one_stops_the_start() -> None:
    with pytest.raises(ValueError, match="goes to no role"):
        kinds.register(kinds.Kind("nobody_hears", to=frozenset(), subject="Hush", text="Hush."))
    with pytest.raises(ValueError, match="step_approved is registered twice"):
        kinds.register(kinds.Kind("step_approved", to=frozenset({"lea_editor"}), subject="Hush", text="Hush."))


def test_a_notice_of_before_its_kind_had_all_its_words_is_still_read(
    cast: Cast, signed_in: Callable[[Person], Client]
) -> None:
    tell(cast, "step_returned")
    notice = Notice.objects.filter(person=cast.editor).get()
    notice.values = {name: value for name, value in notice.values.items() if name not in ("asked", "when_due")}
    notice.save()
    assert "was returned by Rosa.\n\nTalk with Birch first.\n\nWhat the reviewer asked for" in notice.text
    assert signed_in(cast.editor).get("/home/").status_code == 200
