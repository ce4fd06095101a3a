"""People in bulk: the file, its problems, and what is given all at once."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import Client
from openpyxl import load_workbook

from monitoring.access import scope
from monitoring.ledger.models import Event
from monitoring.people import importing
from monitoring.people.models import Person, RoleProposal
from monitoring.work import jobs
from monitoring.work.models import Job
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]
GOOD = """email,name,role,code
Nora@Example.org,Nora New,lea_editor,0161119
nora@example.org,Nora New,LEA approver,01611190000000
peña@example.org,José Peña,SELPA reviewer,0199
"""
GOOD = GOOD.replace("peña@", "pena@")


def uploaded(browser: Client, text: str | bytes) -> str:
    """Upload the file and return the address of its page."""
    content = text.encode() if isinstance(text, str) else text
    answer = browser.post("/people/files/", {"file": SimpleUploadedFile("people.csv", content)})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def codes(text: str | bytes, *, by: Person | None) -> list[tuple[int, str, str]]:
    content = text.encode() if isinstance(text, str) else text
    return [(one.row, one.code, one.severity) for one in importing.check(content, by=by).problems]


def test_a_file_is_looked_through_and_then_everyone_is_invited_once(
    cast: Cast, signed_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    browser = signed_in(cast.administrator)
    address = uploaded(browser, GOOD)
    page = browser.get(address).content.decode()
    assert "Give the roles and send the invitations" in page
    assert not Person.objects.filter(email="nora@example.org").exists(), "looking changes nothing"
    assert "3 roles are given" in browser.post(address, follow=True).content.decode()
    jobs.work_off()
    nora = Person.objects.get(email="nora@example.org")
    assert scope.roles(nora) == {"lea_editor", "lea_approver"}
    assert scope.holds(nora, frozenset({"lea_approver"}), lea=cast.lea)
    assert scope.roles(Person.objects.get(name="José Peña")) == {"selpa_reviewer"}
    assert sorted(mail.to[0] for mail in mailoutbox) == ["nora@example.org", "pena@example.org"], "one mail a person"
    assert "LEA editor, Alder Unified (0161119)" in str(mailoutbox[0].body)
    assert "LEA approver, Alder Unified (0161119)" in str(mailoutbox[0].body)
    given = Event.objects.filter(move="gave_role", by=cast.administrator)
    assert [event.lea for event in given.order_by("pk")] == [cast.lea, cast.lea, None]
    again = browser.post(address)
    assert again.status_code == 409
    assert "invited already" in again.content.decode()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("not an address,Nora,lea_editor,0161119", "bad_email"),
        ("no\x00ra@example.org,Nora,lea_editor,0161119", "bad_email"),
        ("n@example.org,,lea_editor,0161119", "no_name"),
        (f"n@example.org,{'N' * 121},lea_editor,0161119", "bad_name"),
        ('n@example.org,"Nora\nTo: x@example.org",lea_editor,0161119', "bad_name"),
        ("n@example.org,Nora,king,0161119", "unknown_role"),
        ("n@example.org,Nora,lea_editor,9999999", "unknown_code"),
        ("n@example.org,Nora,lea_editor,01611199999999", "unknown_code"),
        ("n@example.org,Nora,lea_editor,0199", "wrong_organization"),
        ("n@example.org,Nora,selpa_reviewer,0161119", "wrong_organization"),
        ("nina.newcomer@example.org,Nina,lea_editor,0161119", "closed"),
        ("ada.administrator@example.org,Ada,lea_editor,0161119", "yourself"),
    ],
)
def test_a_row_that_is_wrong_keeps_everyone_from_being_invited(
    cast: Cast, signed_in: SignIn, line: str, code: str
) -> None:
    Person.objects.filter(pk=cast.newcomer.pk).update(is_active=False)
    text = GOOD + line + "\n"
    assert (5, code, "error") in codes(text, by=cast.administrator)
    browser = signed_in(cast.administrator)
    address = uploaded(browser, text)
    page = browser.get(address).content.decode()
    assert "No one is invited while the file has errors" in page
    assert "Give the roles" not in page
    assert browser.post(address).status_code == 409
    assert not Person.objects.filter(email="nora@example.org").exists()
    assert browser.get(address).status_code == 200


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "missing_columns"),
        (b"email,name,role\nn@example.org,N,lea_editor\n", "missing_columns"),
        (b"email,name,role,code\n", "no_rows"),
        (b"email,name,role,code\n\n , ,,\n", "no_rows"),
        ("email,name,role,code\nn@example.org,José,lea_editor,0161119\n".encode("latin-1"), "not_utf8"),
        (b'email,name,role,code\nn@example.org,"Nora,lea_editor,0161119\n', "not_a_table"),
        (b"email,name,role,code\n" + b"n@example.org,N,lea_editor,0161119\n" * 10_001, "too_many_rows"),
        (b"x" * 2_000_001, "too_large"),
    ],
)
def test_a_file_that_is_no_table_of_people_says_why(cast: Cast, content: bytes, code: str) -> None:
    checked = importing.check(content, by=cast.administrator)
    assert [one.code for one in checked.problems] == [code]
    assert checked.wanted == ()


def test_other_separators_marks_and_spellings_are_read(cast: Cast) -> None:
    text = "\ufeffName;Role;Code;Email;Notes\r\nNora New; lea EDITOR ;161119;n@example.org;x\r\n"
    assert codes(text, by=cast.administrator) == [(2, "unknown_code", "error")]
    assert codes(text.replace("161119", "0161119"), by=cast.administrator) == []


def test_what_someone_has_already_is_left_out_with_a_word(cast: Cast) -> None:
    text = (
        "email,name,role,code\neli.editor@example.org,Elias,lea_editor,0161119\n"
        "eli.editor@example.org,Elias,lea_approver,0161119\neli.editor@example.org,Elias,lea_approver,0161119\n"
    )
    assert codes(text, by=None) == [(2, "has_it", "warning"), (3, "known_name", "warning"), (4, "twice", "warning")]
    importing.give(text.encode(), by=None, at=NOON)
    again = Person.objects.get(pk=cast.editor.pk)
    assert scope.roles(again) == {"lea_editor", "lea_approver"}
    assert again.name == "Eli Editor"


def test_an_approver_invites_to_their_own_lea_alone(cast: Cast, signed_in: SignIn) -> None:
    assert codes(GOOD, by=cast.approver) == [(4, "unknown_code", "error")]
    assert codes(GOOD.replace("SELPA reviewer,0199", "ta_provider,0161119"), by=cast.approver) == [
        (4, "not_yours", "error")
    ]
    address = uploaded(signed_in(cast.approver), GOOD.splitlines()[0] + "\n" + GOOD.splitlines()[1] + "\n")
    assert signed_in(cast.administrator).get(address).status_code == 404, "a file is of whoever uploaded it"
    assert signed_in(cast.approver).post(address).status_code == 302
    assert scope.roles(Person.objects.get(email="nora@example.org")) == {"lea_editor"}


def test_a_role_in_the_state_is_proposed_and_not_given(cast: Cast, signed_in: SignIn) -> None:
    text = "email,name,role,code\nn@example.org,Nora,state_administrator,CA\n"
    browser = signed_in(cast.administrator)
    said = browser.post(uploaded(browser, text), follow=True).content.decode()
    assert "1 role in the state waits for another administrator to confirm it." in said
    assert "role is given" not in said
    assert RoleProposal.objects.get().person.email == "n@example.org"
    assert not scope.roles(Person.objects.get(email="n@example.org"))
    assert not Job.objects.filter(kind__contains="invitation").exists()


def test_invitations_are_sent_again_to_those_who_have_not_answered(
    cast: Cast, signed_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    importing.give(GOOD.encode(), by=cast.administrator, at=NOON)
    jobs.work_off()
    mailoutbox.clear()
    browser = signed_in(cast.administrator)
    assert "Send the invitation again to" in browser.get("/people/?words=nora").content.decode()
    browser.post("/people/invite-again/", {"words": "nora"})
    again = browser.post("/people/invite-again/", {"words": "nora"}, follow=True).content.decode()
    assert "got the invitation again within a day. Nothing was sent." in again
    jobs.work_off()
    assert [mail.to for mail in mailoutbox] == [["nora@example.org"]], "the second click sends nothing more"
    assert signed_in(cast.monitor).post("/people/invite-again/").status_code == 404


def test_who_was_invited_again_today_is_left_out_until_tomorrow(cast: Cast) -> None:
    importing.give(GOOD.encode(), by=cast.administrator, at=NOON)
    jobs.work_off()
    everyone = Person.objects.all()
    assert importing.invite_all_again(everyone, by=cast.administrator, at=NOON) == 2
    jobs.work_off()
    assert importing.invite_all_again(everyone, by=cast.approver, at=NOON + timedelta(hours=23)) == 0
    assert importing.invite_all_again(everyone, by=cast.administrator, at=NOON + timedelta(hours=25)) == 2
    assert set(Job.objects.filter(state="waiting").values_list("kind", flat=True)) == {
        "monitoring.mail_invitation_in_bulk"
    }


def test_inviting_all_again_has_a_limit(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    assert [browser.post("/people/invite-again/").status_code for _ in range(21)] == [302] * 20 + [429]


@pytest.mark.parametrize("words", ["alder", "0161119", "01611190000000", "bay selpa", "0199"])
def test_people_are_found_by_their_organization(cast: Cast, signed_in: SignIn, words: str) -> None:
    found = {line.name for line in signed_in(cast.administrator).get("/people/", {"words": words}).context["lines"]}
    assert {"Eli Editor", "Ana Approver"} <= found
    assert not {"Otto Editor", "Omar Reviewer", "Mona Monitor"} & found


def test_the_list_is_exported_as_filtered_and_no_further_than_one_sees(cast: Cast, signed_in: SignIn) -> None:
    text = (
        signed_in(cast.administrator).get("/people/export.csv", {"role": "lea_editor"}).getvalue().decode("utf-8-sig")
    )
    assert text.splitlines()[0] == "name,email,role,organization,code,last_sign_in,account"
    assert "Eli Editor,eli.editor@example.org,lea_editor,Alder Unified,0161119,,in use" in text.splitlines()
    assert len(text.splitlines()) == 4
    own = signed_in(cast.approver).get("/people/export.csv").getvalue().decode()
    assert "Eli Editor" in own
    assert "Otto" not in own


def test_the_list_is_exported_as_a_workbook_too_with_those_who_have_no_role(cast: Cast, signed_in: SignIn) -> None:
    Person.objects.filter(pk=cast.editor.pk).update(name="=1+1", last_login=NOON)
    answer = signed_in(cast.administrator).get("/people/export.xlsx")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="cim-people-export.xlsx"'
    rows = list(load_workbook(BytesIO(answer.content)).active.values)  # type: ignore[union-attr]  # there is a sheet
    found = {str(row[1]): row for row in rows}
    assert found[cast.editor.email][:5] == ("'=1+1", cast.editor.email, "lea_editor", "Alder Unified", "0161119")
    assert found[cast.editor.email][5] == datetime(2023, 3, 20, 12, 0)
    assert found[cast.newcomer.email][2:] == (None, None, None, None, "in use")
    own = load_workbook(BytesIO(signed_in(cast.approver).get("/people/export.xlsx").content))
    assert "otto.editor@example.org" not in {row[1] for row in own.active.values}  # type: ignore[union-attr]  # as above


def test_one_invites_by_the_fourteen_digits_of_an_lea_and_never_to_another_one(cast: Cast, signed_in: SignIn) -> None:
    said = {"name": "Nora New", "email": "n@example.org", "role": "lea_editor"}
    browser = signed_in(cast.administrator)
    assert browser.post("/people/invite/", {**said, "organization": "01611191234567"}).status_code == 422
    assert browser.post("/people/invite/", {**said, "organization": "01611190000000"}).status_code == 302
    assert scope.holds(Person.objects.get(email="n@example.org"), frozenset({"lea_editor"}), lea=cast.lea)


def test_the_command_says_what_it_did_as_json(cast: Cast, tmp_path: Path, mailoutbox: list[EmailMessage]) -> None:
    file = tmp_path / "people.csv"
    file.write_text(GOOD)

    def said(*words: str) -> dict[str, object]:
        out = StringIO()
        call_command("import_people", str(file), "--json", *words, stdout=out)
        document: dict[str, object] = json.loads(out.getvalue())
        return document

    dry = said("--dry-run")
    assert (dry["rows"], dry["accepted"], dry["new_accounts"], dry["applied"]) == (3, 3, 2, False)
    assert said()["applied"] is True
    assert len(mailoutbox) == 2
    file.write_text(GOOD + "x,,,\n")
    with pytest.raises(SystemExit):
        said()


def test_many_are_given_with_few_queries(cast: Cast, django_assert_max_num_queries: Callable[[int], object]) -> None:
    text = "email,name,role,code\n" + "".join(
        f"p{number}@example.org,Person {number},lea_editor,0161119\n" for number in range(2000)
    )
    with django_assert_max_num_queries(40):  # type: ignore[attr-defined]
        importing.give(text.encode(), by=cast.administrator, at=NOON)
    assert Person.objects.filter(email__startswith="p").count() >= 2000
