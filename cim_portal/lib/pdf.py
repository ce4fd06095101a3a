"""Draws a template as an accessible PDF (PDF/UA-1). Nothing outside the portal is ever fetched."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import weasyprint
from django.conf import settings
from django.template.loader import render_to_string
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from cim_portal.lib import canonical

SCHEME = "portal:"
PRINT_FILES = {"print.css": "text/css"}


class NotOurs(FatalURLFetchingError):  # noqa: N818 - named for what was asked for
    """The document asks for something that is not one of our own print files."""


class _OwnFiles(URLFetcher):
    """Serves print files by name and drawings from memory; refuses every other address, and so follows nothing."""

    def __init__(self, drawings: Mapping[str, str]) -> None:
        super().__init__(allowed_protocols=set(), allow_redirects=False)
        self.drawings = drawings

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """Return the file that `url` names. Raises NotOurs."""
        name = url.removeprefix(SCHEME)
        if url.startswith(SCHEME) and name in PRINT_FILES:
            return URLFetcherResponse(url, _print_file(name), {"Content-Type": PRINT_FILES[name]})
        if url.startswith(SCHEME) and name in self.drawings:
            return URLFetcherResponse(url, self.drawings[name].encode(), {"Content-Type": "image/svg+xml"})
        raise NotOurs(f"{url[:80]} is not a print file of the portal")


def draw(
    *,
    template: str,
    context: Mapping[str, Any],
    title: str,
    on: date,
    subject: str = "",
    drawings: Mapping[str, str] | None = None,
) -> bytes:
    """Return the PDF of a template that extends `print/base.html`; the same input gives the same bytes.

    `drawings` are SVG texts by name, shown with `<img src="portal:NAME" alt="…">`. `on` is the day that stands in the
    document's properties.
    """
    html = render_to_string(template, {**context, "title": title, "subject": subject, "on": on})
    fetcher = _OwnFiles(drawings or {})
    document = weasyprint.HTML(string=html, base_url=SCHEME, url_fetcher=fetcher)
    identifier = canonical.sha256(html.encode())[:32].encode()
    return bytes(document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier))


@cache
def _print_file(name: str) -> bytes:
    return (Path(settings.BASE_DIR) / "static" / "print" / name).read_bytes()
