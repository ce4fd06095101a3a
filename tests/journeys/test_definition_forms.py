"""A definition is changed in forms, wide and narrow, and what is missing in the year is found: every page looked over."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from determinations.runs.models import Run
from monitoring.definition import definition_of
from monitoring.definition.models import DefinitionVersion
from tests.cast import Cast
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]
Arrive = Callable[..., Visitor]
HERE = "/years/2023/definition/change/"


@pytest.mark.long
def test_a_definition_is_changed_without_a_line_of_yaml(cast: Cast, determined_2023: Run, visitor: Arrive) -> None:
    width = 375  # the journey of an administrator's year sees the same forms wide
    administrator = visitor(width=width)
    page = administrator.page
    administrator.sign_in(cast.administrator)
    for part in ("levels", "rules", "targets", "step-1", "letters", "data"):
        administrator.open(f"{HERE}{part}/")
        administrator.picture(f"definition-{part}-{width}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), part
    administrator.open("/step-forms/cim/change/fields-cim_team/")
    administrator.picture(f"step-forms-fields-{width}")
    administrator.open(f"{HERE}rules/")
    page.locator("[name='6.tests.0.value']").fill("three")
    administrator.press("See what would change")
    expect(page.get_by_text("must be a number").first).to_be_visible()
    page.locator("[name='6.tests.0.value']").fill("9")
    page.locator("[name='7.tests.0.value']").fill("9")
    administrator.press("See what would change")
    expect(page.get_by_role("heading", name="What it would do to levels")).to_be_visible()
    expect(page.get_by_text("Typed in this browser")).to_have_count(0)
    administrator.picture(f"definition-review-{width}")
    administrator.press("Save as a new version")
    expect(page.get_by_text("Version 2 is saved.")).to_be_visible()
    kept = page.evaluate("Object.keys(localStorage).filter(key => key.includes('definition/change/rules')).length")
    assert kept == 0  # the browser forgets its copy of what is saved
    assert definition_of(DefinitionVersion.objects.get(year=2023, number=2)).rules[6].when.at_least == 9
    administrator.open("/years/2023/")
    administrator.follow("LEAs without an approver")
    administrator.picture(f"gaps-{width}")
    administrator.open("/years/2023/uploads/formats/ranks/amend/")
    administrator.picture(f"amend-{width}")
