"""Signing in with an account elsewhere: whoever was invited gets in at once, and no one else by any claim."""

import re
from collections.abc import Callable
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from allauth.mfa.totp.internal import auth as totp
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.test import Client
from environs import Env
from pytest_django import Settings

from cim_portal import checks, demo, oidc
from monitoring.ledger import lines
from monitoring.ledger.models import Event
from monitoring.people import services
from monitoring.people.models import Person
from monitoring.work import jobs
from tests.attacks.test_strangers import started
from tests.cast import NOON, PASSWORD, Cast
from tests.openid import SIGN_IN, Provider, Stay, claims, is_signed_in, there_and_back


def sentences(person: Person) -> list[str]:
    return [lines.line(event).sentence for event in Event.objects.of(person).order_by("pk")]


def test_an_invited_person_signs_in_through_the_server_that_runs(
    transactional_db: None, cast: Cast, district: Provider, tmp_path: Path
) -> None:
    district.claims = claims("Nora@Example.org")
    nora = services.invite(
        email="nora@example.org", name="Nora New", role="lea_editor", organization=cast.lea, by=cast.approver, at=NOON
    ).person
    with started(tmp_path, **district.environment) as web:
        browser = build_opener(HTTPCookieProcessor(CookieJar()))
        root = f"http://127.0.0.1:{web.port}"
        with browser.open(f"{root}/accounts/login/?next=/ledger/") as answer:
            page, policy = answer.read().decode(), answer.headers["Content-Security-Policy"]
        assert f"form-action 'self' {district.address};" in f"{policy};"
        (way,) = re.findall(r'action="(/accounts/oidc/[^"]+)"', page)
        token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0]
        sent = urlencode({"csrfmiddlewaretoken": token}).encode()
        with browser.open(root + way.replace("&amp;", "&"), sent) as answer:
            assert answer.url == f"{root}/ledger/"
            assert "Nora New" in answer.read().decode()
    assert not Person.objects.get(pk=nora.pk).has_usable_password()
    assert "Nora New signed in as Nora New" in sentences(nora)


def test_signing_in_is_in_the_ledger_with_its_way_and_the_first_time_in_a_mail(
    cast: Cast, told: Callable[..., Provider], mailoutbox: list[EmailMessage]
) -> None:
    told().claims = claims(cast.editor.email)
    for _ in range(2):
        client = Client()
        assert there_and_back(client).headers["Location"] == "/home/"
        assert is_signed_in(client)
    said = [
        (e.move, lines.line(e).note) for e in Event.objects.of(cast.editor).exclude(move="gave_role").order_by("pk")
    ]
    way = "with Bay District"
    assert said == [("connected_service", way), ("signed_in", way), ("signed_in", way)]
    jobs.work_off()
    (mail,) = mailoutbox
    assert mail.to == [cast.editor.email]
    assert "signed in for the first time with a service" in str(mail.body)
    assert Person.objects.get(pk=cast.editor.pk).check_password(PASSWORD), "the password stays"
    assert SocialAccount.objects.get().extra_data == {}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"email_verified": False}, "does not say that it has verified your email address"),
        ({"email_verified": "false"}, "does not say that it has verified your email address"),
        ({"email_verified": None}, "does not say that it has verified your email address"),
        ({"email": None}, "does not say that it has verified your email address"),
        ({"email": "eli.editor@example.org\0@x"}, "does not say that it has verified your email address"),
        ({"email": "stranger@example.org"}, "No one with that address was invited to the portal."),
    ],
)
def test_an_address_that_is_not_verified_or_not_invited_gets_a_page_that_says_what_to_do(
    cast: Cast, told: Callable[..., Provider], said: dict[str, object], words: str
) -> None:
    told().claims = {**claims(cast.editor.email), **said}
    people = Person.objects.count()
    client = Client()
    answer = there_and_back(client)
    assert answer.status_code == 403
    assert words in " ".join(answer.content.decode().split())
    assert not is_signed_in(client)
    assert (Person.objects.count(), SocialAccount.objects.count()) == (people, 0)


def test_a_service_that_writes_its_yes_as_a_word_is_understood(cast: Cast, told: Callable[..., Provider]) -> None:
    told().claims = claims(cast.editor.email, email_verified="true")
    client = Client()
    there_and_back(client)
    assert is_signed_in(client)


