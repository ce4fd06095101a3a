"""A service that people sign in with, and a portal that knows it."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from pytest_django import Settings

from tests.openid import Provider, provider, tell


@pytest.fixture
def district() -> Iterator[Provider]:
    with provider() as one:
        yield one


@pytest.fixture
def told(district: Provider, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Provider]:
    """Have the portal of the test know the provider, with more of its environment."""
    return partial(tell, settings, monkeypatch, district)
