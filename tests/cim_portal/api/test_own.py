"""What the API gives with a personal token: what its person may see, as long as the token and the roles last."""

import json
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils.timezone import now

from cim_portal.oidc import Service
from determinations.letters.models import Letter
from determinations.levels import determining
from improvement_plans.plans.models import Plan, Step
from monitoring.people import services as people
from monitoring.people.models import Person
from monitoring.tokens import services
from monitoring.tokens.models import Token
from monitoring.tokens.scopes import SCOPES
from tests import world
from tests.cast import NOON, Cast
from tests.final import finalise


def token_of(person: Person, *scopes: str, days: int = 30) -> str:
    """Make a token of the person, of every scope where none is named, and return the token itself."""
    return services.make(person=person, name="Report", scopes=scopes or list(SCOPES), days=days, at=now())[1]


def ask(address: str, token: str, status: int = 200) -> Any:  # as JSON holds it
    answer = Client().get(f"/api/{address}", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == status, (address, answer.content)
    return json.loads(answer.content)


def codes(found: Any) -> set[str]:  # as JSON holds it
    return {row["lea_code"] for row in found["items"]}


@pytest.mark.parametrize(
    ("name", "reads"),
    [
        ("editor", {"0161119"}),
        ("ta_provider", {"0161119"}),
        ("reviewer", {"0161119", "0161127"}),
        ("other_editor", {"1030642"}),
        ("monitor", {"0161119", "0161127", "1030642"}),
        ("newcomer", set()),
    ],
)
def test_each_person_reads_what_they_may_see(
    cast: Cast, issued_2023: dict[str, Plan], name: str, reads: set[str]
) -> None:
    token = token_of(getattr(cast, name))
    for table in ("levels", "letters", "plans"):
        assert codes(ask(f"my/{table}", token)) == reads, table
    for code in ("0161119", "0161127", "1030642"):
        assert ask(f"my/levels/{code}/2023", token, 200 if code in reads else 404)
    ask("my/disproportionality/0161119/2023", token, 200 if "0161119" in reads else 404)


def test_who_it_is_of(cast: Cast) -> None:
    me = ask("me", token_of(cast.reviewer, "plans"))
    assert (me["email"], me["scopes"], me["token"]) == (cast.reviewer.email, ["plans"], "Report")
    assert me["roles"] == [{"role": "selpa_reviewer", "on": "selpa", "code": "0199"}]


def test_why_an_lea_has_its_level(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    why = ask("my/levels/0161119/2023", token_of(cast.editor))
    assert (why["level"], why["computed"], why["decided_by_state"]) == ("T2", "T2", False)
    assert [rule["ends_in"] for rule in why["rules"] if rule["matched"]] == ["T2"]
    fact = next(one for one in why["rules"][-1]["facts"] if one["name"] == "missed_elements")
    assert fact["value"] == "3"
    assert {one["indicator"]: one["rate"] for one in why["elements"]} == {
        "1": 76.47,
        "3A-ELA": 88.13,
        "5A": 43.13,
        "4A": None,
    }


def test_steps_with_their_dates_and_letters_with_their_hash(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    Step.objects.filter(plan__lea=cast.lea, number=1).update(due_on=NOON.date())
    token = token_of(cast.editor)
    plan = ask("my/plans?year=2023&lea=0161119", token)["items"][0]
    assert (plan["steps"][0]["due_on"], plan["steps"][0]["overdue"]) == ("2023-03-20", True)
    assert plan["steps"][0]["status_words"] == "In progress"
    letter = ask("my/letters", token)["items"][0]
    assert letter["sha256"] == Letter.objects.get(lea=cast.lea).pdf_id


def test_drafts_of_letters_are_the_states_alone(cast: Cast, determined_2023: object) -> None:
    from_state, of_lea = token_of(cast.monitor), token_of(cast.editor)
    assert codes(ask("my/levels", from_state)) == {"0161119", "0161127", "1030642"}
    assert codes(ask("my/levels", of_lea)) == set()
    ask("my/levels/0161119/2023", of_lea, 404)


def test_cells_hide_few_students_from_those_who_do_not_see_them(cast: Cast) -> None:
    year = world.open_2023(cast)
    few = world.COUNTS.replace("HI,18,120", "HI,9,120")
    for format, text in (("leas", world.LEAS), ("disproportionality", few), ("ranks", world.RANKS)):
        world.publish(year, format, text, by=cast.administrator)
    run = determining.determine(year=year, version=year.definition, by=cast.administrator, at=NOON)
    world.issue(finalise(run=run, by=cast.administrator, at=NOON), by=cast.administrator)
    own = {one["group"]: one for one in ask("my/disproportionality/0161119/2023", token_of(cast.editor))["cells"]}
    assert (own["HI"]["outcome"], own["HI"]["hidden"]) == (9, False)
    seen = {one["group"]: one for one in ask("my/disproportionality/0161119/2023", token_of(cast.ta_provider))["cells"]}
    assert (seen["HI"]["outcome"], seen["HI"]["ratio"], seen["HI"]["hidden"]) == (None, None, True)
    assert seen["WH"]["comparison_outcome"] is None  # the rest of the category, which is the small one


def test_a_token_reads_its_scopes_alone(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    token = token_of(cast.editor, "letters")
    assert codes(ask("my/letters", token)) == {"0161119"}
    for address in ("my/levels", "my/plans", "my/levels/0161119/2023", "my/disproportionality/0161119/2023"):
        assert "may not read" in ask(address, token, 403)["detail"]


def test_what_a_token_reads_ends_with_the_role_the_account_and_the_token(
    cast: Cast, issued_2023: dict[str, Plan]
) -> None:
    token = token_of(cast.editor)
    people.take_role(person=cast.editor, role="lea_editor", organization=cast.lea, by=cast.administrator, at=NOON)
    assert codes(ask("my/plans", token)) == set()
    other = token_of(cast.reviewer)
    Person.objects.filter(pk=cast.reviewer.pk).update(is_active=False)
    ask("my/plans", other, 401)
    third = token_of(cast.monitor)
    services.revoke(token=Token.objects.get(person=cast.monitor), by=cast.monitor, at=now())
    ask("my/plans", third, 401)
    fourth = token_of(cast.approver)
    Token.objects.filter(person=cast.approver).update(expires_at=now() - timedelta(seconds=1))
    assert "personal token" in ask("me", fourth, 401)["detail"]


def test_where_a_second_factor_is_required_a_token_of_before_waits_for_it(cast: Cast) -> None:
    from_state, of_lea = token_of(cast.monitor), token_of(cast.editor)
    ask("me", from_state)
    service = Service("district", "District", "", "", "", (), (), has_second_factor=True)
    with override_settings(REQUIRE_MFA=True):
        for address in ("me", "my/plans"):
            assert "needs a second factor" in ask(address, from_state, 403)["detail"]
        ask("me", of_lea)
        SocialAccount.objects.create(user=cast.monitor, provider="district", uid="7")
        ask("me", from_state, 403)
        with override_settings(SIGN_IN_SERVICES={"district": service}):
            ask("me", from_state)
        Authenticator.objects.create(user=cast.monitor, type=Authenticator.Type.TOTP, data={"secret": "s"})
        ask("me", from_state)


def test_a_session_opens_nothing(cast: Cast, issued_2023: dict[str, Plan], signed_in: Any) -> None:
    browser = signed_in(cast.administrator)
    answer = browser.get("/api/my/plans")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert browser.get("/api/levels?year=2023").status_code == 200


def test_what_a_token_reads_is_kept_by_no_one_on_the_way(cast: Cast) -> None:
    answer = Client().get("/api/me", headers={"Authorization": f"bearer {token_of(cast.editor)}"})
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Authorization" in answer.headers["Vary"]


def test_the_queries_do_not_grow_with_the_rows(
    cast: Cast, issued_2023: dict[str, Plan], django_assert_max_num_queries: Any
) -> None:
    token = token_of(cast.monitor)
    for table in ("levels", "letters", "plans"):
        with django_assert_max_num_queries(11):
            ask(f"my/{table}", token)


@override_settings(API_LIMITS={"token": "2/m", "from": "100/m"})
def test_each_token_has_its_own_count(cast: Cast) -> None:
    cache.clear()
    first, second = token_of(cast.editor), token_of(cast.editor)
    for _ in range(2):
        ask("me", first)
    ask("me", first, 429)
    ask("me", second)
