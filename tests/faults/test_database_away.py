"""Pages while PostgreSQL is away: a plain answer that says when to ask again, and everything as before when it is back."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings

from cim_portal.lib import storing
from improvement_plans.plans.models import Plan
from improvement_plans.workbook.models import AnswerVersion, Attachment
from tests.cast import Cast
from tests.faults.test_health import Portal, portal  # noqa: F401 - a fixture
from tests.load.portal import until
from tests.s3 import bucket

pytestmark = pytest.mark.faults
REVIVED = "from cim_portal.embedded import servers; print(servers.revive())"


@pytest.fixture
def away(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """Nothing answers where the database was."""
    there = connection.settings_dict["HOST"]
    connection.close()
    connection.settings_dict["HOST"] = str(tmp_path)
    yield
    connection.close()
    connection.settings_dict["HOST"] = there


@pytest.mark.parametrize("address", ["/", "/home/", "/plans/0161119/2023/step/1/", "/status/", "/operations/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_each_page_says_when_to_ask_again_while_the_database_is_away(away: None, address: str, method: str) -> None:
    browser = Client(raise_request_exception=False)
    browser.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    answer = getattr(browser, method)(address)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    text = answer.content.decode()
    assert "The portal is away for a moment" in text
    assert answer["X-Request-ID"] in text


def test_a_fault_of_the_portal_is_not_called_a_moment(cast: Cast) -> None:
    browser = Client(raise_request_exception=False)
    with connection.execute_wrapper(_deadlock):
        answer = browser.get("/status/")
    assert answer.status_code == 500
    assert "Retry-After" not in answer


def _deadlock(execute: object, sql: str, *rest: object) -> object:
    with connection.connection.cursor() as cursor:
        return cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'met' USING ERRCODE = 'deadlock_detected'; END $$")


def test_what_was_typed_next_to_a_file_is_saved_though_the_place_of_files_is_away(
    cast: Cast, issued_2023: dict[str, Plan], client: Client
) -> None:
    with bucket() as gone:
        address = gone.address
    client.force_login(cast.editor, backend="cim_portal.accounts.PortalBackend")
    client.raise_request_exception = False
    from_there = {**settings.STORAGES, storing.ALIAS: storing.backend(address)}
    with override_settings(STORAGES=from_there), open(__file__, "rb") as file:
        answer = client.post("/plans/0161119/2023/step/1/ppp_review/", {"areas": "placement", "evidence": file})
    assert (answer.status_code, Attachment.objects.exists()) == (200, False)
    assert AnswerVersion.objects.get().value["areas"] == ["placement"]


def asked(portal: Portal, path: str) -> tuple[int, str, str]:  # noqa: F811 - the fixture's value
    """Return the status, when to ask again, and the text of a page."""
    there = HTTPConnection("127.0.0.1", int(portal.env["PORT"]), timeout=15)
    try:
        there.request("GET", path, headers={"Host": "portal.example", "X-Forwarded-Proto": "https"})
        answer = there.getresponse()
        return answer.status, answer.headers.get("Retry-After", ""), answer.read().decode()
    finally:
        there.close()


def revived(portal: Portal) -> str:  # noqa: F811 - the fixture's value
    """Start again what is gone, as `make run` does twice a second, and return what it was."""
    return subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", REVIVED],
        env={**portal.env, "CIM_EMBEDDED": "1"},
        cwd=settings.BASE_DIR,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


@pytest.mark.attack
def test_pages_come_back_with_the_database(portal: Portal) -> None:  # noqa: F811 - the fixture
    with portal.running("web"):
        portal.until(lambda said: True)
        assert asked(portal, "/")[0] == 200
        note = Path(portal.env["CIM_RUN_DIR"]) / "postgres" / "postmaster.pid"
        os.kill(int(note.read_text().split()[0]), signal.SIGKILL)
        until(lambda: asked(portal, "/")[0] != 200, "the database is away")
        for _ in range(8):  # each thread of each process, with the connection that it had
            status, again, text = asked(portal, "/status/")
            assert (status, again) == (503, "30")
            assert "The portal is away for a moment" in text
        until(lambda: "PostgreSQL" in revived(portal), "it is started again where it was")
        until(lambda: portal.ask("/healthz")[1]["database"], "the database is back")
        for _ in range(8):
            assert asked(portal, "/")[0] == 200
