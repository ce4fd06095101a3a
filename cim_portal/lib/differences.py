"""What changed between two texts, word by word, so that a page can highlight it."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|\S+\s*")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_MOST = 1_500  # words that are compared one by one; longer texts are compared by lines


@dataclass(frozen=True)
class Piece:
    """A part of a text, and whether the other text does not have it."""

    text: str
    changed: bool


def pieces(before: str, now: str) -> tuple[list[Piece], list[Piece]]:
    """Return both texts in pieces, in order; put together, the pieces of each give the text again."""
    parts = _WORDS if max(len(_WORDS.findall(text)) for text in (before, now)) <= _MOST else _LINES
    old, new = parts.findall(before), parts.findall(now)
    was, became = [], []
    for tag, start, end, begin, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        was.append(Piece("".join(old[start:end]), tag != "equal"))
        became.append(Piece("".join(new[begin:stop]), tag != "equal"))
    return [one for one in was if one.text], [one for one in became if one.text]
