"""The portal names the very text that it saved, and a browser forgets that copy alone."""

from collections.abc import Callable

from django.test import Client

from improvement_plans.plans.models import Plan
from improvement_plans.reviews.models import Comment
from monitoring.people.models import Person
from tests.cast import Cast

Visit = Callable[[Person], Client]
STEP = "/plans/0161119/2023/step/1/"
PAGE = f"{STEP}consolidation/"
ONE, OTHER = "0" * 31 + "1", "0" * 31 + "2"


def named(client: Client) -> list[str]:
    """Return the texts of which the browser knows that they are saved."""
    return [one for one in client.cookies["saved"].value.split(".") if one] if "saved" in client.cookies else []


def test_a_text_that_is_saved_is_named(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit) -> None:
    editor = signed_in(cast.editor)
    editor.post(f"{PAGE}comment/", {"text": "Shall we meet?", "typed-as": ONE})
    assert named(editor) == [ONE]
    editor.post(PAGE, {"why": "A", "seen-why": 0, "typed-as": OTHER}, headers={"HX-Request": "true"})
    assert named(editor) == [ONE, OTHER], "two windows may save before one of them reads which"
    cookie = editor.cookies["saved"]
    assert (cookie["samesite"], cookie["path"], bool(cookie["httponly"])) == ("Lax", "/", False)


def test_a_form_that_answers_with_a_page_names_what_it_saved(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    editor = signed_in(cast.editor)
    editor.post(PAGE, {"why": "A", "seen-why": 0, "typed-as": ONE, "save": ""})
    editor.post(PAGE, {"why": "B", "seen-why": 1, "typed-as": OTHER, "more": "weaknesses"})
    assert named(editor) == [ONE, OTHER]


def test_a_text_that_is_refused_is_not_named(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit) -> None:
    editor = signed_in(cast.editor)
    long = "x" * 20_001
    for answer, status in (
        (editor.post(f"{PAGE}comment/", {"text": " ", "typed-as": ONE}), 409),
        (editor.post(f"{PAGE}comment/", {"text": long, "typed-as": ONE}), 409),
        (editor.post(PAGE, {"why": long, "seen-why": 0, "typed-as": ONE}), 409),
        (editor.post(PAGE, {"why": long, "typed-as": ONE}, headers={"HX-Request": "true"}), 200),
        (editor.post(f"{STEP}sign/", {"typed-as": ONE}), 403),
        (signed_in(cast.administrator).post("/people/invite/", {"name": "Pat", "typed-as": ONE}), 422),
    ):
        assert answer.status_code == status
        assert "saved" not in answer.cookies


def test_a_text_that_met_another_is_not_named(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit) -> None:
    signed_in(cast.approver).post(PAGE, {"why": "Theirs", "seen-why": 0})
    for headers in ({}, {"HX-Request": "true"}):
        met = signed_in(cast.editor).post(PAGE, {"why": "Mine", "seen-why": 0, "typed-as": ONE}, headers=headers)
        assert "saved" not in met.cookies


def test_the_way_to_the_sign_in_page_names_nothing(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    answer = Client().post(f"{PAGE}comment/", {"text": "Late", "typed-as": ONE})
    assert answer.status_code == 302
    assert "saved" not in answer.cookies
    assert not Comment.objects.exists()


def test_only_numbers_are_named(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit) -> None:
    editor = signed_in(cast.editor)
    for number in ("", "x" * 32, ONE + "0", ONE + "\n", "a; path=/x"):
        answer = editor.post(f"{PAGE}comment/", {"text": f"A comment {number}", "typed-as": number})
        assert "saved" not in answer.cookies, number


def test_a_form_of_a_session_that_ended_leads_to_signing_in_and_back_to_its_page(
    cast: Cast, issued_2023: dict[str, Plan]
) -> None:
    browser = Client(enforce_csrf_checks=True)
    for sent in ({"text": "Late"}, {"text": "x" * 100_000}):  # without a token, and longer than a stranger's form
        answer = browser.post(f"{PAGE}comment/", sent)
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            f"/accounts/login/?next={PAGE.replace('/', '%2F')}",
        )
    assert browser.post("/subscribe/", {"email": "a@example.org"}).status_code == 403, "a stranger's form is refused"
