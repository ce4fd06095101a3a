"""What `manage.py run` does when something that it started is killed: it starts it again, and the portal goes on."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest
import redis
from django.conf import settings

pytestmark = [pytest.mark.faults, pytest.mark.attack]
STOP = "from cim_portal.embedded import processes, servers; processes.stop(); servers.stop()"
LIMIT = 90  # seconds for any one of them


def until(holds: Callable[[], bool], why: str) -> None:
    deadline = time.monotonic() + LIMIT
    while not holds():
        assert time.monotonic() < deadline, why
        time.sleep(0.1)


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """Run a portal in a folder and on a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    folder = tmp_path / "run"
    folder.mkdir()
    tmp_path.chmod(0o755)
    kept = {name: said for name, said in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    env = {**kept, "CIM_RUN_DIR": str(folder), "PORT": str(port), "DEMONSTRATION": "0"}
    launched = subprocess.Popen(
        [sys.executable, "manage.py", "run"],
        env=env,
        cwd=settings.BASE_DIR,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until(lambda: answers(port), "the portal answers")
    until(lambda: (folder / "scheduler.child").exists(), "everything is started")
    yield folder, port
    subprocess.run([sys.executable, "-c", STOP], env=env, cwd=settings.BASE_DIR, check=True, timeout=LIMIT)  # noqa: S603 - our own words
    launched.wait(timeout=LIMIT)


def answers(port: int) -> bool:
    """Say whether the public page, which asks the database, is there."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
            return bool(page.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def number(folder: Path, name: str) -> int:
    return int((folder / f"{name}.child").read_text())


def alive(pid: int) -> bool:
    try:
        return b"Z" not in Path(f"/proc/{pid}/stat").read_bytes().rsplit(b")", 1)[1].split()[0]
    except FileNotFoundError:
        return False


def redis_pid(folder: Path) -> int | None:
    address = f"redis://:{(folder / 'redis.secret').read_text()}@127.0.0.1:{(folder / 'redis' / 'port').read_text()}/0"
    try:
        return int(redis.Redis.from_url(address).info("server")["process_id"])
    except redis.RedisError:
        return None


def postgres_answers(folder: Path) -> bool:
    try:
        psycopg2.connect(
            host=folder / "postgres",
            dbname="cim",
            user="cim_portal",
            password=(folder / "portal.secret").read_text(),
        ).close()
    except psycopg2.Error:
        return False
    return True


def test_what_is_killed_is_started_again_and_the_pages_answer_meanwhile(portal: tuple[Path, int]) -> None:
    folder, port = portal
    for name in ("worker", "scheduler", "web"):
        before = number(folder, name)
        os.kill(before, signal.SIGKILL)
        if name != "web":
            assert answers(port), name
        until(lambda name=name, before=before: number(folder, name) != before, f"the {name} is started again")  # type: ignore[misc]
        until(lambda name=name: alive(number(folder, name)), f"the {name} runs")  # type: ignore[misc]
        until(lambda: answers(port), "the pages answer")
    killed = redis_pid(folder)
    assert killed
    os.kill(killed, signal.SIGKILL)
    assert answers(port), "pages go without Redis"
    until(lambda: redis_pid(folder) not in (None, killed), "Redis is started again where it was")
    os.kill(int((folder / "postgres" / "postmaster.pid").read_text().split("\n")[0]), signal.SIGKILL)
    until(lambda: postgres_answers(folder), "PostgreSQL is started again where it was")
    until(lambda: answers(port), "the pages answer again")
