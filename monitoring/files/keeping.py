"""Keeps bytes once under their SHA-256."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from cim_portal.lib import canonical
from monitoring.files.models import Kept


def keep(content: bytes, *, media_type: str) -> Kept:
    """Keep `content` and return its row; the same bytes are the same row."""
    kept, _ = Kept.objects.get_or_create(
        sha256=canonical.sha256(content),
        defaults={"media_type": media_type, "size": len(content), "content": content},
    )
    return kept


def content(sha256: str) -> bytes:
    """Return kept bytes, which may be many, without holding on to the row. Raises Kept.DoesNotExist."""
    return bytes(Kept.objects.values_list("content", flat=True).get(pk=sha256))


def download(kept: Kept, *, name: str, inline: bool = False) -> HttpResponse:
    """Return the kept bytes as an answer, as a download unless it is a PDF that the browser may show."""
    response = HttpResponse(bytes(kept.content), content_type=kept.media_type)
    shown = inline and kept.media_type == "application/pdf"
    one_line = " ".join(name.split())
    response.headers["Content-Disposition"] = content_disposition_header(not shown, one_line) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["ETag"] = f'"{kept.sha256}"'
    return response
