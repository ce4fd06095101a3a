"""What is typed is kept: every version, both texts of a conflict, and anything at all in a draft."""

from datetime import timedelta
from typing import Any

import pytest

from improvement_plans.plans.models import Plan, Step
from improvement_plans.workbook import answers
from improvement_plans.workbook.answers import Saved
from improvement_plans.workbook.models import Answer, AnswerVersion, Attachment
from monitoring.files import keeping
from monitoring.ledger import ledger
from monitoring.ledger.models import Event
from monitoring.notices.models import Notice
from monitoring.people.models import Person
from tests import world
from tests.cast import NOON, Cast

LATER = NOON + timedelta(minutes=1)


@pytest.fixture
def step(cast: Cast, issued_2023: dict[str, Plan]) -> Step:
    return world.step_of(cast.lea, 1)


def save(step: Step, by: Person, value: dict[str, Any], version: int | dict[str, int] = 0) -> Saved:
    seen = version if isinstance(version, dict) else dict.fromkeys(value, version)
    return answers.save(step=step, activity="consolidation", repeat="", value=value, seen=seen, by=by, at=LATER)


def standing() -> dict[str, Any]:
    value: dict[str, Any] = Answer.objects.get().value
    return value


def test_a_draft_may_be_anything(cast: Cast, step: Step) -> None:
    typed = {"why": "x" * 19_000 + "<script>", "weaknesses": [{"_id": "r1", "rank": "not a number"}]}
    assert save(step, cast.editor, typed).version == 1
    assert standing() == typed


def test_no_file_comes_or_goes_once_the_step_was_submitted(cast: Cast, step: Step) -> None:
    def attach() -> Attachment:
        return answers.attach(
            step=step, activity="cim_team", repeat="", field="files", name="late.txt", content=b"late",
            by=cast.editor, at=LATER,
        )  # fmt: skip

    there = attach()
    world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    with pytest.raises(ledger.NotYou):
        attach()
    with pytest.raises(ledger.NotYou):
        answers.detach(attachment=there, by=cast.editor, at=LATER)
    assert list(Attachment.objects.filter(field="files").values_list("removed_at", flat=True)) == [None]


def test_an_unchanged_save_makes_no_version(cast: Cast, step: Step) -> None:
    save(step, cast.editor, {"why": "A"})
    assert save(step, cast.editor, {"why": "A"}, 1).version == 1
    assert AnswerVersion.objects.count() == 1


def test_a_blank_form_makes_no_version(cast: Cast, step: Step) -> None:
    assert save(step, cast.editor, {"why": "", "weaknesses": []}).version == 0


def test_two_who_change_different_fields_are_put_together(cast: Cast, step: Step) -> None:
    save(step, cast.editor, {"why": "A", "chosen": ""})
    save(step, cast.editor, {"why": "A", "chosen": "r1"}, 1)
    saved = save(step, cast.approver, {"why": "B", "chosen": ""}, 1)
    assert saved.conflicts == []
    assert standing() == {"why": "B", "chosen": "r1"}


def test_two_who_change_the_same_field_keep_both_texts_and_are_named(cast: Cast, step: Step) -> None:
    save(step, cast.editor, {"why": "A"})
    save(step, cast.editor, {"why": "Theirs"}, 1)
    saved = save(step, cast.approver, {"why": "Mine"}, 1)
    assert [(c.field, c.theirs, c.mine) for c in saved.conflicts] == [("why", "Theirs", "Mine")]
    assert saved.saved_by == cast.editor
    assert standing() == {"why": "Theirs"}
    beside = AnswerVersion.objects.get(counts=False)
    assert (beside.value, beside.saved_by) == ({"why": "Mine"}, cast.approver)


