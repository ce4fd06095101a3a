"""A family reads the public pages in Spanish, and the state the cells of all LEAs, in a browser with axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from improvement_plans.plans.models import Plan
from tests.cast import Cast
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]


def test_a_family_chooses_spanish_and_keeps_it(
    cast: Cast, issued_2023: dict[str, Plan], visitor: Callable[..., Visitor]
) -> None:
    family = visitor()
    family.open("/")
    family.follow("Español")
    expect(family.page.locator("html")).to_have_attribute("lang", "es")
    family.follow("Estado de la supervisión")
    family.follow("Desproporcionalidad: los conteos del estado")
    expect(family.page.get_by_role("heading", level=1)).to_contain_text("2023")
    family.follow("English")
    expect(family.page.locator("html")).to_have_attribute("lang", "en")


def test_the_state_opens_the_map_of_cells(
    cast: Cast, issued_2023: dict[str, Plan], visitor: Callable[..., Visitor]
) -> None:
    monitor = visitor()
    monitor.sign_in(cast.monitor)
    monitor.open("/disproportionality/?show=calculated&category=3")
    monitor.page.set_viewport_size({"width": 360, "height": 800})
    monitor.look()
    monitor.open("/years/2023/summaries/")
    monitor.follow("Bay SELPA")
