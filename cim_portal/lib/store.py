"""Files kept for ever, each once under its SHA-256: in a folder, or in a service that speaks S3 (`KEPT_FILES`).

A file is whole before its name is there and is never written over. The portal removes none but what no one asked for in
the end, in a folder alone. What is read is checked against its name.
"""

import hashlib
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.translation import gettext as _

from cim_portal.lib.storing import ALIAS
from cim_portal.lib.verdict import Refused

logger = logging.getLogger(__name__)
_PIECE = 1024**2


class Altered(Refused):
    """What is kept under a name has another hash by now, or is gone."""


class AwayError(ConnectionError):
    """The service that keeps the files does not answer, or refuses to."""


class Folder(FileSystemStorage):
    """A folder whose files are linked to their names once they are on the disk; a name that is there stays as it is."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Return the name itself: under it there is nothing else."""
        return name

    def _save(self, name: str, content: "File[bytes]") -> str:
        there = Path(self.path(name))
        there.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=there.parent, prefix=".part-") as fresh:
            shutil.copyfileobj(content, fresh, _PIECE)
            fresh.flush()
            os.fchmod(fresh.fileno(), 0o400)
            os.fsync(fresh.fileno())
            try:
                os.link(fresh.name, there)
            except FileExistsError:
                return name
        folder = os.open(there.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return name

    def written_before(self, moment: datetime) -> Iterator[list[str]]:
        """Yield the paths of the files that are older, also of those that were never finished, a folder at a time."""
        for folder in sorted(Path(self.location).glob("??")):
            old = [file for file in sorted(folder.iterdir()) if file.stat().st_mtime < moment.timestamp()]
            yield [f"{folder.name}/{file.name}" for file in old]


def put(content: IO[bytes], *, sha256: str) -> None:
    """Store bytes that have this hash; where they are stored already nothing is written. Raises Altered."""
    name = _name(sha256)
    if _kept().exists(name):
        insist(sha256)
        return
    saved = _kept().save(name, File(content))
    if saved != name:  # someone else was first, and the service gave it another name
        _kept().delete(saved)


def read(sha256: str) -> bytes:
    """Return stored bytes. Raises Altered where they are not those that were stored."""
    with _opened(sha256) as file:
        found: bytes = file.read()
    if hashlib.sha256(found).hexdigest() != sha256:
        raise _altered(sha256)
    return found


def insist(sha256: str) -> None:
    """Go through stored bytes piece by piece. Raises Altered where they are not those that were stored."""
    with _opened(sha256) as file:
        if hash_of(file) != sha256:
            raise _altered(sha256)


@contextmanager
def _opened(sha256: str) -> Iterator["File[bytes]"]:
    try:
        file = _kept().open(_name(sha256))
    except FileNotFoundError as fault:
        raise _altered(sha256) from fault
    with file:
        yield file


def copy(sha256: str, to: IO[bytes]) -> None:
    """Copy stored bytes into a file, as they are."""
    with _opened(sha256) as file:
        shutil.copyfileobj(file, to, _PIECE)


def written_before(moment: datetime) -> Iterator[list[str]]:
    """Yield the paths of stored files that are older, some at a time; none in a service, whose key may not remove any."""
    kept = _kept()
    if isinstance(kept, Folder):
        yield from kept.written_before(moment)


def remove(path: str) -> None:
    """Remove a file that `written_before` gave."""
    _kept().delete(path)


def hash_of(file: "IO[bytes] | File[bytes]") -> str:
    """Return the hash of what is left to read of a file."""
    counted = hashlib.sha256()
    while piece := file.read(_PIECE):
        counted.update(piece)
    return counted.hexdigest()


def _altered(sha256: str) -> Altered:
    logger.warning("altered or missing bytes: %s", sha256)
    return Altered(
        _(
            "This file is not the one that was kept: it was changed or removed where the portal keeps its files. It is not"
            " shown. Tell the operator of the portal, who can bring it back from a backup."
        )
    )


def _name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def _kept() -> Storage:
    return storages[ALIAS]
