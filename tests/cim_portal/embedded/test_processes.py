"""Starts and stops of one folder, as real processes: the end of one never reaches the next."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

STOP = "from cim_portal.embedded import processes, servers; processes.stop(); servers.stop()"
LIMIT = 60  # seconds for any one of them


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Give the environment of a folder and a port of its own; nothing is left running in it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    (tmp_path / "run").mkdir()
    tmp_path.chmod(0o755)
    env = {**kept, "CIM_RUN_DIR": str(tmp_path / "run"), "PORT": str(port), "DEMONSTRATION": "0"}
    yield env
    stop(env)


def start(env: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "manage.py", "run"],
        env=env,
        cwd=settings.BASE_DIR,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def stop(env: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-c", STOP], env=env, cwd=settings.BASE_DIR, check=True, timeout=LIMIT)  # noqa: S603 - our own words


def until(holds: Callable[[], bool], why: str) -> None:
    deadline = time.monotonic() + LIMIT
    while not holds():
        assert time.monotonic() < deadline, why
        time.sleep(0.1)


def answers(env: dict[str, str]) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(env["PORT"]))) == 0


def noted(env: dict[str, str]) -> set[str]:
    return {file.stem for file in Path(env["CIM_RUN_DIR"]).glob("*.child")}


@pytest.mark.attack
def test_a_start_right_after_a_stop_is_not_stopped_by_the_last_one(folder: dict[str, str]) -> None:
    first = start(folder)
    until(lambda: answers(folder), "the first start answers")
    stop(folder)
    assert first.poll() is not None, "a stop waits until the start has ended"
    assert not noted(folder)

    second = start(folder)
    until(lambda: {"web", "worker", "scheduler"} <= noted(folder) and answers(folder), "the second start answers")
    assert first.wait(LIMIT) == 0
    with pytest.raises(subprocess.TimeoutExpired):
        second.wait(3)  # it goes on
    third = subprocess.run(
        [sys.executable, "manage.py", "run"],
        env=folder,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert "runs already" in third.stderr
    assert second.poll() is None
    assert answers(folder), "a refused start ends nothing"
    stop(folder)
    assert second.wait(LIMIT) == 0


REFUSED = [
    ({}, "Something else answers on port"),
    ({"SECRET_KEY": ""}, "SECRET_KEY is empty"),
    ({"HTTPS": "1"}, "The portal cannot send mail."),
]


@pytest.mark.attack
def test_a_refused_start_ends_the_servers_that_it_started_and_no_others(folder: dict[str, str]) -> None:
    data = Path(folder["CIM_RUN_DIR"]) / "postgres" / "postmaster.pid"
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(folder["PORT"])))
        other.listen()
        for more, why in REFUSED:
            if more:
                other.close()
            said = refused({**folder, **more})
            assert why in said
            assert not data.exists(), said
            assert not redis_answers(folder), said
    manage({**folder}, "check")
    assert "SECRET_KEY is empty" in refused({**folder, "SECRET_KEY": ""})
    assert data.exists(), "they were there before"
    assert redis_answers(folder)


def manage(env: dict[str, str], command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "manage.py", command],
        env=env,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )


def refused(env: dict[str, str]) -> str:
    answer = manage(env, "run")
    assert answer.returncode != 0
    return answer.stderr


def redis_answers(env: dict[str, str]) -> bool:
    port = int((Path(env["CIM_RUN_DIR"]) / "redis" / "port").read_text())
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
