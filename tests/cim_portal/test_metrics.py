"""What monitoring reads at /metrics, and who else reads it."""

import http.client
import os
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client, override_settings
from prometheus_client.parser import text_string_to_metric_families

from determinations.letters.models import Letter
from improvement_plans.plans.models import Plan
from monitoring.notices.models import Notice
from monitoring.people.models import Person
from monitoring.work import heartbeats, jobs
from monitoring.work.models import Job
from tests.attacks.test_strangers import Web, children, started
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]
TOKEN = "0123456789abcdef" * 3
KNOWS = {"Authorization": f"Bearer {TOKEN}"}
with_token = override_settings(METRICS_TOKEN=TOKEN)


def read(text: str) -> dict[tuple[str, ...], float]:
    """Return each sample by its name and the values of its labels, in the order of the labels' names."""
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def metrics_text() -> str:
    answer = Client().get("/metrics", headers=KNOWS)
    assert answer.status_code == 200
    return answer.content.decode()


def asked() -> dict[tuple[str, ...], float]:
    return read(metrics_text())


@pytest.mark.parametrize("given", ["", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN, "Bearer é"])
@pytest.mark.parametrize("token", ["", TOKEN])
def test_for_who_does_not_know_the_token_it_is_no_address(db: None, given: str, token: str) -> None:
    with override_settings(METRICS_TOKEN=token):
        for send in (Client().get, Client(enforce_csrf_checks=True).post):
            headers = {"Authorization": given} if given else {}
            said, nothing = (send(path, headers=headers) for path in ("/metrics", "/metric"))
            assert (said.status_code, said.content) == (nothing.status_code, nothing.content)
            assert said.status_code == 404


def test_without_a_token_set_no_empty_one_opens_it(db: None) -> None:
    assert Client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@with_token
@override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["portal.example"])
def test_monitoring_asks_by_address_and_without_https(db: None) -> None:
    answer = Client().get("/metrics", headers={**KNOWS, "Host": "10.1.2.3:8000"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")


@with_token
def test_it_says_what_waits_what_failed_and_who_works(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    Job.objects.all().delete()
    at = NOON + timedelta(minutes=10)
    notice = Notice.objects.create(person=cast.editor, kind="letter_issued", notified_at=NOON)
    jobs.enqueue("monitoring.mail_notice", notice, at=NOON)
    failed = jobs.enqueue("determinations.draw_letter", Letter.objects.earliest("pk"), at=NOON)
    Job.objects.filter(pk=failed.pk).update(state="failed", ended_at=NOON)
    for name in ("one", "two"):
        heartbeats.note(heartbeats.WORKER, name, at=at)
    heartbeats.note(heartbeats.SCHEDULER, "scheduler", at=NOON)
    with time_machine.travel(at, tick=False):
        found = asked()
    assert {name: value for name, value in found.items() if not name[0].startswith("cim_request")} == {
        ("cim_jobs", "monitoring.mail_notice", "soon", "waiting"): 1,
        ("cim_jobs", "determinations.draw_letter", "batch", "failed"): 1,
        ("cim_oldest_waiting_job_seconds", "now"): 0,
        ("cim_oldest_waiting_job_seconds", "soon"): 600,
        ("cim_oldest_waiting_job_seconds", "batch"): 0,
        ("cim_mails", "failed"): 0,
        ("cim_mails", "waiting"): 1,
        ("cim_mails", "sent"): 0,
        ("cim_processes_alive", "worker"): 2,
        ("cim_processes_alive", "scheduler"): 0,
        ("cim_database_up",): 1,
    }


@with_token
def test_the_guide_for_operators_names_each_measure(db: None) -> None:
    Client().get("/")
    names = {family.name for family in text_string_to_metric_families(metrics_text())}
    guide = (settings.BASE_DIR / "docs" / "operator.md").read_text()
    assert {name for name in names if f"| `{name.removesuffix('_created')}` |" not in guide} == set()


@with_token
def test_while_the_database_is_away_it_says_so(db: None) -> None:
    def away(*_: object) -> object:
        raise OperationalError("the connection is lost")

    with connection.execute_wrapper(away):
        assert asked()[("cim_database_up",)] == 0


@with_token
def test_requests_are_counted_by_view_and_not_by_what_is_in_the_address(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.editor)
    before = asked()
    for path in (f"/leas/{cast.lea.code}/", "/leas/0000000/", "/no/such/address/", "/another/one/"):
        client.get(path)
    client.generic("JUMP", "/home/")
    new = {
        name[1:]: value - before.get(name, 0) for name, value in asked().items() if name[0].endswith("seconds_count")
    }
    assert {name: value for name, value in new.items() if value} == {
        ("GET", "200", "lea"): 1,
        ("GET", "404", "lea"): 1,
        ("GET", "404", "none"): 2,
        ("other", "405", "home"): 1,
    }
    assert cast.lea.code not in str(asked())


@pytest.mark.attack
def test_the_processes_of_a_server_add_up_whichever_is_asked_and_also_one_that_died(
    transactional_db: None, cast: Cast, tmp_path: Path
) -> None:
    with started(tmp_path, DEMONSTRATION="1", METRICS_TOKEN=TOKEN) as web:
        for _ in range(20):
            assert web.ask("/accounts/login/")[0] == 200
        assert {counted(web) for _ in range(8)} == {20.0}
        os.kill(children(web.process.pid)[0], signal.SIGKILL)
        for _ in range(20):
            assert web.ask("/accounts/login/")[0] == 200
        assert {counted(web) for _ in range(8)} == {40.0}


def counted(web: Web) -> float:
    """Return how many visits to the sign-in page whichever process answers knows of."""
    asked = http.client.HTTPConnection("127.0.0.1", web.port, timeout=10)
    asked.request("GET", "/metrics", headers=KNOWS)
    answer = asked.getresponse()
    found = read(answer.read().decode())
    asked.close()
    return found["cim_request_seconds_count", "GET", "200", "account_login"]
