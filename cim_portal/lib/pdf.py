"""Draws a template as an accessible PDF (PDF/UA-1). Nothing outside the portal is ever fetched."""

import re
import threading
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import weasyprint
from django.conf import settings
from django.template.loader import render_to_string
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from cim_portal.lib import canonical, fonts

SCHEME = "portal:"
# Blanks around these mean nothing, and each would be laid out as a text of its own.
# Each run of blanks is looked at once: from where it begins, and not from each blank within it.
_TAG = r"</?(?:caption|div|figure|h[1-4]|li|ol|p|table|tbody|td|th|thead|tr|ul)\b[^>]*>"
_BLANKS_AFTER = re.compile(rf"({_TAG})\s+")
_BLANKS_BEFORE = re.compile(rf"(?<!\s)\s+(?={_TAG})")
# One word without an end would be measured again for each of its lines. It is a tag, or a word that no line has room for.
_LONG_WORD = re.compile(r"<[^<>]*>|[^\s<>]{100,}")
# A part of it: characters of the document, not the letters that write one, and with the marks that are over the last.
_PART = re.compile(r"(?>&[#\w]{1,30};|.){40}[\u0300-\u036f\u200d\ufe0e\ufe0f]{0,9}", re.DOTALL)
_MAY_BREAK = "\u200b"
# A page's tables name their rows by a head. A document's do not: the corner above a column of heads would be the head of no
# cell, which the tags that WeasyPrint writes cannot say.
_ROW_HEAD = re.compile(r'<th scope="row">(.*?)</th>', re.DOTALL)


class NotOurs(FatalURLFetchingError):  # noqa: N818 - named for what was asked for
    """The document asks for something that is not one of its own drawings."""


class _Printing(threading.local):
    """What every document of a thread needs, made once: the fonts of this machine and the style sheet, parsed.

    Pango's fonts are not to be shared by threads.
    """

    def __init__(self) -> None:
        self.fonts = FontConfiguration()
        text = (Path(settings.BASE_DIR) / "static" / "print" / "print.css").read_text()
        self.sheet = weasyprint.CSS(string=text, font_config=self.fonts, url_fetcher=_Drawings({}))


class _Drawings(URLFetcher):
    """Serves drawings from memory by name; refuses every other address, and so follows nothing."""

    def __init__(self, drawings: Mapping[str, str]) -> None:
        super().__init__(allowed_protocols=set(), allow_redirects=False)
        self.drawings = drawings

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return the drawing that `url` names. Raises NotOurs."""
        name = url.removeprefix(SCHEME)
        if url.startswith(SCHEME) and name in self.drawings:
            return URLFetcherResponse(url, fonts.boxed(self.drawings[name]).encode(), {"Content-Type": "image/svg+xml"})
        raise NotOurs(f"{url[:80]} is not a drawing of this document")


def draw(
    *,
    template: str,
    context: Mapping[str, object],
    title: str,
    on: date,
    subject: str = "",
    drawings: Mapping[str, str] | None = None,
) -> bytes:
    """Return the PDF of a template that extends `print/base.html`; the same input gives the same bytes.

    `drawings` are SVG texts by name, shown with `<img src="portal:NAME" alt="…">`. `on` is the day that is in the
    document's properties.
    """
    html = for_print(render_to_string(template, {**context, "title": title, "subject": subject, "on": on}))
    identifier = canonical.sha256(html.encode())[:32].encode()
    fetcher = _Drawings(drawings or {})
    document = weasyprint.HTML(string=html, base_url=SCHEME, url_fetcher=fetcher)
    made = document.write_pdf(
        pdf_variant="pdf/ua-1",
        pdf_identifier=identifier,
        font_config=_printing.fonts,
        stylesheets=[_printing.sheet],
    )
    return bytes(made)


def for_print(page: str) -> str:
    """Return the page as WeasyPrint gets it: without what only costs time, has no tag in a PDF, or no font."""
    return with_breaks(without_blanks(_ROW_HEAD.sub(r"<td>\1</td>", fonts.boxed(page))))


def without_blanks(html: str) -> str:
    """Return the document without the blanks around its blocks, in time that grows as its length does."""
    return _BLANKS_BEFORE.sub("", _BLANKS_AFTER.sub(r"\1", html))


def with_breaks(html: str) -> str:
    """Return the document with places to break within words that no line has room for.

    So its drawing takes time that grows as its length does, and nothing is cut off at the edge of a page.
    """
    return _LONG_WORD.sub(_broken, html)


def _broken(found: re.Match[str]) -> str:
    word = found[0]
    return word if word.startswith("<") else _PART.sub(lambda part: part[0] + _MAY_BREAK, word)


_printing = _Printing()