def test_two_who_choose_otherwise_keep_both_choices(cast: Cast, step: Step) -> None:
    save(step, cast.editor, {"chosen": "r1"})
    saved = save(step, cast.approver, {"chosen": "r2"})
    assert [(c.field, c.theirs, c.mine) for c in saved.conflicts] == [("chosen", "r1", "r2")]
    assert standing() == {"chosen": "r1"}
    assert AnswerVersion.objects.get(counts=False).value == {"chosen": "r2"}


def test_two_who_type_the_same_have_not_met(cast: Cast, step: Step) -> None:
    save(step, cast.editor, {"why": "The same"})
    assert save(step, cast.approver, {"why": "The same"}).conflicts == []
    assert AnswerVersion.objects.count() == 1


def test_a_form_takes_nothing_back_that_its_person_did_not_touch(cast: Cast, step: Step) -> None:
    save(step, cast.editor, {"why": "A", "chosen": "r1"})
    save(step, cast.editor, {"why": "B"}, 1)
    saved = save(step, cast.approver, {"why": "A", "chosen": "r2"}, 1)
    assert saved.conflicts == []
    assert standing() == {"why": "B", "chosen": "r2"}


def test_the_text_next_to_a_version_is_not_taken_for_it(cast: Cast, step: Step) -> None:
    save(step, cast.editor, {"why": "Theirs"})
    save(step, cast.approver, {"why": "Mine"})  # kept next to version 1
    save(step, cast.editor, {"why": "Theirs, changed"}, 1)
    met = save(step, cast.approver, {"why": "Mine"}, 1)
    assert [(c.theirs, c.mine) for c in met.conflicts] == [("Theirs, changed", "Mine")]


def test_each_field_goes_on_from_the_version_that_it_was_typed_from(cast: Cast, step: Step) -> None:
    save(step, cast.editor, {"why": "A", "chosen": ""})
    save(step, cast.editor, {"why": "B", "chosen": ""}, 1)
    met = save(step, cast.approver, {"why": "C", "chosen": "r1"}, {"why": 1, "chosen": 2})
    assert [c.field for c in met.conflicts] == ["why"]
    assert standing() == {"why": "B", "chosen": "r1"}


def test_a_conflict_is_solved_by_saving_on_what_was_shown(cast: Cast, step: Step) -> None:
    save(step, cast.editor, {"why": "Theirs"})
    met = save(step, cast.approver, {"why": "Mine"})
    assert met.conflicts
    assert save(step, cast.approver, {"why": "Both"}, met.version).conflicts == []
    assert standing() == {"why": "Both"}


def test_a_field_saved_in_conflict_stays_unseen_and_the_others_move_on(cast: Cast, step: Step) -> None:
    save(step, cast.editor, {"why": "Theirs", "chosen": ""})
    met = save(step, cast.approver, {"why": "Mine", "chosen": "r1"})
    assert met.seen == {"why": 0, "chosen": 2}
    assert standing() == {"why": "Theirs", "chosen": "r1"}


def test_a_version_that_never_was_is_refused(cast: Cast, step: Step) -> None:
    save(step, cast.editor, {"why": "A"})
    with pytest.raises(answers.UnknownVersion, match="another time"):
        save(step, cast.editor, {"why": "B"}, 7)
    assert standing() == {"why": "A"}


def test_every_version_is_kept_with_its_author(cast: Cast, step: Step) -> None:
    for version, (person, text) in enumerate([(cast.editor, "A"), (cast.approver, "B"), (cast.editor, "C")]):
        save(step, person, {"why": text}, version)
    kept = AnswerVersion.objects.order_by("version").values_list("version", "value__why", "saved_by")
    assert list(kept) == [(1, "A", cast.editor.pk), (2, "B", cast.approver.pk), (3, "C", cast.editor.pk)]


def test_only_the_leas_own_people_save(cast: Cast, step: Step) -> None:
    for person in (cast.reviewer, cast.ta_provider, cast.monitor, cast.sibling_editor, cast.newcomer):
        with pytest.raises(ledger.NotYou):
            save(step, person, {"why": "A"})
    assert not Answer.objects.exists()


