"""What machines are told of the portal's health, by whatever name they ask."""

from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.utils.timezone import now

from monitoring.work import heartbeats
from monitoring.work.models import Heartbeat

ALL_WELL = {"database": True, "redis": True, "workers": True, "scheduler": True}


@pytest.fixture
def _all_at_work(db: None) -> None:
    for kind in (heartbeats.WORKER, heartbeats.SCHEDULER):
        heartbeats.note(kind, "one", at=now())


@pytest.mark.usefixtures("_all_at_work")
@pytest.mark.parametrize("path", ["/healthz", "/healthz/ready", "/healthz/live"])
@override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["portal.example"])
def test_it_answers_by_address_and_without_https(path: str) -> None:
    for method in ("get", "head"):
        assert getattr(Client(), method)(path, headers={"Host": "10.1.2.3:8000"}).status_code == 200
    assert Client().post(path).status_code == 405


@pytest.mark.usefixtures("_all_at_work")
@pytest.mark.parametrize(("kind", "key"), [(heartbeats.WORKER, "workers"), (heartbeats.SCHEDULER, "scheduler")])
def test_one_that_gives_no_sign_of_life_for_a_while_is_missed(kind: str, key: str) -> None:
    assert Client().get("/healthz").json() == ALL_WELL
    heartbeats.note(kind, "one", at=now() - heartbeats.DEAD_AFTER)
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {**ALL_WELL, key: False})
    heartbeats.note(kind, "another", at=now())
    assert Client().get("/healthz").json() == ALL_WELL


@pytest.mark.usefixtures("_all_at_work")
def test_redis_that_is_away_is_named() -> None:
    with override_settings(REDIS_URL="redis://127.0.0.1:1/0"):
        answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {**ALL_WELL, "redis": False})


def test_what_a_machine_that_is_no_more_left_behind_is_removed(db: None) -> None:
    heartbeats.note(heartbeats.WORKER, "gone", at=now() - heartbeats.KEPT - timedelta(minutes=1))
    heartbeats.note(heartbeats.WORKER, "there", at=now())
    assert list(Heartbeat.objects.values_list("name", flat=True)) == ["there"]
