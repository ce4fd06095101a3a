"""Which files the portal takes from people next to what they type: as evidence of a plan, as a resource for everyone."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from cim_portal.lib.verdict import Refused
from monitoring.files import keeping
from monitoring.files.models import Kept

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

LIMIT = settings.FILE_LIMIT  # bytes
LIMIT_MB = LIMIT // 1024**2
_PACKED = b"PK\x03\x04"
_LOOKED_AT = 1024  # bytes at the beginning


class FileRefused(Refused):
    """A file that the portal does not take."""


@dataclass(frozen=True)
class FileKind:
    """A kind of file: what it is sent as, and the bytes that it begins with; none where it is plain text."""

    media_type: str
    begins: bytes = b""

    def begins_like(self, content: bytes) -> bool:
        """Say whether `content` begins as a file of this kind does; plain text holds no NUL unless it is UTF-16."""
        if self.begins:
            return content.startswith(self.begins)
        return b"\0" not in content or content.startswith((BOM_UTF16_LE, BOM_UTF16_BE))


# By the ending of the name: nothing that a browser or a system runs.
KINDS = {
    "pdf": FileKind("application/pdf", b"%PDF-"),
    "docx": FileKind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _PACKED),
    "xlsx": FileKind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _PACKED),
    "pptx": FileKind("application/vnd.openxmlformats-officedocument.presentationml.presentation", _PACKED),
    "odt": FileKind("application/vnd.oasis.opendocument.text", _PACKED),
    "ods": FileKind("application/vnd.oasis.opendocument.spreadsheet", _PACKED),
    "csv": FileKind("text/csv"),
    "txt": FileKind("text/plain"),
    "png": FileKind("image/png", b"\x89PNG\r\n\x1a\n"),
    "jpg": FileKind("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": FileKind("image/jpeg", b"\xff\xd8\xff"),
}


def endings() -> str:
    """Return the endings of all kinds as people read them."""
    return ", ".join(KINDS)


def look_at(file: "UploadedFile[bytes]", *, name: str) -> None:
    """Refuse a file called `name` that is too large, empty, of no kind that is taken, or not what its ending says.

    Raises FileRefused.
    """
    kind = KINDS.get(_ending(name))
    if kind is None:
        raise FileRefused(
            _("“%(name)s” is not a kind of file that can be kept here. Choose one of these: %(endings)s.")
            % {"name": name, "endings": endings()}
        )
    if not file.size:
        raise FileRefused(_("“%(name)s” is empty.") % {"name": name})
    if file.size > LIMIT:
        raise FileRefused(_("“%(name)s” is larger than %(limit)s MB.") % {"name": name, "limit": LIMIT_MB})
    file.seek(0)
    begins = file.read(_LOOKED_AT)
    file.seek(0)
    if not kind.begins_like(begins):
        raise FileRefused(
            _("“%(name)s” is not what its ending says. Save it as %(ending)s again.")
            % {"name": name, "ending": _ending(name)}
        )


def keep(content: bytes, *, name: str) -> Kept:
    """Keep the content of a file that was looked at, as what its ending says."""
    return keeping.keep(content, media_type=KINDS[_ending(name)].media_type)


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()
