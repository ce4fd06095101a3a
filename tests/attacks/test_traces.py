"""Someone who wants to do something that no one can read of afterward; and the auditor who reads it."""

from collections.abc import Callable

from django.test import Client

from determinations.uploads.models import Upload
from improvement_plans.plans.models import Plan
from improvement_plans.workbook import answers
from monitoring.ledger import lines
from monitoring.ledger.models import Event
from monitoring.people.models import Person
from tests.cast import NOON, PASSWORD, Cast
from tests.world import step_of

SignIn = Callable[[Person], Client]


def traces(person: Person) -> list[str]:
    return [lines.line(event).sentence for event in Event.objects.filter(subject_id=person.pk).order_by("pk")]


def test_signing_in_and_failing_to_leave_a_trace(cast: Cast) -> None:
    cast.editor.set_password(PASSWORD)
    cast.editor.save()
    browser = Client()
    for address, password in (
        ("eli.editor@example.org", "wrong"),
        ("nobody@example.org", "wrong"),
        ("eli.editor@example.org", PASSWORD),
    ):
        browser.post("/accounts/login/", {"login": address, "password": password})
    assert traces(cast.editor)[-2:] == [
        "The portal refused a wrong password for Eli Editor",
        "Eli Editor signed in as Eli Editor",
    ]
    assert not Event.objects.filter(subject_text__contains="nobody").exists()


def test_changing_how_one_signs_in_leaves_a_trace(cast: Cast) -> None:
    cast.editor.set_password(PASSWORD)
    cast.editor.save()
    browser = Client()
    browser.post("/accounts/login/", {"login": "eli.editor@example.org", "password": PASSWORD})
    new = "a stapler battery of horses"
    browser.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert "Eli Editor changed the password of Eli Editor" in traces(cast.editor)


def test_signing_out_everywhere_else_leaves_a_trace(cast: Cast) -> None:
    cast.editor.set_password(PASSWORD)
    cast.editor.save()
    here, *_elsewhere = browsers = [Client(), Client(), Client()]
    for browser in browsers:
        browser.post("/accounts/login/", {"login": "eli.editor@example.org", "password": PASSWORD})
    for _ in range(2):  # the second time there is nothing to end
        here.post("/accounts/sessions/")
    entries = [lines.line(event) for event in Event.objects.filter(move="signed_out_elsewhere")]
    assert [(entry.sentence, entry.note) for entry in entries] == [
        ("Eli Editor signed out everywhere else as Eli Editor", "2 sessions ended")
    ]


def test_closing_an_account_leaves_a_trace(cast: Cast) -> None:
    operator = Person.objects.create_superuser(email="operator@example.org", password="p", name="Ola Operator")
    browser = Client()
    browser.force_login(operator, backend="cim_portal.accounts.PortalBackend")
    address = f"/operators/monitoring/person/{cast.editor.pk}/change/"
    browser.post(address, {})
    browser.post(address, {"is_active": "on"})
    assert traces(cast.editor)[-2:] == [
        "Ola Operator closed the account of Eli Editor",
        "Ola Operator opened the account of Eli Editor again",
    ]


def test_downloading_what_may_be_about_students_leaves_a_trace(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    attachment = answers.attach(
        step=step_of(cast.lea, 2),
        activity="root_causes",
        repeat="",
        field="files",
        name="records.txt",
        content=b"records",
        by=cast.editor,
        at=NOON,
    )
    signed_in(cast.reviewer).get(f"/attachments/{attachment.pk}/")
    upload = Upload.objects.earliest("pk")
    signed_in(cast.monitor).get(f"/years/2023/uploads/{upload.pk}/file/")
    found = Event.objects.filter(move="downloaded").order_by("pk")
    assert [(event.by, event.lea) for event in found] == [(cast.reviewer, cast.lea), (cast.monitor, None)]
    assert lines.line(found[0]).sentence == "Rosa Reviewer downloaded records.txt"
