"""A definition in the administrator's hands: edited as text, compared, taken over."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from monitoring.definition import definition_of
from monitoring.definition import services as definition_services
from monitoring.definition.models import DefinitionVersion
from monitoring.ledger.models import Event
from monitoring.people.models import Person
from monitoring.years import services as years_services
from monitoring.years.models import Year
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]
SOURCE = Path("fixtures/definitions/2023.yaml").read_text()
EDIT, COMPARE = (f"/years/2023/definition/{page}/" for page in ("edit", "compare"))
STRICTER = SOURCE.replace("at_most: 100", "at_most: 99")


def typed(text: str, *, do: str = "check", base: int = 1, newest: int = 1) -> dict[str, Any]:
    return {"text": text.replace("\n", "\r\n"), "do": do, "base": base, "newest": newest}


# As text


def test_the_text_of_a_version_is_there_to_edit(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    assert signed_in(cast.administrator).get(EDIT).context["form"]["text"].value() == SOURCE


def test_a_check_says_what_the_text_changes_and_saves_nothing(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    page = signed_in(cast.administrator).post(EDIT, typed(STRICTER)).content.decode()
    assert "The text has no fault." in page
    assert "Students with disabilities on census day: was at most 100; is now at most 99." in page
    assert DefinitionVersion.objects.count() == 1


@pytest.mark.parametrize("do", ["check", "save"])
def test_every_fault_is_shown_with_its_line_and_the_text_is_kept(
    cast: Cast, opened_2023: Year, signed_in: SignIn, do: str
) -> None:
    broken = SOURCE.replace("order: 80", "order: many").replace("{level: T1, when", "{levle: T1, when")
    answer = signed_in(cast.administrator).post(EDIT, typed(broken, do=do))
    assert answer.status_code == 422
    assert answer.context["form"]["text"].value() == broken
    lines = {one.path: one.line for one in answer.context["problems"]}
    assert broken.splitlines()[lines["levels.0.order"] - 1].strip() == "order: many"
    assert "<code>order: many</code>" in answer.content.decode()
    assert "levle" in broken.splitlines()[lines["rules.7.levle"] - 1]
    assert f'<td class="number">{lines["levels.0.order"]}</td>' in answer.content.decode()
    assert DefinitionVersion.objects.count() == 1


def test_saving_makes_a_new_version_that_does_not_count_yet(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    answer = signed_in(cast.administrator).post(EDIT, typed(STRICTER, do="save"))
    assert answer.headers["Location"] == "/years/2023/definition/?version=2"
    first, second = DefinitionVersion.objects.order_by("number")
    assert (first.source, second.source, second.loaded_by) == (SOURCE, STRICTER, cast.administrator)
    assert Year.objects.get().definition == first
    assert Event.objects.filter(move="loaded_definition", by=cast.administrator).count() == 2


def test_the_same_document_is_no_new_version(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    answer = signed_in(cast.administrator).post(EDIT, typed(SOURCE + "# a comment\n", do="save"))
    assert "The text says the same as version 1" in answer.content.decode()
    assert answer.context["form"]["text"].value() == SOURCE + "# a comment\n"
    assert DefinitionVersion.objects.count() == 1


def test_of_two_at_once_the_later_sees_what_the_other_changed(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    later = NOON + timedelta(minutes=5)
    definition_services.load_definition(text=STRICTER, by=cast.administrator, at=later)
    mine = SOURCE.replace("at_least: 3", "at_least: 4")
    browser = signed_in(cast.administrator)
    answer = browser.post(EDIT, typed(mine, do="save"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"{cast.administrator} saved version 2 on March 20, 2023, 12:05 p.m." in page
    assert "was at most 100; is now at most 99" in page  # theirs
    assert "was at most 99; is now at most 100" in page  # mine against theirs
    assert "was at least 3; is now at least 4" in page
    assert answer.context["form"]["text"].value() == mine
    assert DefinitionVersion.objects.count() == 2
    known = answer.context["form"]["newest"].value()
    browser.post(EDIT, typed(mine, do="save", newest=known))
    assert DefinitionVersion.objects.get(number=3).source == mine


def test_a_text_of_another_year_is_not_saved_here(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    answer = signed_in(cast.administrator).post(EDIT, typed(SOURCE.replace("year: 2023", "year: 2024"), do="save"))
    assert answer.status_code == 409
    assert "The text is the definition of 2024, and this page is for 2023." in answer.content.decode()
    assert DefinitionVersion.objects.count() == 1


# Compared


def test_two_versions_are_compared_in_words(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    definition_services.load_definition(text=STRICTER, by=cast.administrator, at=NOON)
    definition_services.load_definition(
        text=Path("fixtures/definitions/2022.yaml").read_text(), by=cast.administrator, at=NOON
    )
    browser = signed_in(cast.monitor)
    assert "was at most 100; is now at most 99" in browser.get(COMPARE).content.decode()
    assert "was at most 99; is now at most 100" in browser.get(COMPARE + "?from=2&to=1").content.decode()
    assert "Year: from 2022 to 2023." in browser.get(COMPARE + "?from=2022-1&to=2023-2").content.decode()
    assert "they say the same" in browser.get(COMPARE + "?from=1&to=1").content.decode()
    assert browser.get(COMPARE + "?from=9").status_code == 404
    assert browser.get(COMPARE + "?from=x-y").status_code == 404


# A year from another


NEW = {"source": "2023", "year": "2024", "title": "Monitoring 2024", "letter_date": "2024-03-18"}


def test_a_year_is_opened_from_another_in_one_form(cast: Cast, signed_in: SignIn) -> None:
    text = SOURCE.replace(
        "tasks:\n", "tasks:\n  - {levels: [SD], title: Submit, due_date: 2023-07-10, due: 'July 10, 2023'}\n"
    )
    definition_services.load_definition(text=text, by=cast.administrator, at=NOON)
    years_services.open_year(year=2023, by=cast.administrator, at=NOON)
    browser = signed_in(cast.administrator)
    form = browser.get("/years/").context["new_year"]
    assert form.initial == {"source": 2023, "year": 2024, "title": "Compliance and Improvement Monitoring 2024"}
    page = browser.post("/years/new/", NEW, follow=True).content.decode()
    assert "2024 is open, under a definition taken over from 2023, version 1." in page
    assert "the due dates of 2 of 2 tasks" in page
    old, new = (definition_of(DefinitionVersion.objects.get(year=year)) for year in (2023, 2024))
    assert (new.year, new.title, new.letter_date) == (2024, "Monitoring 2024", date(2024, 3, 18))
    assert not any(task.due_date or task.due for task in new.tasks)
    changed = {"year", "title", "letter_date", "tasks"}
    assert new.model_dump(exclude=changed) == old.model_dump(exclude=changed)
    assert Year.objects.get(year=2024).definition.source.startswith(
        "# Taken over from 2023, version 1.\n\nyear: 2024\n"
    )
    moves = Event.objects.filter(subject_text__startswith="2024").values_list("move", "values")
    assert dict(moves) == {
        "loaded_definition": {"source": "2023, version 1"},
        "opened_year": {"definition": "2024, version 1"},
    }


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"year": "2023"}, "2023 was opened on March 20, 2023 already."),
        ({"year": "2022"}, "2022 has a definition already."),
        ({"year": "1999"}, "greater than or equal to 2015"),
        ({"source": "2031"}, "Select a valid choice."),
        ({"title": ""}, "This field is required."),
    ],
)
def test_a_year_that_is_there_is_not_opened_from_another(
    cast: Cast, opened_2023: Year, signed_in: SignIn, changed: dict[str, str], sentence: str
) -> None:
    definition_services.load_definition(
        text=Path("fixtures/definitions/2022.yaml").read_text(), by=cast.administrator, at=NOON
    )
    answer = signed_in(cast.administrator).post("/years/new/", {**NEW, **changed})
    assert answer.status_code in (409, 422)
    assert sentence in answer.content.decode()
    assert DefinitionVersion.objects.count() == 2
    assert Year.objects.count() == 1
