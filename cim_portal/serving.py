"""The web server: `python -m cim_portal.serving --port 8000 --processes 2`.

Its loop takes a request in whole before a thread works on it, so visitors who send slowly hold up no one. A body that is too
large is refused before it is read, a request that takes too long is dropped, and where one address has very many
connections, the one of them that has kept the server waiting longest gives way to the next. A browser keeps its connection, so
the processes share visitors out evenly as they come: otherwise the first awake would have most of them for as long as they stay.
"""

import argparse
import gc
import json
import logging
import mmap
import os
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connections
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.utilities import RequestEntityTooLarge

from cim_portal.embedded.folder import run_dir
from cim_portal.embedded.listening import listen
from cim_portal.wsgi import application  # the apps are ready only then

# isort: split
from cim_portal.lib import bodies, metrics
from cim_portal.views import API

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

logger = logging.getLogger(__name__)
THREADS = 4  # a process
CONNECTIONS = 500  # a process
OF_ONE_ADDRESS = 200  # a process; a district's office has one address, and a browser opens six
HEADERS_WITHIN = 10  # seconds from a request's first byte
BODY_WITHIN = 30  # seconds, and one more for every SLOWEST bytes that came
SLOWEST = 16 * 1024  # bytes a second
HELD_UPLOADS = 3  # of the largest size, that did not come in whole yet, a process and an address
LEFT_TO_OTHERS = 0.02  # seconds that visitors are left to a process with fewer connections
IDLE = 20  # seconds between two requests of a connection
UNREAD = 60  # seconds in which nothing of an answer was taken
DISCARDED = 4  # times what was allowed is read and dropped, so that a browser shows why it was refused
DISCARDED_WITHIN = 10  # seconds
ANSWER_BUFFERED = 512 * 1024**2  # bytes on disk; a thread never waits for someone who reads slowly
PATIENCE = 8  # seconds that the processes may take to end


class TooLarge(RequestEntityTooLarge):
    """The refusal of a body, as a plain sentence; where every answer is JSON, as that."""

    def __init__(self, sentence: str, *, path: str) -> None:
        super().__init__(sentence)
        self.is_json = path.startswith(API)

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        media_type = "application/json" if self.is_json else "text/plain; charset=utf-8"
        body = json.dumps({"detail": str(self.body)}) if self.is_json else str(self.body)
        headers = [("Content-Type", media_type), ("Cache-Control", "no-store")]
        return f"{self.code} {self.reason}", headers, body.encode()


class Request(HTTPRequestParser):
    """A request that comes in. What is too large is refused before its body is read."""

    most: int | None = None  # bytes, once it was refused

    def __init__(self, adj: Adjustments) -> None:
        super().__init__(adj)
        self.began = time.time()

    def received(self, data: bytes) -> int:
        taken: int = super().received(data)
        size = max(self.content_length, self.body_bytes_received)
        if size <= settings.BODY_LIMITS["stranger"]:
            return taken
        path = self.path.encode("latin-1").decode(errors="replace")
        most = bodies.most_before_reading(
            path,
            with_session=f"{settings.SESSION_COOKIE_NAME}=" in self.headers.get("COOKIE", ""),
        )
        if size <= most:
            return taken
        self.most, self.error = most, TooLarge(bodies.too_large(most), path=path)
        self.completed, self.expect_continue = True, False
        return len(data)

    def is_late(self, now: float) -> bool:
        """Say whether it has taken longer than a request may."""
        if not self.headers_finished:
            return now > self.began + HEADERS_WITHIN
        return bool(now > self.began + BODY_WITHIN + self.body_bytes_received / SLOWEST)


class Connection(HTTPChannel):
    """A visitor's connection. One that was refused is read for a while longer, so that the answer is not lost."""

    parser_class = Request
    discards = 0  # bytes that are still to be dropped
    discards_until = 0.0

    def waits_since(self) -> float | None:
        """Return since when the server waits for the visitor, or None where the visitor waits for the server."""
        if self.requests or self.total_outbufs_len:
            return None
        return float(self.request.began if self.request else self.last_activity)

    def newest_first(self) -> float:
        """Return what sorts those before others whom the server has waited for only since a moment ago."""
        return -(self.waits_since() or 0.0)

    def is_late(self, now: float) -> bool:
        """Say whether the visitor has kept the server waiting for too long."""
        if self.discards_until:
            return now > self.discards_until
        if self.requests:
            return False
        if self.total_outbufs_len:
            return bool(now > self.last_activity + UNREAD)
        if self.request:
            return bool(self.request.is_late(now))
        return bool(now > self.last_activity + IDLE)

    def received(self, data: bytes) -> bool:
        if self.discards_until:
            self.discards -= len(data)
            self.will_close = self.discards <= 0
            return False
        taken: bool = super().received(data)
        return taken

    def service(self) -> None:
        self.discards = (self.requests[0].most or 0) * DISCARDED
        super().service()

    def handle_close(self) -> None:
        if self.connected and self.discards and not self.discards_until:
            self.will_close = False
            self.discards_until = time.time() + DISCARDED_WITHIN
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_WR)
                return
        super().handle_close()


