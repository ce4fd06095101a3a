"""A server that is away for a while: the work waits for it, and is done once in the end."""

import errno
import smtplib
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import redis
from django.core.cache import cache
from django.db import OperationalError, connections
from django.test import Client
from django.utils.timezone import now
from pytest_django import Settings
from time_machine import travel

from determinations.uploads import services
from improvement_plans.plans.models import Plan
from monitoring.notices.models import Notice
from monitoring.work import jobs, passing
from monitoring.work.models import Job
from monitoring.years.models import Year
from tests.cast import NOON, PASSWORD, Cast

pytestmark = pytest.mark.faults
VALUES = {"lea": "Alder Unified", "year": 2023, "level": "Targeted 2"}


class MailServer(socketserver.ThreadingTCPServer):
    """A mail server that takes mails, or refuses every address where `refuses` says so."""

    allow_reuse_address = True
    daemon_threads = True
    refuses = ""

    def __init__(self, port: int = 0) -> None:
        self.taken: list[str] = []
        super().__init__(("127.0.0.1", port), _Talk)


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 here")
        for line in self.rfile:
            word = line.decode().split()[0].upper() if line.strip() else ""
            if word == "RCPT" and self.server.refuses:
                self._say(self.server.refuses)
            elif word == "DATA":
                self._say("354 go on")
                self.server.taken.append(self._text())
                self._say("250 taken")
            else:
                self._say("221 bye" if word == "QUIT" else "250 good")
            if word == "QUIT":
                return

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def _text(self) -> str:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.decode())
        return "".join(lines)


@contextmanager
def mail_server(port: int = 0) -> Iterator[MailServer]:
    with MailServer(port) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def port(settings: Settings) -> int:
    """A port of this machine on which no mail server is yet."""
    with MailServer() as server:
        port = int(server.server_address[1])
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    return port


@pytest.fixture
def job(cast: Cast) -> Job:
    notice = Notice.objects.create(
        person=cast.editor, kind="letter_issued", lea=cast.lea, values=VALUES, notified_at=NOON
    )
    return jobs.enqueue("monitoring.mail_notice", notice, at=now())


def test_a_mail_waits_for_a_mail_server_that_is_away_and_is_sent_once(job: Job, port: int) -> None:
    begins = now()
    with travel(begins, tick=False) as clock:
        for tries, pause in enumerate((1, 2, 4, 8, 16, 32, 60, 60), start=1):
            Job.objects.filter(pk=job.pk).update(attempt=0, tries=tries - 1)  # as `work_off` takes what is new
            jobs.work_off()
            job.refresh_from_db()
            assert (job.state, job.tries) == (Job.State.WAITING, tries)
            assert "refused" in job.fault
            assert job.again_at == now() + timedelta(minutes=pause)
            assert jobs.sweep(at=now() + timedelta(minutes=pause - 1)) == 0 or pause > 60
            clock.shift(timedelta(minutes=pause))
        with mail_server(port) as server:
            assert jobs.sweep(at=now() + timedelta(minutes=1)) == 1
            Job.objects.filter(pk=job.pk).update(attempt=0, tries=0)
            jobs.work_off()
            jobs.work_off()
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert len(server.taken) == 1
    assert Notice.objects.get().mailed_at is not None


def test_a_mail_server_that_is_away_for_a_day_is_given_up_with_the_reason(job: Job, port: int) -> None:
    Job.objects.filter(pk=job.pk).update(asked_at=now() - timedelta(hours=25))
    with pytest.raises(ConnectionRefusedError):
        jobs.work_off()
    job.refresh_from_db()
    assert (job.state, "refused" in job.fault) == (Job.State.FAILED, True)


def test_an_address_that_is_refused_for_good_fails_at_once_with_the_reason(job: Job, port: int) -> None:
    with mail_server(port) as server:
        server.refuses = "550 no such person"
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            jobs.work_off()
    job.refresh_from_db()
    assert (job.state, "no such person" in job.fault) == (Job.State.FAILED, True)


