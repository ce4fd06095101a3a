"""What someone with the database, or with a list of passwords, gets: nothing that opens the portal."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import Settings

from cim_portal import factors
from monitoring.people.models import Person
from tests.cast import PASSWORD, Cast


def test_the_database_holds_no_seed_that_can_be_used(cast: Cast, settings: Settings) -> None:
    seed = generate_totp_secret()
    TOTP.activate(cast.editor, seed)
    codes = RecoveryCodes.activate(cast.editor)
    stored = str(list(Authenticator.objects.filter(user=cast.editor).values("data")))
    assert seed not in stored
    adapter = factors.EncryptedFactors()
    seed_of_codes = codes.instance.data["seed"]
    assert len(adapter.decrypt(seed_of_codes)) < len(seed_of_codes)
    kept = Authenticator.objects.get(user=cast.editor, type="totp").data["secret"]
    assert adapter.decrypt(kept) == seed
    settings.FACTOR_KEYS = ["x" * 43 + "=", *settings.FACTOR_KEYS]  # a new key in front of the old one
    assert adapter.decrypt(kept) == seed
    assert adapter.decrypt(adapter.encrypt(seed)) == seed


@pytest.mark.parametrize("name", ["approver", "reviewer", "monitor", "administrator"])
def test_who_decides_needs_a_second_factor_where_it_is_switched_on(
    name: str, cast: Cast, settings: Settings, signed_in: Callable[[Person], Client]
) -> None:
    settings.REQUIRE_MFA = True
    assert signed_in(getattr(cast, name)).get("/home/").headers["Location"] == "/accounts/2fa/"
    assert signed_in(cast.editor).get("/home/").status_code == 200


@pytest.mark.parametrize(
    "easy", ["passwordpass", "Password1234", "aaaaaaaaaaaa", "abcabcabcabc", "qwertyqwerty123", "letmeinletmein"]
)
def test_an_easy_password_is_refused(easy: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(easy)


def test_a_good_password_is_taken() -> None:
    validate_password(PASSWORD)
    validate_password("river-tulip-Montana-oboe")
