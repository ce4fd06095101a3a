"""Strangers who send slowly, or far too much, to the web server that runs: it answers everyone else as before."""

import fcntl
import http.client
import json
import os
import select
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from cim_portal import serving
from cim_portal.embedded.folder import run_dir
from cim_portal.embedded.listening import listen
from cim_portal.management.commands.run import PROCESSES
from monitoring.people.models import Person
from tests.cast import Cast
from tests.worker import environment

MB = 1024 * 1024
AT_ONCE = 8.0  # seconds in which everyone else is answered, also by a busy machine: before who is slow is dropped
LIMIT = 30  # seconds for a start
BOUNDARY = "x" * 20


@dataclass(frozen=True)
class Web:
    """The web server of the test's database, started as the portal starts it."""

    process: "subprocess.Popen[bytes]"
    port: int

    def connect(self, *, of: str = "127.0.0.1") -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10, source_address=(of, 0))

    def send(self, start: bytes) -> socket.socket:
        connection = self.connect()
        connection.sendall(start)
        return connection

    def ask(self, path: str, *, of: str = "127.0.0.1", method: str = "GET", within: int = 10) -> tuple[int, float]:
        """Return the status of an address, and the seconds that it took."""
        began = time.monotonic()
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=within, source_address=(of, 0))
        asked.request(method, path)
        status = asked.getresponse().status
        asked.close()
        return status, time.monotonic() - began

    def answers_everyone(self, *, of: str = "127.0.0.1") -> None:
        for path in ("/healthz/live", "/accounts/login/"):
            status, seconds = self.ask(path, of=of)
            assert (status, seconds < AT_ONCE) == (200, True), (path, seconds)

    def kept(self) -> int:
        """Return how many bytes the server's processes have in files that have no name any more."""
        own = [self.process.pid, *children(self.process.pid)]
        total = 0
        for descriptor in (entry for pid in own for entry in Path(f"/proc/{pid}/fd").iterdir()):
            with suppress(FileNotFoundError):  # closed at this moment
                found = descriptor.stat()
                total += found.st_size if stat.S_ISREG(found.st_mode) and found.st_nlink == 0 else 0
        return total


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def sockets(pid: int) -> int:
    return sum(str(one.readlink()).startswith("socket:") for one in Path(f"/proc/{pid}/fd").iterdir())


