"""Which files the portal takes from people next to what they type: as evidence of a plan, as a resource for everyone."""

import subprocess
import sys
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.files import inside, scanning
from monitoring.files.refusing import FileRefused

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

LIMIT = settings.FILE_LIMIT  # bytes
LIMIT_MB = LIMIT // 1024**2
WITHIN = 30  # seconds in which a file is looked through
_OFFICE = "application/vnd.openxmlformats-officedocument"


# By the ending of the name: what it is served as, and nothing that a browser or a system runs.
KINDS = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
    "txt": "text/plain",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}
WRONG = {
    inside.NOT_THIS_KIND: gettext_lazy("“%(name)s” is not what its ending says. Save it as %(ending)s again."),
    inside.DAMAGED: gettext_lazy(
        "“%(name)s” is damaged, or made in a way that cannot be looked through here. Open it, save it again, and choose the"
        " new file."
    ),
    inside.PASSWORD: gettext_lazy(
        "“%(name)s” is protected with a password, or in an old format. Save it as %(ending)s without a password."
    ),
    inside.RUNS: gettext_lazy(
        "“%(name)s” has a script, or something else that runs when it is opened. Print it to a new PDF, and choose that."
    ),
    inside.MACROS: gettext_lazy("“%(name)s” has macros. Save it as %(ending)s without macros."),
    inside.FILES_INSIDE: gettext_lazy("“%(name)s” has other files inside. Remove them, and choose each by itself."),
    inside.FROM_ELSEWHERE: gettext_lazy(
        "“%(name)s” loads something from another file or address when it is opened, for instance a template, a picture or a"
        " linked table. Break the links, save it, and choose it again."
    ),
}


def endings() -> str:
    """Return the endings of all kinds as people read them."""
    return ", ".join(KINDS)


def media_type(name: str) -> str:
    """Return what a file that was taken is served as: what the ending of its name says."""
    return KINDS.get(_ending(name), "application/octet-stream")


def look_at(file: "UploadedFile[bytes]", *, name: str) -> None:
    """Refuse a file called `name` that is too large, empty, of no kind that is taken, not what its ending says, that runs or
    loads something when it is opened, or in which a virus was found.

    Raises FileRefused.
    """
    ending = _ending(name)
    if ending not in KINDS:
        raise FileRefused(
            _("“%(name)s” is not a kind of file that can be kept here. Choose one of these: %(endings)s.")
            % {"name": name, "endings": endings()}
        )
    if not file.size:
        raise FileRefused(_("“%(name)s” is empty.") % {"name": name})
    if file.size > LIMIT:
        raise FileRefused(_("“%(name)s” is larger than %(limit)s MB.") % {"name": name, "limit": LIMIT_MB})
    if wrong := _looked_through(file, ending):
        raise FileRefused(WRONG[wrong] % {"name": name, "ending": ending})
    scanning.scan(file, name=name)


def _looked_through(file: "UploadedFile[bytes]", ending: str) -> str:
    """Return what is wrong with the content. What makes the process that looks die or take too long counts as damaged."""
    file.seek(0)
    try:
        found: subprocess.CompletedProcess[bytes] = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", inside.__name__, ending],
            input=file.read(),
            capture_output=True,
            cwd=settings.BASE_DIR,
            timeout=WITHIN,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return inside.DAMAGED
    finally:
        file.seek(0)
    return found.stdout.decode()


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()
