"""Asks two readers of PDF/UA what is wrong with a document."""

import io
import tempfile

import outloud
import pdfua
from pypdf import PdfReader

from monitoring.files import keeping
from monitoring.files.models import Kept


def assert_accessible(pdf: bytes) -> None:
    """Assert that `outloud` (Matterhorn checkpoints) and `pdfua` find no error in the document."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        heard, valid = outloud.check(file.name), pdfua.validate(file.name)
    assert heard.error is None
    assert [found.to_dict() for found in heard.findings if found.severity == "error"] == []
    assert [found.to_dict() for found in valid.findings if found.severity >= pdfua.Severity.ERROR] == []


def bytes_of(kept: Kept | None) -> bytes:
    """Return the bytes of a document that was drawn."""
    assert kept is not None
    return keeping.content(kept.sha256)


def text_of(pdf: bytes) -> str:
    """Return the words of the document, with single blanks between them."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
