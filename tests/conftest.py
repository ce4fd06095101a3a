"""Fixtures of every test."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_socket import socket_allow_hosts

from monitoring.people.models import Person
from tests.cast import Cast, assemble


@pytest.fixture
def cast(db: None) -> Cast:
    """The people and places of tests/cast.py."""
    return assemble()


@pytest.fixture
def signed_in() -> Callable[[Person], Client]:
    """Give a browser in which the person is signed in."""

    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture(autouse=True)
def _plain_settings(settings: object) -> None:
    """Static files by their plain names and a quick password hash; all else is as it runs."""
    settings.STORAGES = {  # type: ignore[attr-defined]
        **settings.STORAGES,  # type: ignore[attr-defined]
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """No test sees what another left in Redis."""
    cache.clear()


def pytest_runtest_setup() -> None:
    """Shut the network but for this machine's own servers."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
