"""Kept files in a service that speaks S3. It is loaded only where `KEPT_FILES` names one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from cim_portal.lib.store import AwayError


class Bucket(S3Storage):
    """A bucket that is soon known to be away. The portal asks it to look, to read and to write, never to remove."""

    def get_default_settings(self) -> dict[str, Any]:  # of any kind, as in the library
        """Return the options, with times after which no one waits any longer."""
        config = Config(connect_timeout=3, read_timeout=30, retries={"total_max_attempts": 2, "mode": "standard"})
        return {**super().get_default_settings(), "client_config": config}

    def exists(self, name: str) -> bool:
        """Say whether something is stored under the name. Raises AwayError."""
        with _there():
            return bool(super().exists(name))

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        with _there():
            file: File[bytes] = super()._open(name, mode)
            file.size  # noqa: B018 - asks for it, so that one that is missing is known now
            return file

    def _save(self, name: str, content: IO[bytes]) -> str:
        with _there():
            return str(super()._save(name, content))


@contextmanager
def _there() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as fault:
        raise AwayError(type(fault).__name__) from fault
