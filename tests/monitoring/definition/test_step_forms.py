"""Step forms in the administrator's hands: read, edited as text, compared, and which years use them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from monitoring.definition import services
from monitoring.definition.models import DefinitionVersion, StepFormsVersion
from monitoring.ledger.models import Event
from monitoring.people.models import Person
from monitoring.years.models import Year
from tests import definitions
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]
PAGE, EDIT, COMPARE = "/step-forms/cim/", "/step-forms/cim/edit/", "/step-forms/cim/compare/"
SOURCE = definitions.FORMS.read_text()
OURS = SOURCE.replace("label: Why this one", "label: Why we chose it")


def typed(text: str, *, do: str = "check", base: int = 1, newest: int = 1) -> dict[str, Any]:
    return {"text": text.replace("\n", "\r\n"), "do": do, "base": base, "newest": newest}


def test_a_year_leads_to_its_step_forms_and_they_to_the_years_that_use_them(
    cast: Cast, opened_2023: Year, signed_in: SignIn
) -> None:
    browser = signed_in(cast.administrator)
    assert f'href="{PAGE}?version=1"' in browser.get("/years/2023/definition/").content.decode()
    page = browser.get(PAGE)
    assert [(one.year, one.number, one.forms, one.in_force) for one in page.context["years"]] == [(2023, 1, 1, True)]
    assert 'href="/years/2023/definition/?version=1"' in page.content.decode()
    assert f'href="{EDIT}?version=1"' in page.content.decode()
    assert "Why this one" in page.content.decode()


def test_only_administrators_edit(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    assert f'href="{EDIT}' not in signed_in(cast.monitor).get(PAGE).content.decode()
    assert signed_in(cast.monitor).post(EDIT, typed(OURS, do="save")).status_code == 403
    assert StepFormsVersion.objects.count() == 1


def test_a_check_says_what_changes_and_saves_nothing(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    assert browser.get(EDIT).context["form"]["text"].value() == SOURCE
    page = browser.post(EDIT, typed(OURS)).content.decode()
    assert "The text has no fault." in page
    assert "field “Why we chose it”, label" in page
    assert StepFormsVersion.objects.count() == 1


@pytest.mark.parametrize("do", ["check", "save"])
def test_every_fault_has_its_line_and_the_text_is_kept(
    cast: Cast, opened_2023: Year, signed_in: SignIn, do: str
) -> None:
    broken = SOURCE.replace("label: Why this one, kind: prose", "label: Why this one, kind: poem")
    answer = signed_in(cast.administrator).post(EDIT, typed(broken, do=do))
    assert answer.status_code == 422
    assert answer.context["form"]["text"].value() == broken
    fault = answer.context["problems"][0]
    assert "kind: poem" in broken.splitlines()[fault.line - 1]
    assert "must be one of assurance, choice" in fault.sentence
    assert StepFormsVersion.objects.count() == 1


def test_saving_makes_a_new_version_with_its_comments_and_no_year_changes(
    cast: Cast, opened_2023: Year, signed_in: SignIn
) -> None:
    answer = signed_in(cast.administrator).post(EDIT, typed(f"# ours\n{OURS}", do="save"))
    assert answer.headers["Location"] == f"{PAGE}?version=2"
    first, second = StepFormsVersion.objects.order_by("number")
    assert (first.source, second.source, second.loaded_by) == (SOURCE, f"# ours\n{OURS}", cast.administrator)
    assert DefinitionVersion.objects.get().step_forms == first
    assert Event.objects.filter(move="loaded_step_forms", by=cast.administrator).count() == 2
    page = signed_in(cast.monitor).get(COMPARE).content.decode()
    assert "Why we chose it" in page


def test_the_same_document_is_no_new_version(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    answer = signed_in(cast.administrator).post(EDIT, typed(SOURCE + "# a comment\n", do="save"))
    assert "The text says the same as version 1" in answer.content.decode()
    assert StepFormsVersion.objects.count() == 1


def test_of_two_at_once_the_later_sees_what_the_other_changed(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    services.load_step_forms(text=OURS, by=cast.administrator, at=NOON + timedelta(minutes=5))
    mine = SOURCE.replace("title: Consolidation", "title: Drawing together")
    browser = signed_in(cast.administrator)
    answer = browser.post(EDIT, typed(mine, do="save"))
    assert answer.status_code == 409
    assert f"{cast.administrator} saved version 2 on March 20, 2023, 12:05 p.m." in answer.content.decode()
    assert answer.context["form"]["text"].value() == mine
    assert StepFormsVersion.objects.count() == 2
    browser.post(EDIT, typed(mine, do="save", newest=answer.context["form"]["newest"].value()))
    assert StepFormsVersion.objects.get(number=3).source == mine


def test_step_forms_of_another_name_are_not_saved_here(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    answer = signed_in(cast.administrator).post(
        EDIT, typed(SOURCE.replace("name: cim\n", "name: ours\n", 1), do="save")
    )
    assert answer.status_code == 409
    assert "The text is the step forms ours, and this page is for cim." in answer.content.decode()


def test_a_check_names_the_years_that_could_not_use_the_text(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    without = definitions.renamed(SOURCE)
    answer = signed_in(cast.administrator).post(EDIT, typed(without))
    assert answer.status_code == 200
    assert answer.context["unfit"][0].startswith("2023: ")
    assert "Years that could not use it as they are" in answer.content.decode()


def test_what_no_one_loaded_is_not_there(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    for page in (PAGE, EDIT, COMPARE):
        assert browser.get(page).status_code == 404