def test_an_address_that_is_refused_for_now_waits(job: Job, port: int) -> None:
    with mail_server(port) as server:
        server.refuses = "451 come back later"
        jobs.work_off()
    job.refresh_from_db()
    assert (job.state, job.tries) == (Job.State.WAITING, 1)


def fail(fault: Exception) -> None:
    raise fault


def test_work_that_is_asked_for_again_while_it_fails_is_done_by_the_other(job: Job) -> None:
    Job.objects.update(state="running", attempt=1)
    other = jobs.enqueue(job.kind, Notice.objects.get(), at=now())
    with jobs.claimed(job.pk, clock=now):
        fail(ConnectionRefusedError())
    assert list(Job.objects.values_list("pk", "state")) == [(other.pk, "waiting")]


def lose_the_connection(job: Job) -> None:
    """Work on the job until PostgreSQL ends the connection."""
    server = connections["default"].copy("default")
    with jobs.claimed(job.pk, clock=now), connections["default"].cursor() as cursor, server.cursor() as other:
        cursor.execute("SELECT pg_backend_pid()")
        other.execute("RESET ROLE")
        other.execute("SELECT pg_terminate_backend(%s)", [cursor.fetchone()[0]])
        server.close()
        Notice.objects.count()


@pytest.mark.usefixtures("transactional_db")
def test_a_connection_to_postgresql_that_breaks_in_the_middle_leaves_the_work_to_be_done(job: Job) -> None:
    lose_the_connection(job)
    job.refresh_from_db()
    assert (job.state, job.tries) == ("waiting", 1)
    later = now() + timedelta(minutes=2)
    assert jobs.sweep(at=later) == 1
    with jobs.claimed(job.pk, clock=lambda: later) as mine:
        assert mine is not None
    assert Job.objects.get().state == "done"


@pytest.fixture
def no_redis(settings: Settings) -> None:
    """Nothing answers where Redis was."""
    there = settings.CACHES["default"]
    settings.CACHES = {"default": {**there, "LOCATION": "redis://127.0.0.1:9/0"}}


def test_one_signs_in_and_reads_every_page_without_redis(
    cast: Cast, issued_2023: dict[str, Plan], no_redis: None
) -> None:
    cast.editor.set_password(PASSWORD)
    cast.editor.save()
    browser = Client()
    wrong = browser.post("/accounts/login/", {"login": cast.editor.email, "password": "wrong"})
    assert wrong.status_code == 200
    answer = browser.post("/accounts/login/", {"login": cast.editor.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/home/"
    for address in ("/home/", "/plans/0161119/2023/", "/plans/0161119/2023/step/1/", "/leas/0161119/", "/ledger/"):
        assert browser.get(address).status_code == 200, address
    cache.set("kept", 1)
    assert cache.get("kept", "nothing") == "nothing"


def test_a_check_ends_though_no_one_can_be_told_how_far_it_is(cast: Cast, published_2023: Year, no_redis: None) -> None:
    received = services.receive(
        year=published_2023,
        format="ranks",
        name="ranks.csv",
        content=b"year,lea_code,evaluation,percent_rank\n2023,0161119,intensive,9\n",
        by=cast.administrator,
        at=NOON,
    )
    services.request_check(upload=received.upload, by=cast.administrator, at=NOON)
    jobs.work_off()
    received.upload.refresh_from_db()
    assert received.upload.status == "ready"


@pytest.mark.parametrize(
    ("fault", "later"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EACCES, "Permission denied"), False),
        (redis.ConnectionError("away"), True),
        (OperationalError("server closed the connection"), True),
        (TimeoutError(), True),
        (smtplib.SMTPServerDisconnected("gone"), True),
        (smtplib.SMTPAuthenticationError(535, b"wrong password"), True),
        (smtplib.SMTPDataError(554, b"spam"), False),
        (ZeroDivisionError(), False),
        (KeyError("x"), False),
    ],
)
def test_which_faults_pass(fault: Exception, later: bool) -> None:
    assert passing.passes(fault) is later
