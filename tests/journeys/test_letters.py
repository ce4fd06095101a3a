"""An administrator writes what the letters say, tries it on an LEA, and issues them, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from determinations.letters.models import Letter, LetterText
from determinations.runs.models import Run
from tests.cast import Cast
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db", "background")]
Arrive = Callable[..., Visitor]


def test_texts_are_written_tried_and_stand_in_the_letters(cast: Cast, determined_2023: Run, visitor: Arrive) -> None:
    administrator = visitor()
    administrator.sign_in(cast.administrator)
    page = administrator.page
    administrator.open("/years/2023/letters/texts/")
    administrator.follow("Targeted Level 2")
    page.get_by_label("Opening").fill("Dear {lee},")
    administrator.press("Save the texts")
    expect(page.get_by_role("alert")).to_contain_text("“{lee}” is not filled in")
    page.get_by_label("Opening").fill(
        "Dear {lea},\n\nthe state looked at your data of {year}.\n\n- {missed} elements missed their target"
    )
    page.get_by_label("Code, or a part of the name").fill("bay")
    page.get_by_label("Code, or a part of the name").press("Enter")  # tries, and saves nothing
    expect(page.get_by_text("2 LEAs fit “bay”.")).to_be_visible()
    administrator.look()
    page.get_by_label("LEA", exact=True).select_option("0161119")
    administrator.press("Preview")
    expect(page.get_by_role("region", name="Preview: the letter of Alder Unified")).to_contain_text(
        "3 elements missed their target"
    )
    assert not LetterText.objects.exists()
    administrator.picture("letter-text")
    page.set_viewport_size({"width": 320, "height": 900})
    administrator.look()
    administrator.press("Save the texts")
    expect(page.get_by_text("1 text is saved.")).to_be_visible()
    administrator.open("/years/2023/letters/")
    administrator.follow("Issue letters")
    administrator.page.get_by_label("3 letters would be issued").fill("3")
    administrator.press("Issue the letters")
    expect(page.get_by_role("link", name="Issue letters")).to_be_visible()  # again, once the workers are done
    assert Letter.objects.filter(status="issued").count() == 3
    administrator.open("/leas/0161119/2023/letter/")
    expect(page.get_by_text("Dear Alder Unified,")).to_be_visible()
