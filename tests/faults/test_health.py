"""What the portal says of its health while one thing after the other is away, in a folder with servers of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import psycopg2
import pytest
import redis
from django.conf import settings

from cim_portal.embedded import servers
from cim_portal.management.commands.run import PROCESSES

pytestmark = [
    pytest.mark.faults,
    pytest.mark.attack,
    pytest.mark.skipif(not servers.THERE, reason="there are no embedded servers to kill"),
]
LIMIT = 60  # seconds for any one of them
STARTED = """
import json, os
from cim_portal.embedded import servers
servers.put_into_environment()
print(json.dumps({name: os.environ[name] for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")}))
"""


@dataclass(frozen=True)
class Portal:
    """A folder with servers of its own, in which the portal's processes are started by their names."""

    env: dict[str, str]

    def ask(self, path: str = "/healthz", *, host: str = "10.1.2.3") -> tuple[int, dict[str, bool]]:
        """Return the status and what is said. Raises OSError where no one answers."""
        asked = HTTPConnection("127.0.0.1", int(self.env["PORT"]), timeout=10)
        try:
            asked.request("GET", path, headers={"Host": host})
            answer = asked.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            asked.close()

    def until(self, holds: Callable[[tuple[int, dict[str, bool]]], bool]) -> tuple[int, dict[str, bool]]:
        """Ask until it holds of the answer, and return it."""
        ends = time.monotonic() + LIMIT
        said: object = None
        while time.monotonic() < ends:
            try:
                if holds(said := self.ask()):
                    return said
            except OSError as fault:
                said = fault
            time.sleep(0.05)
        raise AssertionError(said)

    @contextmanager
    def running(self, name: str) -> Iterator["subprocess.Popen[bytes]"]:
        words = PROCESSES[name].format(port=self.env["PORT"]).split()
        process = subprocess.Popen(  # noqa: S603 - our own words
            [sys.executable, "-m", *words],
            env=self.env,
            cwd=settings.BASE_DIR,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            kill(process)

    def age(self, kind: str) -> None:
        """Make the last sign of life of a kind a minute older."""
        connection = psycopg2.connect(self.env["DATABASE_URL"])
        with connection, connection.cursor() as cursor:
            cursor.execute(
                "UPDATE monitoring_heartbeat SET at = at - interval '1 minute' WHERE kind = %s RETURNING name", [kind]
            )
            assert cursor.fetchall(), f"the {kind} gave a sign of life"
        connection.close()


def kill(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "run").mkdir()
    tmp_path.chmod(0o755)
    foreign = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
    env = {name: value for name, value in os.environ.items() if name not in foreign}
    env |= {"CIM_RUN_DIR": str(tmp_path / "run"), "PORT": str(port), "DEMONSTRATION": "0", "HTTPS": "1"}
    env |= {"PORTAL_URL": "https://portal.example", "EMAIL_URL": "smtp://127.0.0.1:1", "SECRET_KEY": "x1" * 40}
    env |= json.loads(_python(["-c", STARTED], env))
    _python(["manage.py", "migrate", "--verbosity=0"], env)
    yield Portal(env)
    _python(["-c", "from cim_portal.embedded import servers; servers.stop()"], env)


def _python(words: list[str], env: dict[str, str]) -> str:
    return subprocess.run(  # noqa: S603 - our own words
        [sys.executable, *words],
        env=env,
        cwd=settings.BASE_DIR,
        check=True,
        timeout=LIMIT,
        capture_output=True,
        text=True,
    ).stdout


def test_health_says_what_works_and_what_does_not(portal: Portal) -> None:
    """With HTTPS on, asked without it and by address."""
    all_well = {"database": True, "redis": True, "workers": True, "scheduler": True}
    with portal.running("web"):
        assert portal.until(lambda said: True) == (503, {**all_well, "workers": False, "scheduler": False})
        with portal.running("worker") as worker, portal.running("scheduler") as scheduler:
            assert portal.until(lambda said: said[0] == 200) == (200, all_well)
            kill(worker)
            portal.age("worker")
            assert portal.ask() == (503, {**all_well, "workers": False})
            kill(scheduler)
            portal.age("scheduler")
            assert portal.ask("/healthz/ready") == (503, {**all_well, "workers": False, "scheduler": False})


def test_health_is_truthful_and_quick_while_a_server_is_away(portal: Portal) -> None:
    with portal.running("web"), portal.running("worker"), portal.running("scheduler"):
        portal.until(lambda said: said[0] == 200)
        redis.Redis.from_url(portal.env["REDIS_URL"]).shutdown(nosave=True)
        portal.age("worker")
        portal.age("scheduler")
        said = portal.until(lambda said: said[1]["workers"] and said[1]["scheduler"])  # both go on giving signs of life
        assert said == (503, {"database": True, "redis": False, "workers": True, "scheduler": True})

        postmaster = int((Path(portal.env["CIM_RUN_DIR"]) / "postgres" / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGKILL)
        portal.until(lambda said: not said[1]["database"])
        began = time.monotonic()
        for _ in range(8):  # each thread of each process, with the connection that it had
            assert portal.ask() == (503, {"database": False, "redis": False, "workers": False, "scheduler": False})
            assert portal.ask("/healthz/live") == (200, {"live": True})
        assert time.monotonic() - began < 12  # had each waited for the database as long as it may, 24
