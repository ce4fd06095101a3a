"""An administrator in front of the definition of a year that is open."""

from collections.abc import Callable

import pytest
from django.test import Client

from monitoring.people.models import Person
from monitoring.years.models import Year
from tests.cast import Cast


@pytest.fixture
def browser(cast: Cast, opened_2023: Year, signed_in: Callable[[Person], Client]) -> Client:
    return signed_in(cast.administrator)
