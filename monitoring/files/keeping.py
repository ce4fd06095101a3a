"""Keeps bytes once under their SHA-256."""

import logging

from django.db.models import BinaryField, CharField, F, Func, Value
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from cim_portal.lib import canonical
from cim_portal.lib.verdict import Refused
from monitoring.files.models import Kept

logger = logging.getLogger(__name__)
PDF = "application/pdf"


class Altered(Refused):
    """Kept bytes are not what their hash says any more."""


def keep(content: bytes) -> Kept:
    """Keep `content` and return its row; the same bytes are the same row, whatever keeps them."""
    kept, _made = Kept.objects.get_or_create(
        sha256=canonical.sha256(content), defaults={"size": len(content), "content": content}
    )
    return kept


def content(sha256: str) -> bytes:
    """Return kept bytes, which may be many, without holding on to the row. Raises Kept.DoesNotExist, Altered."""
    return _checked(bytes(Kept.objects.values_list("content", flat=True).get(pk=sha256)), sha256)


def count() -> int:
    """Return how many files are kept."""
    return Kept.objects.count()


def altered() -> list[str]:
    """Return the hashes whose bytes have another hash by now, as the database itself counts it."""
    of_bytes = Func("content", function="sha256", output_field=BinaryField())
    counted = Func(of_bytes, Value("hex"), function="encode", output_field=CharField())
    return list(Kept.objects.annotate(counted=counted).exclude(counted=F("sha256")).values_list("pk", flat=True))


def _checked(found: bytes, sha256: str) -> bytes:
    if canonical.sha256(found) != sha256:
        logger.error("altered bytes: %s", sha256)
        raise Altered(
            _(
                "This file is not the one that was kept: its bytes were changed in the database. It is not shown. Tell "
                "the operator of the portal, who can bring it back from a backup."
            )
        )
    return found


def download(kept: Kept, *, media_type: str, name: str, inline: bool = False) -> HttpResponse:
    """Return the kept bytes as an answer, as a download unless it is a PDF that the browser may show. Raises Altered.

    `media_type` is what they are to whoever keeps them: the same bytes may be kept as two things.
    """
    response = HttpResponse(_checked(bytes(kept.content), kept.sha256), content_type=media_type)
    shown = inline and media_type == PDF
    one_line = " ".join(name.split())
    response.headers["Content-Disposition"] = content_disposition_header(not shown, one_line) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["ETag"] = f'"{kept.sha256}"'
    return response
