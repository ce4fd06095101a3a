"""A record review: the draw and its repetition, records replaced, the lock, findings of what is not met, drawing again."""

import hashlib
from collections.abc import Callable

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from determinations.findings import moves as findings_moves
from determinations.findings import services as findings_services
from determinations.findings.models import Finding
from determinations.findings.writing import Correction
from determinations.record_reviews import moves, queries, services
from determinations.record_reviews.models import Record, RecordReview, Sample
from determinations.record_reviews.writing import Said
from monitoring.ledger import ledger
from monitoring.ledger.models import Event
from monitoring.people import services as people_services
from monitoring.people.models import Person
from monitoring.years.models import Year
from tests.cast import NOON, Cast
from tests.determinations.record_reviews import made

SignIn = Callable[[Person], Client]
TYPED = {"lea": "0161119", "requirements": ["REVIEW", "13"], "records": "\n".join(made.NUMBERS), "size": "4"}


@pytest.fixture(autouse=True)
def _noon() -> object:
    with time_machine.travel(NOON, tick=False):
        yield


def corrected(cast: Cast, finding: Finding) -> Finding:
    """Notify the LEA of a draft, have it correct and send, and have each child's correction verified."""
    findings_moves.notify(finding=finding, by=cast.administrator, at=NOON)
    return sent(cast, finding)


def sent(cast: Cast, finding: Finding) -> Finding:
    numbers = list(finding.children.values_list("number", flat=True))
    done = dict.fromkeys(numbers, Correction("corrected", "Held.", NOON.date()))
    findings_services.write_correction(finding=finding, system="A list.", children=done, by=cast.editor, at=NOON)
    findings_moves.give_evidence(finding=finding, by=cast.editor, at=NOON)
    findings_moves.verify_children(finding=finding, words="Seen.", seen=numbers, by=cast.reviewer, at=NOON)
    return finding


def test_a_review_goes_its_way_through_pages(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    monitor = signed_in(cast.monitor)
    assert monitor.get("/findings/record-reviews/new/?lea=0161119").status_code == 200
    assert monitor.post("/findings/record-reviews/new/", TYPED).status_code == 302
    review = RecordReview.objects.get()
    here, sample = f"/findings/record-reviews/{review.pk}/", Sample.objects.get()
    assert [str(one) for one, _status in monitor.get("/findings/record-reviews/?words=alder").context["lines"]] == [
        str(review)
    ]
    assert "Sample 1 of record review" in monitor.get("/home/").content.decode()
    page = monitor.get(here)
    assert sample.seed in page.content.decode()
    first, *others = [line.record for line in page.context["lines"]]
    assert monitor.post(f"{here}finish/").status_code == 409
    assert monitor.get(first.get_absolute_url()).status_code == 200
    assert monitor.post(first.get_absolute_url(), {"replace": "1", "reason": " "}).status_code == 409
    assert monitor.post(first.get_absolute_url(), {"replace": "1", "reason": "The child moved."}).status_code == 302
    assert "The child moved." in monitor.get(here).content.decode()
    assert monitor.post(f"{here}lock/").status_code == 302
    assert monitor.post(f"{here}lock/").status_code == 409
    assert monitor.post(others[0].get_absolute_url(), {"replace": "1", "reason": "Late."}).status_code == 409
    assert monitor.post(f"{here}finish/").status_code == 409
    values = {f"value-{item.pk}": "met" for item in sample.items.all()}
    refused = values | {f"note-{sample.items.all()[0].pk}": "See 1234567890."}
    assert monitor.post(others[0].get_absolute_url(), refused).status_code == 409
    for record in made.records(sample):
        assert monitor.post(record.get_absolute_url(), values).status_code == 302
    assert monitor.get(here).context["next_record"] is None
    said = monitor.post(f"{here}finish/", follow=True).content.decode()
    assert "The sample is finished." in said
    assert "notify the LEA" not in said  # every record meets everything
    assert not Finding.objects.exists()
    assert "Sample 1 of record review" not in monitor.get("/home/").content.decode()
    assert monitor.post(others[0].get_absolute_url(), values).status_code == 409  # it is finished
    assert "4 of 4" in monitor.get(here).content.decode()
    assert "Met" in monitor.get(others[0].get_absolute_url()).content.decode()
    assert monitor.post(f"{here}draw/", {"size": "2"}).status_code == 422  # everything is met
    assert monitor.post(f"{here}unlock/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"lea": "9999999"}, "There is no LEA with this code."),
        ({"records": ""}, "Write the numbers of the records"),
        ({"records": "1234567890"}, "looks like a Statewide Student Identifier"),
        ({"records": "José Pérez"}, "may be a name"),
        ({"records": "A-1\nA-1"}, "A-1 is there twice"),
        ({"records": "A-1\nA-2"}, "The list has 2 records that were not drawn"),
        ({"requirements": []}, "required"),
        ({"size": "101"}, "less than or equal to 100"),
        ({"file": SimpleUploadedFile("list.csv", b"A-20,Ann\n")}, "more than one column"),
        ({"file": SimpleUploadedFile("list.csv", b"\xff\xfe")}, "cannot be read"),
        ({"file": SimpleUploadedFile("list.csv", b"Ann Hall\nA-20\n")}, "may be a name"),
        ({"records": "\n".join(f"A-{one}" for one in range(5_001))}, "at most 5,000 records"),
    ],
)
def test_a_list_that_names_someone_or_lacks_something_is_refused(
    cast: Cast, opened_2023: Year, signed_in: SignIn, typed: dict[str, object], words: str
) -> None:
    answer = signed_in(cast.monitor).post("/findings/record-reviews/new/", {**TYPED, **typed})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not RecordReview.objects.exists()


