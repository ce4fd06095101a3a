"""Drawings as pictures, for documents that hold no SVG."""

import vl_convert

from cim_portal.lib import fonts, texts

SCALE = 2  # points of the picture for each of the drawing, so that it is sharp on paper


def png(svg: str) -> bytes:
    """Return the drawing as PNG, with a box for each character that no font has."""
    return bytes(vl_convert.svg_to_png(texts.plain(fonts.boxed(svg)), scale=SCALE))
