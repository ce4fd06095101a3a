"""Keeps bytes once under their SHA-256: first where files are kept, then as a row, so that no row is without its bytes."""

from collections.abc import Iterator
from io import BytesIO

from django.db import transaction
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from cim_portal.lib import canonical, store
from monitoring.files import clearing
from monitoring.files.models import Kept

PDF = "application/pdf"


def keep(content: bytes) -> Kept:
    """Keep `content` and return its row; the same bytes are the same row, whatever keeps them. Raises Altered."""
    sha256 = canonical.sha256(content)
    with transaction.atomic():
        clearing.hold_off()
        store.put(BytesIO(content), sha256=sha256)
        kept, _made = Kept.objects.get_or_create(sha256=sha256, defaults={"size": len(content)})
    return kept


def content(sha256: str) -> bytes:
    """Return kept bytes. Raises Altered where they were changed or removed."""
    return store.read(sha256)


def count() -> int:
    """Return how many files are kept."""
    return Kept.objects.count()


def hashes() -> Iterator[str]:
    """Yield the hash of each kept file."""
    yield from Kept.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000)


def altered() -> Iterator[str]:
    """Go through all bytes that are kept, and yield the hashes of those that were changed or removed."""
    for sha256 in hashes():
        try:
            store.insist(sha256)
        except store.Altered:
            yield sha256


def download(kept: Kept, *, media_type: str, name: str, inline: bool = False) -> HttpResponse:
    """Return the kept bytes as an answer, as a download unless it is a PDF that the browser may show. Raises Altered.

    `media_type` is what they are to whoever keeps them: the same bytes may be kept as two things.
    """
    response = HttpResponse(store.read(kept.sha256), content_type=media_type)
    shown = inline and media_type == PDF
    one_line = " ".join(name.split())
    response.headers["Content-Disposition"] = content_disposition_header(not shown, one_line) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["ETag"] = f'"{kept.sha256}"'
    return response