def test_a_list_comes_from_a_file_too_and_the_draw_can_be_repeated_by_anyone(
    cast: Cast, opened_2023: Year, signed_in: SignIn
) -> None:
    monitor = signed_in(cast.monitor)
    file = SimpleUploadedFile("list.csv", "\ufeffNumber\r\nB-1\r\nB-2\r\n\r\n".encode())
    assert monitor.post("/findings/record-reviews/new/", {**TYPED, "file": file}).status_code == 302
    sample = Sample.objects.get()
    numbers = [*made.NUMBERS, "B-1", "B-2"]
    order = sorted(numbers, key=lambda one: hashlib.sha256(f"{sample.seed}:{one}".encode()).hexdigest())
    assert [str(one) for one in queries.drawn(sample)] == order[:4]
    new = services.replace(record=queries.drawn(sample)[1], reason="Away.", by=cast.monitor, at=NOON)
    assert new.number == order[4]
    assert queries.is_as_drawn(sample)
    rows = monitor.get(f"/findings/record-reviews/{sample.review_id}/?as=json").json()
    assert [row["record"] for row in rows] == order
    assert [row["in_sample"] for row in rows][:6] == ["yes", "replaced", "yes", "yes", "yes", "not drawn"]
    assert rows[1]["replaced_because"] == "Away."
    assert Event.objects.filter(move="downloaded", by=cast.monitor).count() == 1
    for change in ({"seed": "0"}, {"size": 3}):
        with pytest.raises(ProgrammingError, match="is evidence and stays"), transaction.atomic():
            Sample.objects.update(**change)
    with pytest.raises(ProgrammingError, match="is evidence and stays"), transaction.atomic():
        Record.objects.filter(replaced_at__isnull=False).update(reason="Another.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Record.objects.filter(sample=None).update(replaced_at=NOON)


def test_what_is_replaced_is_replaced_once_and_not_without_records_that_are_left(cast: Cast, opened_2023: Year) -> None:
    opening = made.opening(cast, size=2, numbers=("A-1", "A-2", "A-3"))
    sample = services.open_review(opening=opening, by=cast.monitor, at=NOON)
    first, second = queries.drawn(sample)
    services.replace(record=first, reason="Away.", by=cast.monitor, at=NOON)
    with pytest.raises(services.NotPossible, match="replaced already"):
        services.replace(record=first, reason="Away.", by=cast.monitor, at=NOON)
    with pytest.raises(services.NotPossible, match="no record left"):
        services.replace(record=second, reason="Away.", by=cast.monitor, at=NOON)
    with pytest.raises(services.NotPossible, match="Answers are written while"):
        services.write_answers(record=second, said={}, by=cast.monitor, at=NOON)
    moves.lock(sample=sample, by=cast.monitor, at=NOON)
    with pytest.raises(services.NotPossible, match="Answers are written while"):
        services.write_answers(record=Record.objects.get(pk=first.pk), said={}, by=cast.monitor, at=NOON)


def test_finishing_drafts_a_finding_of_each_requirement_with_each_record_to_be_corrected(
    cast: Cast, opened_2023: Year, signed_in: SignIn
) -> None:
    sample = made.finished(cast, failing={0: {"REVIEW"}, 2: {"REVIEW"}})
    finding = Finding.objects.get()
    first, _second, third, _fourth = made.records(sample)
    assert (finding.source, finding.code, finding.status) == ("review", "REVIEW", "draft")
    assert finding.facts.startswith("Records that do not meet it: 2 of 4 to which it applies.")
    assert dict(finding.children.values_list("number", "asked")) == dict.fromkeys(
        sorted([str(first), str(third)]), "Correct REVIEW."
    )
    page = signed_in(cast.monitor).get(sample.get_absolute_url())
    assert f"/findings/{finding.pk}/" in page.content.decode()
    assert [(one.looked, one.met) for one in finding.samples.all()] == [(4, 2)]
    assert signed_in(cast.editor).get(f"/findings/{finding.pk}/").status_code == 404
    assert not Event.objects.visible_to(cast.editor).filter(move__in=["recorded_sample", "finish_sample"]).exists()


def test_each_record_is_a_finding_where_the_definition_counts_by_instance(cast: Cast, opened_2023: Year) -> None:
    made.finished(cast, failing={0: {"SERVICES"}, 2: {"SERVICES"}}, codes=("SERVICES", "13"))
    found = Finding.objects.order_by("pk")
    assert [finding.children.count() for finding in found] == [1, 1]
    assert {finding.code for finding in found} == {"SERVICES"}


def test_what_is_not_met_has_a_note_and_what_does_not_apply_is_not_counted(cast: Cast, opened_2023: Year) -> None:
    sample = made.read(cast, made.locked(cast, codes=("REVIEW",)), failing={})
    item, record = sample.items.get(), made.records(sample)[0]
    services.write_answers(record=record, said={item.pk: Said("", "")}, by=cast.monitor, at=NOON)
    with pytest.raises(ledger.Incomplete, match=r"Answers for 1 record\."):
        moves.finish(sample=sample, by=cast.monitor, at=NOON)
    services.write_answers(record=record, said={item.pk: Said("not_met", " ")}, by=cast.monitor, at=NOON)
    with pytest.raises(ledger.Incomplete, match=f"A note on what is not met in record {record}"):
        moves.finish(sample=sample, by=cast.monitor, at=NOON)
    services.write_answers(record=record, said={item.pk: Said("not_applicable", "")}, by=cast.monitor, at=NOON)
    moves.finish(sample=sample, by=cast.monitor, at=NOON)
    assert [(one.looked, one.met) for one in queries.shown(sample)] == [(3, 3)]


def test_samples_are_drawn_again_until_every_record_meets_the_requirement(
    cast: Cast, opened_2023: Year, signed_in: SignIn
) -> None:
    monitor = signed_in(cast.monitor)
    first = made.finished(cast, failing={0: {"REVIEW"}})
    review, finding = first.review, Finding.objects.get()
    there = f"/findings/record-reviews/{review.pk}/draw/"
    findings_moves.notify(finding=finding, by=cast.administrator, at=NOON)
    assert monitor.post(there, {"size": "3"}).status_code == 422  # the LEA has not corrected it yet
    sent(cast, finding)
    with pytest.raises(ledger.Incomplete, match="A further sample of records that all meet the requirement"):
        findings_moves.verify_data(finding=finding, words="New records.", by=cast.reviewer, at=NOON)
    assert "A-1 is on the list already" in monitor.post(there, {"size": "3", "records": "A-1"}).content.decode()
    assert monitor.post(there, {"size": "3", "records": "B-1"}).status_code == 302
    assert monitor.post(there, {"size": "3"}).status_code == 422  # the last one is not finished
    second = Sample.objects.get(number=2)
    assert [item.code for item in second.items.all()] == ["REVIEW"]
    assert not {str(one) for one in queries.drawn(first)} & {str(one) for one in queries.drawn(second)}
    assert queries.is_as_drawn(first)
    assert queries.is_as_drawn(second)
    made.read(cast, moves.lock(sample=second, by=cast.monitor, at=NOON), failing={1: {"REVIEW"}})
    moves.finish(sample=second, by=cast.monitor, at=NOON)
    finding.refresh_from_db()
    failed = str(made.records(second)[1])
    assert finding.status == "returned"
    assert (
        finding.rounds.get().words == f"Of a further sample of 3 records, these do not meet the requirement: {failed}."
    )
    assert finding.children.filter(number=failed, asked="Correct REVIEW.").exists()
    sent(cast, finding)
    assert monitor.post(there, {"size": "9", "records": "B-2\nB-3"}).status_code == 422  # 7 were drawn of 15
    third = services.draw_further(review=review, numbers=(), size=2, by=cast.monitor, at=NOON)
    made.read(cast, moves.lock(sample=third, by=cast.monitor, at=NOON), failing={})
    moves.finish(sample=third, by=cast.monitor, at=NOON)
    findings_moves.verify_data(finding=finding, words="Sample 3.", by=cast.reviewer, at=NOON)
    shown = signed_in(cast.editor).get(f"/findings/{finding.pk}/").context["samples"]
    assert [(one.number, one.looked, one.met) for one in shown] == [(1, 4, 3), (2, 3, 2), (3, 2, 2)]


def further(cast: Cast, sample: Sample, *, failing: dict[int, set[str]]) -> Sample:
    """Draw two more records, read them, and finish."""
    drawn = services.draw_further(review=sample.review, numbers=(), size=2, by=cast.monitor, at=NOON)
    made.read(cast, moves.lock(sample=drawn, by=cast.monitor, at=NOON), failing=failing)
    return moves.finish(sample=drawn, by=cast.monitor, at=NOON)


def test_a_draft_is_corrected_before_the_notice_only_when_a_further_sample_meets_it(
    cast: Cast, opened_2023: Year
) -> None:
    first, words = made.finished(cast, failing={0: {"REVIEW"}}), {"children": "Held.", "data": "Sample 3."}
    finding = Finding.objects.get()
    with pytest.raises(ledger.Incomplete, match="sample 1: 3 of 4 records meet the requirement"):
        findings_moves.correct_before(finding=finding, by=cast.monitor, at=NOON, **words)
    further(cast, first, failing={0: {"REVIEW"}})
    finding.refresh_from_db()
    assert (finding.status, finding.children.count()) == ("draft", 2)  # no one was notified, so nothing is returned
    with pytest.raises(ledger.Incomplete, match="sample 2: 1 of 2 records meet the requirement"):
        findings_moves.correct_before(finding=finding, by=cast.monitor, at=NOON, **words)
    further(cast, first, failing={})
    assert findings_moves.correct_before(finding=finding, by=cast.monitor, at=NOON, **words).due_on is None


def test_where_instances_count_a_further_sample_drafts_each_new_one_and_returns_those_that_are_there(
    cast: Cast, opened_2023: Year
) -> None:
    first = made.finished(cast, failing={0: {"SERVICES"}, 1: {"SERVICES"}}, codes=("SERVICES",))
    one, other = Finding.objects.order_by("pk")
    corrected(cast, one)
    findings_moves.drop(finding=other, words="A mistake.", by=cast.monitor, at=NOON)
    further(cast, first, failing={1: {"SERVICES"}})
    assert list(Finding.objects.order_by("pk").values_list("status", flat=True)) == ["returned", "dropped", "draft"]
    assert [finding.children.count() for finding in Finding.objects.order_by("pk")] == [1, 1, 1]
    assert not other.samples.filter(number=2).exists()


def test_no_one_who_gave_the_evidence_records_a_further_sample_of_it(cast: Cast, opened_2023: Year) -> None:
    first = made.finished(cast, failing={0: {"REVIEW"}})
    corrected(cast, Finding.objects.get())
    people_services.give_role(person=cast.editor, role="state_monitor", organization=cast.state, by=None, at=NOON)
    both = Person.objects.get(pk=cast.editor.pk)
    sample = services.draw_further(review=first.review, numbers=(), size=2, by=both, at=NOON)
    made.read(cast, moves.lock(sample=sample, by=both, at=NOON), failing={})
    with pytest.raises(ledger.NotYou, match="You gave evidence"):
        moves.finish(sample=sample, by=both, at=NOON)
    sample.refresh_from_db()
    assert sample.status == "locked"


def test_a_sample_drawn_by_mistake_is_called_off_with_a_reason(
    cast: Cast, opened_2023: Year, signed_in: SignIn
) -> None:
    monitor = signed_in(cast.monitor)
    assert monitor.post("/findings/record-reviews/new/", TYPED).status_code == 302
    review = RecordReview.objects.get()
    here = f"/findings/record-reviews/{review.pk}/"
    refused = monitor.post(f"{here}call-off/", {"words": " "})
    assert refused.status_code == 409
    assert "The reason" in refused.content.decode()
    named = monitor.post(f"{here}call-off/", {"words": "See 1234567890, the wrong LEA."})
    assert named.status_code == 409
    assert "See 1234567890, the wrong LEA.</textarea>" in named.content.decode()
    assert monitor.post(f"{here}lock/").status_code == 302
    assert monitor.post(f"{here}call-off/", {"words": "The wrong LEA."}).status_code == 302
    page = monitor.get(here).content.decode()
    assert "The wrong LEA." in page
    assert "Called off" in page
    assert "Draw a further sample" not in page
    assert "/findings/record-reviews/new/?lea=0161119&amp;year=2023" in page
    assert monitor.post(f"{here}call-off/", {"words": "Again."}).status_code == 409
    assert monitor.post(f"{here}finish/").status_code == 409
    assert "Sample 1 of record review" not in monitor.get("/home/").content.decode()
    assert not Finding.objects.exists()
    event = Event.objects.get(move="call_off_sample")
    assert (event.source, event.target, event.note) == ("locked", "called_off", "The wrong LEA.")
    with pytest.raises(services.NotPossible, match="No requirement waits"):
        services.draw_further(review=review, numbers=(), size=1, by=cast.monitor, at=NOON)


def test_after_a_further_sample_is_called_off_another_is_drawn_from_other_records(
    cast: Cast, opened_2023: Year
) -> None:
    sample = made.finished(cast, failing={0: {"REVIEW"}})
    review = sample.review
    second = services.draw_further(review=review, numbers=(), size=1, by=cast.monitor, at=NOON)
    with pytest.raises(services.NotPossible, match="call it off first"):
        services.draw_further(review=review, numbers=(), size=1, by=cast.monitor, at=NOON)
    moves.call_off(sample=second, words="Too few.", by=cast.monitor, at=NOON)
    third = services.draw_further(review=review, numbers=(), size=2, by=cast.monitor, at=NOON)
    before = {record.number for one in (sample, second) for record in queries.drawn(one)}
    assert third.number == 3
    assert queries.is_as_drawn(third)
    assert not before & {record.number for record in queries.drawn(third)}
    assert {one.sample for one in queries.standings(review)} == {sample}
    with pytest.raises(ProgrammingError, match="is evidence and stays"), transaction.atomic():
        Sample.objects.filter(pk=second.pk).update(called_off_because="Another reason.")


def test_only_the_states_people_review_records(cast: Cast, opened_2023: Year) -> None:
    sample = made.locked(cast)
    record, said = made.records(sample)[0], {sample.items.first().pk: Said("met", "")}  # type: ignore[union-attr]
    for name in ("editor", "approver", "reviewer", "ta_provider", "other_editor", "newcomer"):
        person = getattr(cast, name)
        assert not RecordReview.objects.visible_to(person).exists()
        with pytest.raises(ledger.NotYou):
            services.open_review(opening=made.opening(cast), by=person, at=NOON)
        with pytest.raises(ledger.NotYou):
            services.draw_further(review=sample.review, numbers=(), size=1, by=person, at=NOON)
        with pytest.raises(ledger.NotYou):
            services.replace(record=record, reason="Away.", by=person, at=NOON)
        with pytest.raises(ledger.NotYou):
            services.write_answers(record=record, said=said, by=person, at=NOON)


def test_the_pages_ask_no_more_for_more_records(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    monitor, counts = signed_in(cast.monitor), []
    for size in (2, 9):
        opening = made.opening(cast, size=size)
        sample = services.open_review(opening=opening, by=cast.monitor, at=NOON)
        made.read(cast, moves.lock(sample=sample, by=cast.monitor, at=NOON), failing={0: {"REVIEW"}})
        for address in ("/findings/record-reviews/", sample.get_absolute_url()):
            monitor.get(address)
            with CaptureQueriesContext(connection) as found:
                monitor.get(address)
            counts.append(len(found))
    assert counts[:2] == counts[2:]
