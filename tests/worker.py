"""A real Celery worker on the test's own database and broker, to be killed where a test asks for it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection


def environment() -> dict[str, str]:
    """Return the environment of a process that works on this test's database."""
    at = connection.settings_dict
    socket = at["OPTIONS"].get("host")  # of a server that listens in a folder
    place = f"/{at['NAME']}?host={socket}" if socket else f"{at['HOST']}:{at['PORT']}/{at['NAME']}"
    return {
        **os.environ,
        "DATABASE_URL": f"postgresql://{at['USER']}:{at['PASSWORD']}@{place}",
        "REDIS_URL": settings.REDIS_URL,
    }


@contextmanager
def worker(*, beat: bool = False) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a worker with one process for the body, then end it with everything it started."""
    words = ["celery", "-A", "cim_portal", "worker", "--concurrency=1", "--loglevel=ERROR", "--without-gossip"]
    process = subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-m", *words, "--without-mingle", *(["-B"] if beat else [])],
        env=environment(),
        start_new_session=True,
    )
    try:
        yield process
    finally:
        kill(process)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """Kill the worker and its child at once, as a machine that loses its power does."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)
