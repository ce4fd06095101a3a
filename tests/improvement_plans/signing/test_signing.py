"""Each person signs for themselves, with an account of the right role, and exactly the text that they read."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from improvement_plans.plans.models import Plan
from improvement_plans.report.kinds import submission as report_submission
from improvement_plans.report.kinds import submission_public
from improvement_plans.signing import queries
from improvement_plans.signing.models import Signature
from improvement_plans.steps import moves
from improvement_plans.workbook import answers
from monitoring.definition import reading
from monitoring.ledger.models import Event
from monitoring.notices.models import Notice
from monitoring.people import services as people
from monitoring.people.models import Person
from tests import definitions, files, world
from tests.cast import NOON, Cast
from tests.worlds import world as a_world

Visit = Callable[[Person], Client]
PAGE = "/plans/0161119/2023/step/3/signatures/"
SIGN = "/plans/0161119/2023/step/3/sign/"
OFFICES = {
    "sign_and_submit.superintendent": "approver",
    "sign_and_submit.sped_director": "editor",
    "sign_and_submit.gen_ed": "approver",
    "sign_and_submit.selpa": "reviewer",
}


@a_world
def written_2023(cast: Cast, issued_2023: dict[str, Plan]) -> Plan:
    """Alder's plan of 2023: steps 1 and 2 submitted, step 3 complete and not signed."""
    for number in (1, 2):
        world.submit_step(cast.lea, number, editor=cast.editor, approver=cast.approver)
    world.fill_step(cast.lea, 3, by=cast.editor)
    return world.plan_of(cast.lea)


def name(client: Client, office: str, person: Person) -> int:
    return client.post(PAGE, {"act": "name", "office": office, "person": person.pk}).status_code


def sign(client: Client, office: str) -> int:
    digest = client.get(PAGE).context["digest"]
    return client.post(PAGE, {"act": "sign", "office": office, "digest": digest}).status_code


def all_sign(cast: Cast, signed_in: Visit) -> None:
    for office, who in OFFICES.items():
        assert name(signed_in(cast.editor), office, getattr(cast, who)) == 302
        assert sign(signed_in(getattr(cast, who)), office) == 302


def change(cast: Cast) -> None:
    step = world.step_of(cast.lea, 3)
    answer = step.answers.get(activity="monitoring_plan")
    answers.save(
        step=step, activity="monitoring_plan", repeat="", value={"adjust": "We meet the week after."},
        seen={"adjust": answer.version}, by=cast.editor, at=NOON + timedelta(days=1),
    )  # fmt: skip


def test_everyone_named_signs_and_the_step_is_submitted_with_their_names(
    cast: Cast, written_2023: Plan, signed_in: Visit
) -> None:
    approver = signed_in(cast.approver)
    refused = approver.post(SIGN)
    assert refused.status_code == 409
    assert "“Superintendent or designee” has not signed yet." in refused.content.decode()
    all_sign(cast, signed_in)
    assert {str(n.person) for n in Notice.objects.filter(kind="ready_to_sign")} == {
        "Ana Approver", "Eli Editor", "Rosa Reviewer",
    }  # fmt: skip
    assert Event.objects.of(world.step_of(cast.lea, 3)).filter(move="sign").count() == 4
    assert sign(approver, "sign_and_submit.gen_ed") == 302  # the second click
    assert Signature.objects.count() == 4
    assert "has signed the text as it is now" in approver.get(SIGN).content.decode()
    assert approver.post(SIGN).status_code == 302
    submission = world.step_of(cast.lea, 3).submissions.get()
    whole = report_submission.gather_submission(submission).signatures
    assert whole[0].startswith("Superintendent or designee: signed by Ana Approver, ")
    public = submission_public.gather_public(submission).signatures
    assert public[0].startswith("Superintendent or designee: signed, ")
    assert not any(person in line for line in public for person in ("Ana", "Eli", "Rosa"))
    assert sign(approver, "sign_and_submit.gen_ed") == 409  # submitted


def test_a_text_that_changed_is_signed_again(cast: Cast, written_2023: Plan, signed_in: Visit) -> None:
    all_sign(cast, signed_in)
    change(cast)
    approver = signed_in(cast.approver)
    body = approver.get(PAGE).content.decode()
    assert body.count("To be signed again") == 4
    refused = approver.post(SIGN)
    assert refused.status_code == 409
    assert "the text changed after Ana Approver signed it on" in refused.content.decode()
    for office, who in OFFICES.items():
        assert sign(signed_in(getattr(cast, who)), office) == 302
    assert approver.post(SIGN).status_code == 302


def test_what_changed_while_it_was_read_is_not_signed(cast: Cast, written_2023: Plan, signed_in: Visit) -> None:
    approver, office = signed_in(cast.approver), "sign_and_submit.superintendent"
    name(approver, office, cast.approver)
    digest = approver.get(PAGE).context["digest"]
    change(cast)
    answer = approver.post(PAGE, {"act": "sign", "office": office, "digest": digest})
    assert answer.status_code == 409
    assert "changed while you read it" in answer.content.decode()
    assert not Signature.objects.exists()


