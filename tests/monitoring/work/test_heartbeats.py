"""A worker writes its signs of life beside its work, and the processes that it starts never suffer from it."""

import os
import threading
import time

import pytest
from django.db import transaction

from monitoring.work import heartbeats
from monitoring.work.models import Heartbeat
from tests.at_once import waiting
from tests.cast import NOON


@pytest.mark.usefixtures("transactional_db")
def test_no_process_is_started_while_a_sign_of_life_is_written() -> None:
    heartbeats.note(heartbeats.WORKER, "celery@here", at=NOON)
    started = threading.Event()

    def start() -> None:
        if pid := os.fork():
            os.waitpid(pid, 0)
            started.set()
        else:
            os._exit(0)

    writing = threading.Thread(
        target=heartbeats.note_if_possible, args=[heartbeats.WORKER, "celery@here"], kwargs={"at": NOON}
    )
    starting = threading.Thread(target=start)
    with transaction.atomic():
        Heartbeat.objects.select_for_update().get()
        writing.start()
        _until_someone_waits()
        starting.start()
        assert not started.wait(0.5)
    assert started.wait(10)
    writing.join()
    starting.join()


def _until_someone_waits() -> None:
    ends = time.monotonic() + 10
    while not waiting():
        assert time.monotonic() < ends
