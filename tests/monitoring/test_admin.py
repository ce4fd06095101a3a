"""Django's admin site: a back door for operators, to look."""

import pytest
from django.contrib import admin
from django.test import Client

from monitoring.people.models import Person
from monitoring.years.models import Year
from tests.cast import Cast


@pytest.fixture
def operator(db: None) -> Client:
    person = Person.objects.create_superuser(email="operator@example.org", password="p")
    client = Client()
    client.force_login(person, backend="cim_portal.accounts.PortalBackend")
    return client


def test_an_operator_looks_at_every_list(operator: Client, opened_2023: Year) -> None:
    ours = [model for model in admin.site._registry if model._meta.app_label == "monitoring"]
    assert ours
    for model in ours:
        assert operator.get(f"/operators/monitoring/{model._meta.model_name}/").status_code == 200, model


def test_nothing_of_a_password_is_shown(operator: Client, cast: Cast) -> None:
    page = operator.get(f"/operators/monitoring/person/{cast.editor.pk}/change/").content.decode()
    assert "eli.editor@example.org" in page
    assert cast.editor.password not in page
    assert 'name="password"' not in page


def test_an_operator_closes_an_account(operator: Client, cast: Cast) -> None:
    operator.post(f"/operators/monitoring/person/{cast.editor.pk}/change/", {})
    cast.editor.refresh_from_db()
    assert not cast.editor.is_active


def test_the_ledger_cannot_be_changed_there(operator: Client, cast: Cast) -> None:
    assert operator.get("/operators/monitoring/event/add/").status_code == 403
    assert operator.get("/operators/monitoring/person/add/").status_code == 403


@pytest.mark.parametrize("who", ["administrator", "editor"])
def test_a_role_of_the_portal_opens_no_back_door(cast: Cast, who: str) -> None:
    client = Client()
    client.force_login(getattr(cast, who), backend="cim_portal.accounts.PortalBackend")
    assert client.get("/operators/").status_code == 302
