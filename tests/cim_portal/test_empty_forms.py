"""An empty form is refused like any other that is not filled in."""

from collections.abc import Callable

import pytest
from django.test import Client

from improvement_plans.plans.models import Plan
from monitoring.people.models import Person
from tests.cast import Cast


@pytest.mark.parametrize(
    "address",
    [
        "/people/invite/",
        "/people/files/",
        "/account/",
        "/resources/keep/new/",
        "/resources/keep/{resource}/",
        "/subscribe/",
        "/years/2023/uploads/receive/",
        "/years/new/",
    ],
)
def test_an_empty_form_is_422(
    cast: Cast,
    every_place: dict[str, object],
    issued_2023: dict[str, Plan],
    signed_in: Callable[[Person], Client],
    address: str,
) -> None:
    answer = signed_in(cast.administrator).post(address.format(**every_place), {})
    assert answer.status_code == 422, answer.content.decode()[:2000]
    assert "usa-alert--error" in answer.content.decode() or "usa-error-message" in answer.content.decode()
