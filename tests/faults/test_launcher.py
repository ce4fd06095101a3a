"""What `manage.py run` does when something that it started is killed: it starts it again, and the portal goes on."""

import os
import signal
from collections.abc import Iterator

import pytest

from tests.load.portal import LIMIT, Portal, alive, running, until

pytestmark = [pytest.mark.faults, pytest.mark.attack]


@pytest.fixture
def portal() -> Iterator[Portal]:
    with running() as one:
        yield one


def test_what_is_killed_is_started_again_and_the_pages_answer_meanwhile(portal: Portal) -> None:
    for name in ("worker", "scheduler", "web"):
        before = portal.kill(name)
        assert portal.answers(within=LIMIT), f"without the {name} a visitor waits, and is not refused"
        until(lambda name=name, before=before: portal.number(name) != before[0], f"the {name} is started again")  # type: ignore[misc]
        until(lambda name=name: alive(portal.number(name)), f"the {name} runs")  # type: ignore[misc]
        if name == "web":
            until(lambda before=before: not any(map(alive, before)), "the processes of the killed server end")  # type: ignore[misc]
        until(portal.answers, "the pages answer")
    killed = portal.redis_pid()
    assert killed
    os.kill(killed, signal.SIGKILL)
    assert portal.answers(), "pages go without Redis"
    until(lambda: portal.redis_pid() not in (None, killed), "Redis is started again where it was")
    os.kill(portal.postgres_pid(), signal.SIGKILL)
    until(portal.postgres_answers, "PostgreSQL is started again where it was")
    until(portal.answers, "the pages answer again")
