"""HTML to a tagged PDF."""

import weasyprint


def draw(html: str) -> bytes:
    """Return the PDF of `html`, tagged as pdf/ua-1."""
    drawn: bytes = weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    return drawn
