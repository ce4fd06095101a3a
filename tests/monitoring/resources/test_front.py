"""The front page, and the way from a level and step to their resources."""

import pytest
from django.test import Client

from monitoring.years.models import Year


def test_the_front_says_when_no_year_is_open(client: Client, db: None) -> None:
    page = client.get("/").content.decode()
    assert "No year is open yet" in page
    assert "https://spptap.org" in page
    assert 'href="/status/"' in page


def test_the_front_says_what_each_level_of_the_newest_year_asks_for(client: Client, opened_2023: Year) -> None:
    page = client.get("/").content.decode()
    assert "The levels of 2023" in page
    assert "Targeted Level 2" in page
    assert "a reserve of 15 percent" in page
    assert "Indicator 9: Special Education in General" in page


def test_picking_leads_to_the_resources(client: Client, opened_2023: Year) -> None:
    assert client.get("/resources/?level=T2&step=1").headers["Location"] == "/resources/T2/1/"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("level=SL&step=2", "Cyclical Monitoring for Small LEAs has these steps: 1."),
        ("level=X&step=1", "Choose a level."),
        ("level=T2&step=x", "Targeted Level 2 has these steps: 1, 2, 3."),
        ("step=1", "Choose a level."),
    ],
)
def test_picking_what_does_not_exist_is_explained(client: Client, opened_2023: Year, query: str, sentence: str) -> None:
    answer = client.get(f"/resources/?{query}")
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_resources_without_a_choice_are_the_front(client: Client, db: None) -> None:
    assert client.get("/resources/").headers["Location"] == "/"


def test_picking_before_a_year_is_open_leads_nowhere(client: Client, db: None) -> None:
    assert client.get("/resources/?level=T2&step=1").status_code == 422