def test_a_closed_account_stays_closed(cast: Cast, told: Callable[..., Provider]) -> None:
    told().claims = claims(cast.editor.email)
    there_and_back(Client())
    Person.objects.filter(pk__in=[cast.editor.pk, cast.approver.pk]).update(is_active=False)
    for person, key in ((cast.editor, f"key of {cast.editor.email}"), (cast.approver, "a new key")):
        told().claims = claims(person.email, sub=key)
        client = Client()
        assert "is closed" in there_and_back(client).content.decode()
        assert not is_signed_in(client)
        assert sentences(person)[-1] == f"The portal refused a sign-in with a service for {person}"


def test_accounts_of_the_demonstration_are_closed_to_services_too(
    db: None, told: Callable[..., Provider], settings: Settings
) -> None:
    settings.KNOWN_ACCOUNTS = False
    Person.objects.create_user(email=f"administrator@{demo.HOST}", name="A")
    told().claims = claims(f"administrator@{demo.HOST}")
    client = Client()
    assert there_and_back(client).status_code == 403
    assert not is_signed_in(client)


def test_who_is_given_the_address_of_someone_else_does_not_get_the_account(
    cast: Cast, told: Callable[..., Provider]
) -> None:
    told().claims = claims(cast.editor.email, sub="the first")
    there_and_back(Client())
    told().claims = claims(cast.editor.email, sub="the second")
    client = Client()
    assert "belongs to another account of Bay District" in there_and_back(client).content.decode()
    assert not is_signed_in(client)


def test_who_has_a_new_address_there_is_still_the_same_person(cast: Cast, told: Callable[..., Provider]) -> None:
    told().claims = claims(cast.editor.email, sub="the key")
    there_and_back(Client())
    told().claims = claims(cast.approver.email, sub="the key")
    client = Client()
    there_and_back(client)
    assert client.session["_auth_user_id"] == str(cast.editor.pk)


@pytest.mark.parametrize("process", ["connect", "redirect"])
def test_no_one_ties_another_account_to_the_one_they_are_in(
    cast: Cast, told: Callable[..., Provider], signed_in: Callable[[Person], Client], process: str
) -> None:
    told().claims = claims("mallory@example.org")
    client = signed_in(cast.editor)
    answer = there_and_back(client, SIGN_IN.replace("process=login", f"process={process}"))
    assert answer.status_code == 403
    assert not SocialAccount.objects.exists()
    for address in ("/accounts/3rdparty/", "/accounts/3rdparty/signup/", "/accounts/social/connections/"):
        assert client.get(address).status_code == 404


def test_two_answers_about_two_people_are_refused(cast: Cast, told: Callable[..., Provider]) -> None:
    district = told()
    district.claims, district.other_claims = claims(cast.editor.email), claims("mallory@example.org")
    client = Client()
    assert there_and_back(client).status_code == 403
    assert not is_signed_in(client)


def test_a_code_of_another_browser_is_refused(cast: Cast, told: Callable[..., Provider]) -> None:
    told().claims = claims(cast.editor.email)
    sent = Client().post(SIGN_IN)
    with build_opener(Stay).open(sent.headers["Location"]) as answer:
        back = urlsplit(answer.headers["Location"])
    victim = Client()
    answer = victim.get(f"{back.path}?{back.query}")
    assert (answer.status_code, is_signed_in(victim)) == (403, False)


def test_the_way_back_leads_to_no_other_site(cast: Cast, told: Callable[..., Provider]) -> None:
    told().claims = claims(cast.editor.email)
    answer = there_and_back(Client(), f"{SIGN_IN}&next=https://elsewhere.example/")
    assert answer.headers["Location"] == "/home/"


def test_who_changes_their_mind_is_back_on_the_sign_in_page(cast: Cast, told: Callable[..., Provider]) -> None:
    told().denies = True
    client = Client()
    answer = there_and_back(client)
    assert answer.headers["Location"] == "/accounts/login/"
    assert "You did not sign in with Bay District." in client.get("/accounts/login/").content.decode()


def test_a_service_that_is_away_is_said_so_and_the_password_still_works(
    cast: Cast, told: Callable[..., Provider]
) -> None:
    district = told()
    district.is_away = True
    client = Client()
    for _ in range(10):
        answer = client.post(SIGN_IN)
        assert answer.status_code == 403
        assert "did not work this time" in answer.content.decode()
    assert district.asked == 1, "it is left alone for a while, so that no thread waits for it again and again"
    client.post("/accounts/login/", {"login": cast.editor.email, "password": PASSWORD})
    assert is_signed_in(client)