def test_a_broken_version_undoes_the_save(cast: Cast, step: Step, monkeypatch: pytest.MonkeyPatch) -> None:
    save(step, cast.editor, {"why": "A"})
    monkeypatch.setattr(AnswerVersion.objects, "create", lambda **values: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        save(step, cast.editor, {"why": "B"}, 1)
    assert standing() == {"why": "A"}


def test_a_file_that_is_taken_out_is_kept(cast: Cast, step: Step) -> None:
    attached = answers.attach(
        step=step, activity="ppp_review", repeat="", field="evidence", name='a"b\r\n.pdf', content=b"%PDF",
        by=cast.editor, at=NOON,
    )  # fmt: skip
    assert attached.name == "a b .pdf"
    answers.detach(attachment=attached, by=cast.editor, at=LATER)
    answers.detach(attachment=attached, by=cast.approver, at=LATER + timedelta(days=1))
    attached.refresh_from_db()
    assert attached.removed_at == LATER, "a second click changes nothing"
    assert keeping.content(attached.file_id) == b"%PDF"


def test_who_loses_out_where_two_texts_met_is_notified(cast: Cast, step: Step) -> None:
    save(step, cast.editor, {"why": "Theirs"})
    save(step, cast.editor, {"why": "Theirs", "chosen": "r1"}, 1)
    met = save(step, cast.approver, {"why": "Mine"})
    assert met.met_with == {"why": cast.editor}
    answers.save(
        step=step, activity="consolidation", repeat="", value={"why": "Mine"}, seen={"why": met.version},
        by=cast.approver, at=LATER, chosen_over={"why": cast.editor.pk},
    )  # fmt: skip
    notice = Notice.objects.get(kind="text_replaced")
    assert (notice.person, notice.link) == (cast.editor, step.get_absolute_url())
    assert "Ana Approver saw both texts" in notice.text
    event = Event.objects.get(move="replaced_text")
    assert "Mine" not in str(event.values)


def test_no_one_is_notified_whose_text_stays_or_who_saved_nothing(cast: Cast, step: Step) -> None:
    save(step, cast.editor, {"why": "Theirs"})
    for value, person in (("Theirs", cast.editor), ("Mine", cast.sibling_editor), ("Mine again", cast.approver)):
        answers.save(
            step=step, activity="consolidation", repeat="", value={"why": value}, seen={"why": 1}, by=cast.approver,
            at=LATER, chosen_over={"why": person.pk},
        )  # fmt: skip
    assert not Notice.objects.filter(kind="text_replaced").exists()


def test_a_form_has_no_one_of_the_lea_notified_who_saved_nothing(cast: Cast, step: Step) -> None:
    save(step, cast.approver, {"why": "Mine"})
    answers.save(
        step=step, activity="consolidation", repeat="", value={"why": "Mine again"}, seen={"why": 1}, by=cast.approver,
        at=LATER, chosen_over={"why": cast.editor.pk},
    )  # fmt: skip
    assert standing() == {"why": "Mine again"}
    assert not Notice.objects.filter(kind="text_replaced").exists()


def test_a_form_continues_from_what_it_sent_where_others_changed_the_rest(cast: Cast, step: Step) -> None:
    save(step, cast.editor, {"why": "a\nb"})
    save(step, cast.editor, {"why": "a, theirs\nb"}, 1)
    first = save(step, cast.approver, {"why": "a\nb, mine"}, 1)
    assert (standing()["why"], first.conflicts, first.bases) == ("a, theirs\nb, mine", [], {"why": "a\nb, mine"})
    again = answers.save(
        step=step, activity="consolidation", repeat="", value={"why": "a\nb, mine and more"}, seen=first.seen,
        by=cast.approver, at=LATER, bases=first.bases,
    )  # fmt: skip
    assert (standing()["why"], again.conflicts) == ("a, theirs\nb, mine and more", [])
