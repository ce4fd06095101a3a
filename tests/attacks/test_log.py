"""Who reads the log finds no word that someone typed, no address of a person, and no token of a link."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from celery import current_app
from django.db import connection
from django.test import Client
from pytest_django import Settings

from cim_portal.lib import logs
from improvement_plans.plans.models import Plan
from monitoring.notices.models import Notice
from monitoring.people.models import Person
from monitoring.work import jobs
from tests.attacks.test_strangers import started
from tests.cast import NOON, PASSWORD, Cast
from tests.faults.test_passing import mail_server

SignIn = Callable[[Person], Client]
TYPED = "Xenophon-was-suspended"
ADDRESS = "xena.parent@example.net"
FORMS = [logs.PlainLine, logs.JsonLine]


@contextmanager
def written(formatter: logging.Formatter) -> Iterator[StringIO]:
    """Write every line of the body, of all loggers from INFO on, as the portal does."""
    handler, root, lines = logging.StreamHandler(out := StringIO()), logging.getLogger(), logs.LINES
    handler.setFormatter(formatter)
    levels = root.level, lines.level
    root.addHandler(handler)
    root.setLevel("INFO")
    lines.setLevel("INFO")
    try:
        yield out
    finally:
        root.removeHandler(handler)
        root.setLevel(levels[0])
        lines.setLevel(levels[1])


def documents(out: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def requests_of(out: StringIO) -> list[dict[str, object]]:
    return [line for line in documents(out) if line["message"] == "request"]


@contextmanager
def database_that_repeats_what_it_was_sent(statement: str) -> Iterator[None]:
    """Let the statements that begin so fail, in words that hold what they were to write, as PostgreSQL's own errors do."""

    def fail(execute: Callable[..., object], sql: str, params: object, *rest: object) -> object:
        if sql.startswith(statement):
            raise ValueError(f"Key ({params}) is too long")
        return execute(sql, params, *rest)

    with connection.execute_wrapper(fail):
        yield


@pytest.mark.parametrize("form", FORMS)
def test_nothing_that_is_typed_or_mailed_is_in_the_log(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn, form: type[logging.Formatter]
) -> None:
    editor, stranger = signed_in(cast.editor), Client(raise_request_exception=False, enforce_csrf_checks=True)
    editor.raise_request_exception = False
    cast.approver.set_password(PASSWORD)
    cast.approver.save()
    said = {"request": "GET", "words": TYPED}
    with written(form()) as out:
        Client().post("/accounts/login/", {"login": cast.approver.email, "password": TYPED})
        Client().post("/accounts/login/", {"login": cast.approver.email, "password": PASSWORD})
        Client().post("/accounts/password/reset/", {"email": ADDRESS})
        Client().get(f"/accounts/password/reset/key/1-{TYPED}/")
        Client().get(f"/subscribe/confirm/{TYPED}/", said)
        Client().get(f"/{TYPED}/{ADDRESS}", said)
        Client().get("/", headers={"Host": f"{TYPED}.example.net"})
        Client().get("/", headers={"X-Request-ID": ADDRESS})
        Client().get("/", headers={"X-Request-ID": f"{TYPED}\r\nrequest"})
        stranger.post(f"/subscribe/leave/{TYPED}/", {"email": ADDRESS})
        editor.post(f"/plans/{cast.lea.code}/2023/step/1/consolidation/", {"question": TYPED})
        editor.get("/ledger/", {"words": TYPED, "page": TYPED})
        with database_that_repeats_what_it_was_sent('INSERT INTO "monitoring_subscriber"'):
            assert editor.post("/subscribe/", {"email": ADDRESS, "name": TYPED}).status_code == 500
    text = out.getvalue()
    for secret in (TYPED, ADDRESS, "example.net", PASSWORD, cast.approver.email, cast.editor.name, "Eli"):
        assert secret not in text, secret
    assert "ValueError" in text, "the fault itself is there"
    assert "subscribers.py" in text, "with where it was raised"


