"""The encoding of a text file: by its byte-order mark, by evidence, and what is no text at all."""

import codecs
from collections.abc import Iterator

import numpy as np

from determinations.uploads.problems import refuse

_OF_TABLES = frozenset(b"\t\n\f\r\x1a")  # the control characters that text files really have
_PIECE = 1024 * 1024


def decoded(content: bytes) -> tuple[bytes, bool]:
    """Return the text in UTF-8, and whether its encoding is a guess that may be wrong.

    It is by its byte-order mark, as UTF-16 without one, as UTF-8, or else as Windows text, which any bytes may be.
    """
    encoding = _encoding(content)
    if encoding != "utf-8":
        try:
            content = content.decode(encoding).encode()
        except UnicodeError as fault:
            raise refuse("not_text") from fault
    controls = _controls(content)
    if 0 in controls:
        raise refuse("nul_bytes")
    if controls:
        raise refuse("not_text")
    return content.removeprefix(b"\xef\xbb\xbf").rstrip(b"\x1a"), encoding == "cp1252"


def _encoding(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = content[:4096]
    # Plain letters in UTF-16 have a NUL in every other byte; that is how it is known without a byte-order mark.
    if sample[1::2].count(0) > len(sample) * 0.4 and not sample[0::2].count(0):
        return "utf-16-le"
    if sample[0::2].count(0) > len(sample) * 0.4 and not sample[1::2].count(0):
        return "utf-16-be"
    return "utf-8" if _is_utf8(content) else "cp1252"


def _is_utf8(content: bytes) -> bool:
    """Say whether the bytes are text in UTF-8, piece by piece, so that no second copy is held."""
    if content.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in _pieces(content):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _controls(content: bytes) -> set[int]:
    """Return which control characters that no table has are in the text."""
    found: set[int] = set()
    for piece in _pieces(content):
        characters = np.frombuffer(piece, dtype="uint8")
        found |= set(np.unique(characters[characters < 32]).tolist())
    return found - _OF_TABLES


def _pieces(content: bytes) -> Iterator[memoryview]:
    view = memoryview(content)
    return (view[start : start + _PIECE] for start in range(0, len(view), _PIECE))