class Server(TcpWSGIServer):
    """One process's server, which keeps time and room."""

    channel_class = Connection

    def __init__(self, *args: object, held: memoryview, place: int, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.held, self.place = held, place
        self.leaves = False  # who comes, to another process
        self.parent = os.getppid()
        self.ends_at = 0.0  # where the process that started this one has died

    def handle_accept(self) -> None:
        """Take who comes, or leave them for a moment to the process that holds fewest and was woken too."""
        fewest = min(self.held)
        if len(self.active_channels) <= fewest:
            self._take_in()
            return
        self.leaves = True
        afterwards = partial(self._take_in_if_left, fewest)
        threading.Timer(LEFT_TO_OTHERS, self.trigger.pull_trigger, [afterwards]).start()

    def readable(self) -> bool:
        """Take no one in once the process that started this one has died: the next server will."""
        self.held[self.place] = len(self.active_channels)
        takes_in = bool(super().readable())  # which calls maintenance, also where no one is taken in
        return takes_in and not self.ends_at and not self.leaves

    def maintenance(self, now: float) -> None:
        """Drop who is late or has too much held.

        Raises SystemExit where the process that started this one has died, and whom it had taken in is answered.
        """
        held: Counter[str] = Counter()
        for connection in sorted(self.active_channels.values(), key=Connection.newest_first):
            address = self._address(connection)
            held[address] += connection.request.body_bytes_received if connection.request else 0
            too_much = held[address] > HELD_UPLOADS * settings.BODY_LIMITS["upload"]
            if connection.is_late(now) or (too_much and connection.waits_since() is not None):
                connection.will_close = True
        if os.getppid() != self.parent:
            self.ends_at = self.ends_at or now + PATIENCE
            if now > self.ends_at or not any(map(_is_at_work, self.active_channels.values())):
                raise SystemExit

    def _take_in_if_left(self, fewest: int) -> None:
        self.leaves = False
        if min(self.held) == fewest:  # it did not take them, and may be stuck
            self._take_in()

    def _take_in(self) -> None:
        super().handle_accept()
        by_address = Counter(self._address(connection) for connection in self.active_channels.values())
        for address, number in by_address.most_common(1):
            if number > OF_ONE_ADDRESS or by_address.total() > CONNECTIONS:
                self._make_room(address)

    def _make_room(self, address: str) -> None:
        own = [connection for connection in self.active_channels.values() if self._address(connection) == address]
        for connection in sorted(own, key=Connection.newest_first, reverse=True):
            if connection.waits_since() is not None:
                connection.will_close = True
                return

    def _address(self, connection: Connection) -> str:
        return str(connection.addr[0])


def _is_at_work(connection: Connection) -> bool:
    return bool(connection.request or connection.requests or connection.total_outbufs_len)


def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Answer a request with the portal, without the body where only the head was asked for."""
    answered = application(environ, start_response)
    if environ["REQUEST_METHOD"] != "HEAD":
        return answered
    answered.close()
    return []


def serve(listening: socket.socket, held: memoryview, place: int) -> None:
    """Answer what comes to the socket, until SIGTERM. `held` has the connections of each process, in its place."""
    adjustments = Adjustments(
        sockets=[listening],
        threads=THREADS,
        connection_limit=CONNECTIONS + 50,  # never reached: room is made first
        cleanup_interval=1,
        recv_bytes=64 * 1024,
        max_request_header_size=32 * 1024,
        outbuf_high_watermark=ANSWER_BUFFERED,
        clear_untrusted_proxy_headers=False,  # PROXIES and HTTPS say what of them is believed
        asyncore_use_poll=True,
        log_socket_errors=False,
        ident="",
    )
    where = (listening.family, listening.type, listening.proto, listening.getsockname())
    Server(answer, held=held, place=place, _sock=listening, adj=adjustments, sockinfo=where, bind_socket=False).run()


def main(words: Sequence[str] | None = None) -> None:
    """Open the socket, start the processes that answer on it, and start one again that dies; end with SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m cim_portal.serving", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=settings.PORT)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument(
        "--socket", type=int, help="the number of a socket that listens already, instead of host and port"
    )
    asked = parser.parse_args(words)
    os.umask(0o077)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    listening = socket.socket(fileno=asked.socket) if asked.socket else listen(asked.host, asked.port)
    metrics.share(run_dir() / f"metrics-{asked.port}")
    connections.close_all()  # each process has its own
    gc.freeze()
    held = memoryview(mmap.mmap(-1, 8 * asked.processes)).cast("q")  # which the processes share
    working: dict[int, tuple[int, float]] = {}
    try:
        while True:
            for place in sorted(set(range(asked.processes)) - {place for place, _ in working.values()}):
                working[_fork(partial(serve, listening, held, place))] = (place, time.monotonic())
            died, _ = os.wait()
            place, began = working.pop(died)
            held[place] = CONNECTIONS  # no one is left to it until it is there again
            if time.monotonic() - began < 1:
                time.sleep(1)  # whatever it is, it would happen again at once
            logger.error("web process started again")
    finally:
        _end_all(list(working))


def _fork(work: Callable[[], None]) -> int:
    """Do the work in a process of its own, and return its number."""
    if child := os.fork():
        return child
    try:
        work()
    except Exception:  # whatever it is, it is written down, and the parent starts another process
        logger.exception("a web process ended")
    finally:
        os._exit(0)  # what the parent does at its end is not for the child


def _end_all(processes: list[int]) -> None:
    """Ask first, and then insist."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGTERM)
    insists_at = time.monotonic() + PATIENCE
    while processes:
        if time.monotonic() > insists_at:
            for process in processes:
                os.kill(process, signal.SIGKILL)
        processes = [process for process in processes if os.waitpid(process, os.WNOHANG) == (0, 0)]
        time.sleep(0.02)  # no call waits for several processes and for no longer than PATIENCE


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit


if __name__ == "__main__":
    main()