def test_no_one_signs_for_another(cast: Cast, written_2023: Plan, signed_in: Visit) -> None:
    office = "sign_and_submit.superintendent"
    assert sign(signed_in(cast.approver), office) == 409  # no one is named
    name(signed_in(cast.editor), office, cast.approver)
    second = Person.objects.create_user(email="second.approver@example.org", name="Sol Second")
    people.give_role(person=second, role="lea_approver", organization=cast.lea, by=None, at=NOON)
    for person in (cast.editor, cast.reviewer, cast.monitor, cast.administrator, second):
        assert sign(signed_in(person), office) == 409
    other = signed_in(cast.other_approver).post(PAGE, {"act": "sign", "office": office, "digest": "x"})
    assert other.status_code == 404
    assert not Signature.objects.exists()


def test_only_an_account_with_the_role_is_named(cast: Cast, written_2023: Plan, signed_in: Visit) -> None:
    editor = signed_in(cast.editor)
    assert name(editor, "sign_and_submit.superintendent", cast.editor) == 409
    assert name(editor, "sign_and_submit.superintendent", cast.other_approver) == 409
    assert name(editor, "sign_and_submit.selpa", cast.approver) == 409
    assert name(editor, "cim_team.members", cast.approver) == 409
    assert name(signed_in(cast.reviewer), "sign_and_submit.selpa", cast.reviewer) == 409


def test_who_lost_the_role_does_not_sign(cast: Cast, written_2023: Plan, signed_in: Visit) -> None:
    office = "sign_and_submit.superintendent"
    name(signed_in(cast.editor), office, cast.approver)
    people.give_role(person=cast.approver, role="lea_editor", organization=cast.lea, by=None, at=NOON)
    people.take_role(person=cast.approver, role="lea_approver", organization=cast.lea, by=None, at=NOON)
    answer = signed_in(Person.objects.get(pk=cast.approver.pk)).post(
        PAGE, {"act": "sign", "office": office, "digest": queries.digest_of(world.step_of(cast.lea, 3))}
    )
    assert answer.status_code == 409
    assert "does not have the role any more" in answer.content.decode()


def test_an_incomplete_step_is_not_signed(cast: Cast, written_2023: Plan, signed_in: Visit) -> None:
    office = "sign_and_submit.superintendent"
    name(signed_in(cast.editor), office, cast.approver)
    step = world.step_of(cast.lea, 3)
    step.answers.filter(activity="monitoring_plan").update(value={})
    approver = signed_in(cast.approver)
    assert "missing in the step. It can be signed once nothing is missing." in approver.get(PAGE).content.decode()
    assert sign(approver, office) == 409


def test_a_signature_page_takes_their_place_for_that_text(cast: Cast, written_2023: Plan, signed_in: Visit) -> None:
    approver = signed_in(cast.approver)
    digest = approver.get(PAGE).context["digest"]

    def upload(client: Client, file: SimpleUploadedFile) -> int:
        return client.post(PAGE, {"act": "page", "digest": digest, "page": file}).status_code

    assert upload(approver, SimpleUploadedFile("signed.txt", b"signed")) == 409
    assert upload(approver, SimpleUploadedFile("signed.pdf", b"no pdf")) == 409
    content = files.pdf()
    good = SimpleUploadedFile("signed.pdf", content)
    assert upload(signed_in(cast.editor), good) == 409
    good.seek(0)
    assert upload(approver, good) == 302
    page = Signature.objects.get()
    assert signed_in(cast.reviewer).get(f"/signatures/{page.pk}/file/").content == content
    assert signed_in(cast.ta_provider).get(f"/signatures/{page.pk}/file/").status_code == 403
    assert approver.get(SIGN).context["unsigned"] == []
    change(cast)
    assert len(approver.get(SIGN).context["unsigned"]) == 4


def test_who_signs_is_asked_once_the_step_is_ready(cast: Cast, written_2023: Plan, signed_in: Visit) -> None:
    step = world.step_of(cast.lea, 3)
    step.answers.filter(activity="monitoring_plan").update(value={})
    name(signed_in(cast.editor), "sign_and_submit.selpa", cast.reviewer)
    assert not Notice.objects.filter(kind="ready_to_sign").exists()  # there is nothing to sign yet
    world.fill_step(cast.lea, 3, by=cast.editor)
    moves.say_ready(step=world.step_of(cast.lea, 3), by=cast.editor, at=NOON)
    moves.say_ready(step=world.step_of(cast.lea, 3), by=cast.editor, at=NOON)
    assert [str(n.person) for n in Notice.objects.filter(kind="ready_to_sign")] == ["Rosa Reviewer"]


@pytest.mark.parametrize(
    ("signed_by", "kind", "sentence"),
    [("[superintendent]", "assurance", "no role superintendent"), ("[lea_approver]", "text", "Only an assurance")],
)
def test_a_document_with_a_signer_that_no_one_can_be_is_refused(signed_by: str, kind: str, sentence: str) -> None:
    text = definitions.FORMS.read_text().replace(
        "label: SELPA director informed, kind: assurance, need: required, signed_by: [selpa_reviewer]",
        f"label: SELPA director informed, kind: {kind}, need: required, signed_by: {signed_by}",
    )
    with pytest.raises(reading.DefinitionRefused, match=sentence):
        reading.read_step_forms(text)
