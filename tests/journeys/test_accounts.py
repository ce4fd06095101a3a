"""The way in: an invitation, the sign-in page, what one may not see, and all of it by keyboard alone."""

from collections.abc import Callable

import pytest

from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Arrive = Callable[..., Visitor]
