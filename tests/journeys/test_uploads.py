"""The pages of uploads in a real browser, wide and narrow: what can be uploaded, a format's columns, and what was found."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from determinations.uploads.formats import FORMATS
from monitoring.years.models import Year
from tests import world
from tests.cast import Cast
from tests.determinations.made import WARNED, WRONG, checked
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db", "background")]
Arrive = Callable[..., Visitor]
HERE = "/years/2023/uploads/"


@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.long), 375])
def test_uploads_wide_and_narrow(cast: Cast, published_2023: Year, visitor: Arrive, tmp_path: Path, width: int) -> None:
    refused, ready = checked(cast, published_2023, WRONG), checked(cast, published_2023, WARNED)
    administrator = visitor(width=width)
    page = administrator.page
    administrator.sign_in(cast.administrator)
    administrator.open(HERE)
    administrator.picture(f"uploads-{width}")
    for name in FORMATS:
        administrator.open(f"{HERE}formats/{name}/")
        administrator.picture(f"format-{name}-{width}")
    for upload in (refused, ready):
        administrator.open(f"{HERE}{upload.pk}/")
        administrator.picture(f"upload-{upload.status}-{width}")
    administrator.open(HERE)
    administrator.press("Upload and check")
    expect(page.get_by_text("Choose a file.")).to_be_visible()
    administrator.picture(f"upload-without-a-file-{width}")
    (tmp_path / "ranks.csv").write_text(world.RANKS.replace("55.5", "54.5"))
    page.get_by_label("What the file holds").select_option("ranks")
    page.locator("input[type=file]").set_input_files(tmp_path / "ranks.csv")
    administrator.press("Upload and check")
    expect(page.get_by_role("button", name="Publish")).to_be_visible()  # the page follows the worker by itself
    administrator.look()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")  # nothing is cut off at the side
