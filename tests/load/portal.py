"""The portal as `manage.py run` starts it, in a folder and on a port of its own, with what a test asks and kills of it."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import redis
from django.conf import settings

from cim_portal.lib.shapes import JsonObject

STOP = "from cim_portal.embedded import processes, servers; processes.stop(); servers.stop()"
LIMIT = 90  # seconds for any one of them
PATIENCE = 15  # seconds for a page, on a machine that does other things too
FOREIGN = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "CIM_EMBEDDED", "KEPT_FILES")


def until(holds: Callable[[], bool], why: str, *, limit: float = LIMIT) -> None:
    """Ask until it holds, and fail with the reason at the limit."""
    deadline = time.monotonic() + limit
    while not holds():
        assert time.monotonic() < deadline, why
        time.sleep(0.1)


@dataclass(frozen=True)
class Portal:
    """A portal that runs in a folder."""

    folder: Path
    port: int
    env: dict[str, str]

    def state(self, leas: int, *people: str) -> JsonObject:
        """Make a state of so many LEAs, and return what `tests.load.state` prints: who works in it, and how many letters wait."""
        words = [sys.executable, "-m", "tests.load.state", str(leas), *people]
        made = subprocess.run(  # noqa: S603 - our own words
            words, env=self.env, cwd=settings.BASE_DIR, check=True, capture_output=True, text=True
        )
        said: JsonObject = json.loads(made.stdout.splitlines()[-1])
        return said

    def answers(self, *, within: float = PATIENCE) -> bool:
        """Say whether the public page, which asks the database, is there within so many seconds."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=within) as page:
                return bool(page.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def number(self, name: str) -> int:
        """Return the process number of a part: web, worker, scheduler."""
        return int((self.folder / f"{name}.child").read_text())

    def kill(self, name: str) -> list[int]:
        """Kill a part at once, and return the number that it had, and those of what it had started."""
        pid = self.number(name)
        started = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        os.kill(pid, signal.SIGKILL)
        return [pid, *map(int, started)]

    def redis_pid(self) -> int | None:
        """Return the process number of Redis, or None while it is away."""
        port = (self.folder / "redis" / "port").read_text()
        address = f"redis://:{(self.folder / 'redis.secret').read_text()}@127.0.0.1:{port}/0"
        try:
            return int(redis.Redis.from_url(address).info("server")["process_id"])
        except redis.RedisError:
            return None

    def postgres_pid(self) -> int:
        """Return the process number of PostgreSQL's first process."""
        return int((self.folder / "postgres" / "postmaster.pid").read_text().split("\n")[0])

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Return what the database holds. Raises psycopg2.Error while it is away."""
        asked = psycopg2.connect(
            host=self.folder / "postgres",
            dbname="cim",
            user="cim_portal",
            password=(self.folder / "portal.secret").read_text(),
        )
        try:
            with asked.cursor() as cursor:
                cursor.execute(query)
                return list(cursor.fetchall())
        finally:
            asked.close()

    def seconds_used(self) -> float:
        """Return how long the processor worked for the portal, its servers and whoever asks, in all."""
        parents = {pid: _stat(pid)[1] for pid in _pids()}
        ours = {self.number("run"), self.postgres_pid(), self.redis_pid(), os.getpid()}
        while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
            ours |= more
        return sum(sum(_stat(pid)[11:15]) for pid in ours if pid) / os.sysconf("SC_CLK_TCK")

    def postgres_answers(self) -> bool:
        """Say whether PostgreSQL takes connections."""
        try:
            return bool(self.rows("SELECT 1"))
        except psycopg2.Error:
            return False


@contextmanager
def running() -> Iterator[Portal]:
    """Run a portal for the body, in a folder that is gone afterwards.

    It is no folder of pytest's, which shuts those of an account to all others whenever it starts: PostgreSQL may run as
    another one.
    """
    with tempfile.TemporaryDirectory(prefix="portal-") as folder:
        Path(folder).chmod(0o755)
        with _running(Path(folder) / "run") as portal:
            yield portal


@contextmanager
def _running(run: Path) -> Iterator[Portal]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    run.mkdir()
    kept = {name: said for name, said in os.environ.items() if name not in FOREIGN}
    env = {**kept, "CIM_RUN_DIR": str(run), "PORT": str(port), "DEMONSTRATION": "0"}
    launched = subprocess.Popen(
        [sys.executable, "manage.py", "run"],
        env=env,
        cwd=settings.BASE_DIR,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    portal = Portal(run, port, env)
    try:
        until(portal.answers, "the portal answers")
        until((run / "scheduler.child").exists, "everything is started")
        yield portal
    finally:
        subprocess.run([sys.executable, "-c", STOP], env=env, cwd=settings.BASE_DIR, check=True, timeout=LIMIT)  # noqa: S603 - our own words
        launched.wait(timeout=LIMIT)


def seconds_worked() -> float:
    """Return how long the processors of the machine worked, for whomever."""
    worked = [int(one) for one in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    return (sum(worked) - worked[3] - worked[4]) / os.sysconf("SC_CLK_TCK")  # but for idling and waiting for a disk


def _pids() -> list[int]:
    return [int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit()]


def _stat(pid: int) -> list[int]:
    """Return what Linux says of a process, from its state on, which is 0 here; nothing but zeros where it has ended."""
    try:
        said = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return [0] * 20
    return [0, *map(int, said[1:20])]


def alive(pid: int) -> bool:
    """Say whether a process runs, and is not only waited for."""
    try:
        return b"Z" not in Path(f"/proc/{pid}/stat").read_bytes().rsplit(b")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
