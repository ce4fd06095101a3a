"""Who listens on the network reads no mail where EMAIL_URL asks for TLS, and no password of the mail server."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from smtplib import SMTPException

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from cim_portal.settings import _mail_server

BODY = "the link that sets a password"


class Server(socketserver.ThreadingTCPServer):
    """A mail server with a certificate: TLS from the first byte, or where a visitor asks for it, if it offers that."""

    daemon_threads = True

    def __init__(self, certificate: Path, *, at_once: bool, offers: bool = True) -> None:
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(certificate)
        self.at_once, self.offers = at_once, offers
        self.in_the_open: list[bytes] = []
        self.taken: list[bytes] = []
        super().__init__(("127.0.0.1", 0), Talk)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a visitor who does not trust it, and leaves."""


class Talk(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        if self.server.at_once:
            self.secure()
        self.say("220 here")
        while line := self.rfile.readline():
            (self.server.taken if isinstance(self.connection, ssl.SSLSocket) else self.server.in_the_open).append(line)
            word = line.split()[0].upper() if line.strip() else b""
            if word == b"EHLO":
                self.say("250-here\r\n250 STARTTLS" if self.server.offers else "250 here")
            elif word == b"STARTTLS":
                self.say("220 go on")
                self.secure()
            else:
                self.say({b"DATA": "354 go on", b"QUIT": "221 bye"}.get(word, "250 good"))
            if word == b"DATA":
                while (said := self.rfile.readline()) not in (b".\r\n", b""):
                    self.server.taken.append(said)
                self.say("250 taken")

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def secure(self) -> None:
        self.rfile.close()
        self.wfile.close()
        self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def running(certificate: Path, *, at_once: bool, offers: bool = True) -> Iterator[Server]:
    with Server(certificate, at_once=at_once, offers=offers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a key and a certificate of 127.0.0.1, which vouches for itself."""
    key, at = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail server of a test")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("mail") / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


def send(scheme: str, server: Server) -> None:
    read = _mail_server(f"{scheme}://127.0.0.1:{server.server_address[1]}")
    backend = EmailBackend(
        host=read["EMAIL_HOST"],
        port=read["EMAIL_PORT"],
        use_tls=read["EMAIL_USE_TLS"],
        use_ssl=read["EMAIL_USE_SSL"],
        timeout=10,
    )
    try:
        EmailMessage("Words", BODY, "portal@example.org", ["eli@example.org"], connection=backend).send()
    finally:
        backend.close()


@pytest.mark.parametrize(("scheme", "at_once"), [("submission", False), ("smtps", True)])
def test_a_mail_goes_by_tls_alone(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, scheme: str, at_once: bool
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with running(certificate, at_once=at_once) as server:
        send(scheme, server)
    assert BODY.encode() in b"".join(server.taken)
    assert {line.split()[0].upper() for line in server.in_the_open} <= {b"EHLO", b"STARTTLS"}


@pytest.mark.parametrize(("scheme", "at_once"), [("submission", False), ("smtps", True)])
def test_a_mail_server_that_no_one_vouches_for_gets_none(certificate: Path, scheme: str, at_once: bool) -> None:
    with running(certificate, at_once=at_once) as server, pytest.raises(ssl.SSLCertVerificationError):
        send(scheme, server)
    assert BODY.encode() not in b"".join(server.taken + server.in_the_open)


def test_one_in_the_middle_who_hides_that_tls_is_offered_gets_none(certificate: Path) -> None:
    with running(certificate, at_once=False, offers=False) as server, pytest.raises(SMTPException):
        send("submission", server)
    assert BODY.encode() not in b"".join(server.in_the_open)
