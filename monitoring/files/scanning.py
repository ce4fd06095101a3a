"""Asks ClamAV about files that people bring, where `CLAMAV_URL` names one. What it did not look at is not taken."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from monitoring.files.refusing import FileRefused

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

logger = logging.getLogger(__name__)
WITHIN = 30  # seconds for each answer


def is_set() -> bool:
    """Say whether files are scanned at all."""
    return bool(settings.CLAMAV_URL)


def version() -> str:
    """Return what ClamAV says of itself and its signatures. Raises ClamdError, OSError where it does not answer."""
    with _clamd() as clamd:
        return clamd.version()


def scan(file: "UploadedFile[bytes]", *, name: str) -> None:
    """Refuse a file called `name` in which ClamAV finds something, or that it cannot look at now. Raises FileRefused."""
    if not is_set():
        return
    file.seek(0)
    try:
        with _clamd() as clamd:
            found = clamd.instream(BytesIO(file.read())).get("stream", ("", None))
    except (ClamdError, OSError) as fault:
        logger.warning("ClamAV does not answer, so a file was refused: %s", fault)
        raise _not_now(name) from fault
    finally:
        file.seek(0)
    status, virus = found
    if status == "FOUND":
        logger.warning("ClamAV found a virus in a file, which was refused: %s", virus)
        raise FileRefused(
            _("“%(name)s” was refused: the virus scanner found “%(virus)s” in it. Tell your technical support.")
            % {"name": name, "virus": virus}
        )
    if status != "OK":
        logger.warning("ClamAV could not look at a file, which was refused: %s", status)
        raise _not_now(name)


def scanned(file: "UploadedFile[bytes]") -> None:
    """The same for a field of a form. Raises ValidationError."""
    try:
        scan(file, name=file.name or "file")
    except FileRefused as refused:
        raise ValidationError(str(refused)) from refused


def _not_now(name: str) -> FileRefused:
    return FileRefused(
        _("“%(name)s” cannot be checked for viruses now, so it was not taken. Try again in a few minutes.")
        % {"name": name}
    )


@contextmanager
def _clamd() -> Iterator[ClamdNetworkSocket]:
    there = urlsplit(settings.CLAMAV_URL)
    if there.scheme == "unix":
        clamd: ClamdNetworkSocket = ClamdUnixSocket(there.path, timeout=WITHIN)
    else:
        clamd = ClamdNetworkSocket(there.hostname or "", there.port or 3310, timeout=WITHIN)
    try:
        yield clamd
    finally:  # the library leaves the socket open where no one answers
        clamd.clamd_socket.close()