def test_whoever_has_a_second_factor_is_asked_for_it(cast: Cast, told: Callable[..., Provider]) -> None:
    told().claims = claims(cast.editor.email)
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(cast.editor, secret)
    client = Client()
    assert there_and_back(client).headers["Location"] == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client)
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert is_signed_in(client)
    last = Event.objects.of(cast.editor).order_by("pk").last()
    assert last
    assert (last.move, lines.line(last).note) == ("signed_in", "with Bay District")


@pytest.mark.parametrize(("asks", "leads_to"), [("0", "/accounts/2fa/"), ("1", "")])
def test_where_a_factor_is_required_one_is_set_up_unless_the_service_asks_for_it(
    cast: Cast, told: Callable[..., Provider], settings: Settings, asks: str, leads_to: str
) -> None:
    settings.REQUIRE_MFA = True
    Person.objects.filter(pk=cast.administrator.pk).update(password="!")  # has none
    told(OIDC_DISTRICT_SECOND_FACTOR=asks).claims = claims(cast.administrator.email)
    client = Client()
    there_and_back(client)
    assert client.get("/years/").headers.get("Location", "") == leads_to
    if leads_to:
        assert client.get("/accounts/2fa/totp/activate/").status_code == 200, "it is set up without a password"


def test_a_password_is_no_factor_of_the_service(cast: Cast, told: Callable[..., Provider], settings: Settings) -> None:
    settings.REQUIRE_MFA = True
    told(OIDC_DISTRICT_SECOND_FACTOR="1")
    client = Client()
    client.post("/accounts/login/", {"login": cast.administrator.email, "password": PASSWORD})
    assert client.get("/years/").headers["Location"] == "/accounts/2fa/"


def test_a_service_vouches_for_its_own_domains_alone(cast: Cast, told: Callable[..., Provider]) -> None:
    for domain, lets_in in (("elsewhere.example", False), ("example.org", True)):
        told(OIDC_DISTRICT_DOMAINS=domain).claims = claims(cast.editor.email, email_verified=None)
        client = Client()
        there_and_back(client)
        assert is_signed_in(client) is lets_in


def test_a_service_that_someone_wrote_into_the_database_is_none(cast: Cast, told: Callable[..., Provider]) -> None:
    told()
    SocialApp.objects.create(provider="openid_connect", provider_id="evil", name="Evil", client_id="x", settings={})
    assert Client().post("/accounts/oidc/evil/login/").status_code == 404
    page = Client().get("/accounts/login/").content.decode()
    assert "Sign in with Bay District" in page
    assert "Evil" not in page


def test_an_invitation_names_the_other_way_in_and_is_answered_by_it(
    cast: Cast, told: Callable[..., Provider], mailoutbox: list[EmailMessage]
) -> None:
    told().claims = claims("nora@example.org")
    nora = services.invite(
        email="nora@example.org", name="Nora", role="lea_editor", organization=cast.lea, by=cast.approver, at=NOON
    ).person
    jobs.work_off()
    assert "choose Bay District at" in str(mailoutbox[0].body)
    there_and_back(Client())
    with pytest.raises(services.NoNeed):
        services.invite_again(person=Person.objects.get(pk=nora.pk), by=cast.approver, at=NOON)


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"OIDC": "cde"}, "set OIDC_CDE_SERVER, OIDC_CDE_CLIENT_ID, OIDC_CDE_SECRET"),
        ({"OIDC": "C D E"}, "Use small letters"),
        (
            {"OIDC": "a", "OIDC_A_SERVER": "sso.example", "OIDC_A_CLIENT_ID": "c", "OIDC_A_SECRET": "s"},
            "are addresses as https://host",
        ),
        (
            {"OIDC": "a,b", **{f"OIDC_{s}_{n}": "https://x" for s in "AB" for n in ("SERVER", "CLIENT_ID", "SECRET")}},
            "have the same CLIENT_ID",
        ),
    ],
)
def test_a_service_that_is_half_set_up_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, env: dict[str, str], words: str
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=re.escape(words)):
        oidc.services(Env())


def test_in_the_open_a_service_is_reached_by_https(told: Callable[..., Provider], settings: Settings) -> None:
    told()
    settings.HTTPS = True
    assert "cim.E006" in {one.id for one in checks.what_https_needs_is_set(None)}
