"""A service that speaks as much of S3 as the portal needs: buckets in memory, without a look at who asks."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class _Asked(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Bucket"

    def do_PUT(self) -> None:
        if self.headers.get("Expect") == "100-continue":
            self.send_response_only(100)
            self.end_headers()
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if "aws-chunked" in self.headers.get("Content-Encoding", ""):
            body = _unchunked(body)
        self.server.puts.append(self._key())
        self.server.objects[self._key()] = body
        self._say(200, b"")

    def do_GET(self) -> None:
        if (body := self.server.objects.get(self._key())) is None:
            self._say(404, b"<Error><Code>NoSuchKey</Code></Error>")
        else:
            self._say(200, body)

    do_HEAD = do_GET  # noqa: N815 - the library calls it so

    def log_message(self, *_said: object) -> None:
        """Say nothing."""

    def _key(self) -> str:
        return urlsplit(self.path).path

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"x"')
        self.send_header("Last-Modified", "Sat, 28 Nov 2026 00:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _unchunked(body: bytes) -> bytes:
    """Return a body that came in pieces, each with its length in front."""
    whole = b""
    while body:
        head, _line, body = body.partition(b"\r\n")
        length = int(head.partition(b";")[0], 16)
        if not length:
            break
        whole, body = whole + body[:length], body[length + 2 :]
    return whole


class Bucket(ThreadingHTTPServer):
    """What it holds by path, and the paths that were written, in order."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.objects: dict[str, bytes] = {}
        self.puts: list[str] = []

    @property
    def address(self) -> str:
        """What `KEPT_FILES` says of it."""
        there = f"http://127.0.0.1:{self.server_address[1]}"
        return f"s3://cim/files?endpoint_url={there}&region_name=us-west-2&access_key=me&secret_key=mine"


@contextmanager
def bucket() -> Iterator[Bucket]:
    """Run it for the body; afterwards its port answers no one."""
    with Bucket() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
