"""Asks two readers of PDF/UA what is wrong with a document."""

import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from pypdf import PdfReader

from monitoring.files import keeping
from monitoring.files.models import Kept

BIN = Path(sys.executable).parent


def assert_accessible(pdf: bytes) -> None:
    """Assert that `outloud` (Matterhorn checkpoints) and `pdfua` find no error in the document."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        outloud = subprocess.run(  # noqa: S603 - our own words
            [BIN / "outloud", "--json", "-", "--quiet", "--fail-on", "never", file.name],
            capture_output=True,
            check=False,
        )
        pdfua = subprocess.run(  # noqa: S603
            [BIN / "pdfua", "check", "--format", "json", "--min-severity", "error", file.name],
            capture_output=True,
            check=False,
        )
    found = [f for f in _findings(json.loads(outloud.stdout[outloud.stdout.index(b"{") :])) if f["severity"] == "error"]
    assert not found, json.dumps(found, indent=1)[:3000]
    assert pdfua.returncode == 0, pdfua.stdout.decode()[:3000]


def _findings(report: dict[str, list[dict[str, list[dict[str, object]]]]]) -> list[dict[str, object]]:
    return [finding for file in report["results"] for finding in file["findings"]]


def bytes_of(kept: Kept | None) -> bytes:
    """Return the bytes of a document that was drawn."""
    assert kept is not None
    return keeping.content(kept.sha256)


def text_of(pdf: bytes) -> str:
    """Return the words of the document, with single blanks between them."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