@cache
def collect() -> None:
    """Have what the pages are drawn with in place, as `manage.py run` does, once, and by one process of pytest at a time."""
    with open(run_dir() / "collect.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        words = [sys.executable, "-m", "cim_portal.embedded.frontend", "--collect"]
        subprocess.run(words, env=environment(), cwd=settings.BASE_DIR, check=True)  # noqa: S603 - our own words


@contextmanager
def started(folder: Path, ends: int = 0, /, **env: str) -> Iterator[Web]:
    collect()
    with listen("127.0.0.1", 0) as door:
        port, number = door.getsockname()[1], door.fileno()
        process = subprocess.Popen(  # noqa: S603 - our own words
            [sys.executable, "-m", *PROCESSES["web"].format(port=port).split(), f"--socket={number}"],
            env={**environment(), "TMPDIR": str(folder), "UPLOAD_LIMIT_MB": "2", **env},
            cwd=settings.BASE_DIR,
            pass_fds=[number],
        )
    web = Web(process, port)
    try:
        assert web.ask("/healthz/live", within=LIMIT)[0] == 200  # who comes early waits at the door
        yield web
    finally:  # also where a test fails
        process.terminate()
        ended = process.wait(10)
    assert ended == ends


@pytest.fixture
def web(transactional_db: None, cast: Cast, tmp_path: Path) -> Iterator[Web]:
    with started(tmp_path, DEMONSTRATION="1") as one:
        yield one


def post(path: str, *, length: int, cookie: str = "") -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Length: {length}"]
    lines.append(f"Content-Type: multipart/form-data; boundary={BOUNDARY}")
    return "\r\n".join([*lines, *([f"Cookie: {cookie}"] if cookie else []), "", ""]).encode()


def status_of(connection: socket.socket) -> int:
    answer = http.client.HTTPResponse(connection)
    answer.begin()
    return answer.status


SLOW = (
    b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nX-",
    post("/accounts/login/", length=60_000) + b"login=",
)
STAYS = b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n"


def test_slow_visitors_and_large_bodies_hold_up_no_one_and_nothing_of_them_is_kept(web: Web, tmp_path: Path) -> None:
    with ExitStack() as open_ones:
        for number in range(24):
            open_ones.enter_context(web.send(SLOW[number % 2]))
        web.answers_everyone()
        large = [
            open_ones.enter_context(web.send(post("/accounts/login/", length=60 * MB) + b"x" * 64 * 1024))
            for _ in range(50)
        ]
        web.answers_everyone()
        assert {status_of(connection) for connection in large} == {413}
        assert web.kept() == 0
        assert list(tmp_path.iterdir()) == []
        web.answers_everyone()


def test_a_body_without_a_length_is_refused_at_the_limit(web: Web) -> None:
    start = post("/accounts/login/", length=0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    with web.send(start + b"20000\r\n" + b"x" * 0x20000 + b"\r\n") as connection:
        assert status_of(connection) == 413


def test_a_program_is_refused_in_json(web: Web) -> None:
    with web.send(post("/api/levels?year=2023", length=60 * MB) + b"x" * 64 * 1024) as connection:
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        assert (answer.status, answer.headers["Content-Type"]) == (413, "application/json")
        assert "more than the portal takes" in json.loads(answer.read())["detail"]


def test_who_only_pretends_to_be_signed_in_sends_no_file(web: Web) -> None:
    body = b"x" * (2 * MB)
    made_up = f"{settings.SESSION_COOKIE_NAME}=made-up"
    with web.send(post("/years/2023/uploads/receive/", length=len(body), cookie=made_up) + body) as connection:
        assert status_of(connection) == 413
    with web.send(post("/accounts/login/", length=len(body), cookie=made_up)) as connection:
        assert status_of(connection) == 413, "where no file is taken, it is not read"


def test_what_one_address_can_have_the_server_hold_is_bounded(web: Web) -> None:
    start = post("/years/2023/uploads/receive/", length=3 * MB, cookie=f"{settings.SESSION_COOKIE_NAME}=made-up")
    with ExitStack() as open_ones:
        for _ in range(24):
            open_ones.enter_context(web.send(start + b"x" * (3 * MB - 1)))
        held = 2 * serving.HELD_UPLOADS * 3 * MB  # of both processes
        ends = time.monotonic() + 10
        while web.kept() > held:
            assert time.monotonic() < ends, web.kept()
        web.answers_everyone()


def test_one_address_with_very_many_connections_shuts_out_neither_itself_nor_others(web: Web) -> None:
    with ExitStack() as open_ones:
        for number in range(450):
            open_ones.enter_context(web.send(SLOW[number % 2]))
        web.answers_everyone()
        web.answers_everyone(of="127.0.0.2")


def test_who_comes_goes_to_the_process_with_fewer_who_stay(web: Web) -> None:
    busy, held_up = children(web.process.pid)
    with ExitStack() as open_ones:

        def come(number: int) -> None:
            for _ in range(number):
                assert status_of(open_ones.enter_context(web.send(STAYS))) == 200

        os.kill(held_up, signal.SIGSTOP)
        come(60)
        os.kill(held_up, signal.SIGCONT)
        before = sockets(held_up)
        come(40)
        assert sockets(held_up) - before >= 32
        assert sockets(busy) >= 60


def test_head_has_no_body_and_a_process_that_dies_is_started_again(web: Web) -> None:
    with web.send(b"HEAD /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n") as connection:
        head, _, body = connection.makefile("rb").read().partition(b"\r\n\r\n")
    assert (head.startswith(b"HTTP/1.1 200"), body) == (True, b"")
    for process in children(web.process.pid):
        os.kill(process, 9)
    web.answers_everyone()


def test_processes_end_with_the_one_that_started_them_though_someone_is_being_waited_for(
    transactional_db: None, tmp_path: Path
) -> None:
    with started(tmp_path, -signal.SIGKILL, DEMONSTRATION="1") as web, ExitStack() as open_ones:
        for _ in range(20):  # of each process
            open_ones.enter_context(web.send(SLOW[0]))
        web.answers_everyone()  # so they were taken in
        ending = [os.pidfd_open(process) for process in children(web.process.pid)]
        web.process.kill()
        for number in ending:
            assert select.select([number], [], [], 2 * serving.PATIENCE)[0] == [number]
            os.close(number)


def test_what_a_proxy_says_of_the_visitor_arrives(transactional_db: None, tmp_path: Path) -> None:
    in_the_open = {"HTTPS": "1", "PROXIES": "1", "DEMONSTRATION": "0", "SECRET_KEY": "x1" * 40}
    in_the_open |= {"PORTAL_URL": "https://localhost", "EMAIL_URL": "smtp://127.0.0.1:1"}
    with started(tmp_path, **in_the_open) as web:
        for said, status in ((b"", 301), (b"X-Forwarded-Proto: http\r\n", 301), (b"X-Forwarded-Proto: https\r\n", 200)):
            with web.send(b"GET /accounts/login/ HTTP/1.1\r\nHost: localhost\r\n" + said + b"\r\n") as connection:
                assert status_of(connection) == status


@pytest.mark.attack
def test_who_sends_too_slowly_is_dropped(web: Web) -> None:
    """A byte a second keeps a connection for ten seconds without headers, and for half a minute with them."""
    began = time.monotonic()
    lived = [0.0, 0.0]
    with ExitStack() as open_ones:
        slow = [open_ones.enter_context(web.send(start)) for start in SLOW]
        while not all(lived) and time.monotonic() < began + 90:
            time.sleep(1)  # as slowly as they send
            for number, connection in enumerate(slow):
                try:
                    connection.sendall(b"x")
                except OSError:
                    lived[number] = lived[number] or time.monotonic() - began
    assert 9 < lived[0] < 30
    assert 28 < lived[1] < 80


@pytest.mark.parametrize(
    ("name", "size", "status"),
    [
        ("editor", 2 * MB, 413),
        ("monitor", 2 * MB, 413),
        ("administrator", 2 * MB, 422),  # looked at, and no such format
        ("administrator", settings.UPLOAD_LIMIT + 2 * MB, 413),
    ],
)
def test_only_who_may_upload_sends_a_file(
    name: str, size: int, status: int, cast: Cast, opened_2023: object, signed_in: Callable[[Person], Client]
) -> None:
    client = signed_in(getattr(cast, name))
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="format"\r\n\r\nnone\r\n--{BOUNDARY}\r\n'
    body = head + 'Content-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n' + "x" * size
    answer = client.generic(
        "POST",
        "/years/2023/uploads/receive/",
        f"{body}\r\n--{BOUNDARY}--\r\n",
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
    )
    assert answer.status_code == status
    assert ("This is more than the portal takes here at once" in answer.content.decode()) == (status == 413)