def test_what_a_job_fails_of_is_in_the_log_without_its_words(cast: Cast, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    notice = Notice.objects.create(
        person=cast.editor,
        kind="letter_issued",
        lea=cast.lea,
        values={"lea": TYPED, "year": 1, "level": "T"},
        notified_at=NOON,
    )
    job = jobs.enqueue("monitoring.mail_notice", notice, at=NOON, by=cast.approver)
    current_app.loader.import_default_modules()
    with mail_server() as server, written(logs.JsonLine()) as out:
        server.refuses = f"550 {ADDRESS} is not here"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.server_address[1]
        current_app.tasks["monitoring.mail_notice"].apply(kwargs={"job_id": job.pk})
        current_app.tasks["monitoring.mail_unknown"].apply(kwargs={"email": ADDRESS})
    text = out.getvalue()
    for secret in (TYPED, ADDRESS, cast.editor.email, "is not here"):
        assert secret not in text, secret
    line = next(line for line in documents(out) if line["message"] == "job")
    assert (line["job"], line["kind"], line["outcome"], line["fault"], line["person"]) == (
        *(job.pk, "monitoring.mail_notice", "failed"),
        *("SMTPRecipientsRefused", cast.approver.pk),
    )
    assert {line["fault"] for line in documents(out) if str(line["logger"]).startswith("celery")} == {
        "SMTPRecipientsRefused"
    }


def test_each_request_is_one_line_with_its_number_person_and_pattern(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    client, given = signed_in(cast.editor), "3f2a9c0e-1b7d-4e55-9a3c-6d2f0b8e7a11"
    with written(logs.JsonLine()) as out:
        answer = client.get(f"/leas/{cast.lea.code}/?words={TYPED}", headers={"X-Request-ID": given})
        Client().get("/no/such/address/")
        client.post("/accounts/logout/")
    page, unknown, left = requests_of(out)
    assert answer.headers["X-Request-ID"] == given
    wanted = {"request_id": given, "method": "GET", "view": "lea", "address": "/leas/<str:code>/", "status": 200}
    assert page == {**page, **wanted, "person": cast.editor.pk}
    assert isinstance(page["ms"], int)
    assert (unknown["view"], unknown["address"], unknown["status"], unknown["person"]) == ("none", None, 404, None)
    assert (left["view"], left["person"]) == ("account_logout", cast.editor.pk)


@pytest.mark.parametrize("given", ["", "short", "g" * 32, "a" * 65, "ada@example.org-000000", "../../etc/passwd"])
def test_a_number_that_is_none_is_replaced(db: None, given: str) -> None:
    said = Client().get("/healthz/none", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{32}", said)


def test_who_meets_a_fault_can_quote_its_number(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.editor)
    client.raise_request_exception = False
    with written(logs.JsonLine()) as out, database_that_repeats_what_it_was_sent('INSERT INTO "monitoring_subscriber"'):
        answer = client.post("/subscribe/", {"email": ADDRESS, "name": TYPED})
    number = answer.headers["X-Request-ID"]
    assert answer.status_code == 500
    assert number in answer.content.decode()
    assert {(line["request_id"], line["person"]) for line in documents(out)} == {(number, cast.editor.pk)}
    assert [line["level"] for line in documents(out)] == ["ERROR", "INFO"]


def test_a_library_s_sentence_is_written_with_numbers_and_nothing_else() -> None:
    library = logging.getLogger("library")
    with written(logs.PlainLine()) as out:
        library.warning("%s of %d bytes", TYPED, 12)
        library.warning("read by %(who)s", {"who": ADDRESS})
        library.warning(f"put together with {TYPED}")
        library.error(ValueError(TYPED))
        library.warning("It is full.", extra={"request": ADDRESS})
    said = [line.partition("library: ")[2] for line in out.getvalue().splitlines()]
    assert said == ["… of 12 bytes", "read by …", "…", "…", "It is full."]


@pytest.mark.attack
def test_the_web_server_that_runs_writes_lines_of_json_and_nothing_else(
    transactional_db: None, cast: Cast, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with started(tmp_path, DEMONSTRATION="1", LOG_FORMAT="json") as web:
        assert web.ask(f"/subscribe/confirm/{TYPED}/?words={ADDRESS}")[0] == 404
        assert web.ask("/healthz/live")[0] == 200
        assert web.ask("/accounts/login/", method="HEAD")[0] == 200
    found = documents(StringIO(capfd.readouterr().err))
    assert [(line["view"], line["status"]) for line in found] == [("confirm_subscription", 404), ("account_login", 200)]
    assert TYPED not in str(found)
