"""Who is signed out learns it, and comes back to a page: never to an address that only takes what is sent to it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("db")
PAGE = "/plans/0161119/2023/step/1/consolidation/"


def page_after(address: str) -> str:
    return parse_qs(urlsplit(address).query)["next"][0]


def test_a_page_s_own_request_is_told_that_the_session_has_ended(client: Client) -> None:
    answer = client.post(PAGE, headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{PAGE}?a=1"})
    assert (answer.status_code, answer.content) == (401, b"")
    assert page_after(answer.headers["Sign-In"]) == f"{PAGE}?a=1"


def test_without_the_browser_s_token_it_is_told_the_same() -> None:
    answer = Client(enforce_csrf_checks=True).post(PAGE, headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert page_after(answer.headers["Sign-In"]) == PAGE


@pytest.mark.parametrize(
    ("sent_to", "came_from", "page"),
    [
        (f"{PAGE}comment/", "", PAGE),
        (f"{PAGE}comment/", f"http://testserver{PAGE}?a=1", f"{PAGE}?a=1"),
        (f"{PAGE}comment/", f"https://elsewhere.example{PAGE}", PAGE),
        (f"{PAGE}comment/", f"http://testserver{PAGE}comment/", PAGE),
        ("/plans/0161119/2023/step/1/review/begin/", "", "/plans/0161119/2023/step/1/review/"),
        ("/resources/keep/5/withdraw/", "", "/resources/keep/5/"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_signing_in_leads_back_to_a_page(client: Client, method: str, sent_to: str, came_from: str, page: str) -> None:
    headers = {"Referer": came_from} if came_from else {}
    answer = getattr(client, method)(sent_to, headers=headers)
    assert page_after(answer.headers["Location"]) == page
