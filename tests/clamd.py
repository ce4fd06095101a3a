"""A ClamAV to ask: the part of clamd's protocol that the portal speaks, which finds EICAR's harmless test file."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# In two parts, so that no scanner of this machine finds it here.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class _Asked(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server: Clamd = self.server  # type: ignore[assignment]  # it is ours alone
        if self.rfile.readline() == b"nVERSION\n":
            self.wfile.write(b"ClamAV 1.4.3/27800\n")
            return
        content = b"".join(self._pieces())
        server.scanned.append(content)
        self.wfile.write(server.says or (b"stream: Eicar-Test FOUND\n" if EICAR in content else b"stream: OK\n"))

    def _pieces(self) -> Iterator[bytes]:
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            yield self.rfile.read(length)


class Clamd(socketserver.ThreadingTCPServer):
    """What was scanned so far, and what it says instead of the truth where a test asks for that."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.scanned: list[bytes] = []
        self.says = b""

    @property
    def address(self) -> str:
        """What `CLAMAV_URL` says of it."""
        return f"tcp://127.0.0.1:{self.server_address[1]}"


@contextmanager
def clamd() -> Iterator[Clamd]:
    """Run it for the body; afterwards its port answers no one."""
    with Clamd() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
