"""What an administrator writes into a letter: plain text with paragraphs, lists and a few words that are filled in.

Nothing in it is code and the portal follows no address in it: each `{word}` of a short list is replaced, once, and all
else is text, in which readers see web and email addresses as links.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib import dates


def day_or_words(day: str) -> str:
    """Return an ISO date as it is written in a letter, other words as they are, and for nothing that it is not set."""
    if not day:
        return _("not set by the state yet")
    try:
        return dates.in_words(date.fromisoformat(day))
    except ValueError:
        return day


PLACEHOLDERS = {
    "lea": gettext_lazy("name of the LEA"),
    "code": gettext_lazy("its code"),
    "county": gettext_lazy("its county"),
    "selpa": gettext_lazy("its SELPA"),
    "level": gettext_lazy("name of its level"),
    "year": gettext_lazy("monitoring year"),
    "letter_date": gettext_lazy("date of the letter"),
}
MISSED = {"missed": gettext_lazy("number of elements whose target was missed")}
EXCEEDING = {"exceeding": gettext_lazy("number of ratios that exceed their threshold")}
LONGEST = 6000  # characters of one text
_WORD = re.compile(r"\{([^{}]*)\}")
_ITEM = re.compile(r"[-*•]\s+")


@dataclass(frozen=True)
class Block:
    """A paragraph with its lines, or a list with its items."""

    is_list: bool
    lines: tuple[str, ...]


def faults(text: str, *, words: Collection[str]) -> list[str]:
    """Return a sentence for each thing that cannot be in a text in which `words` are filled in."""
    known = ", ".join(f"{{{word}}}" for word in words)
    strange = dict.fromkeys(word for word in _WORD.findall(text) if word not in words)
    found = [
        _("“{%(word)s}” is not filled in. These are: %(known)s.") % {"word": word[:40], "known": known}
        for word in strange
    ]
    rest = _WORD.sub(lambda word: " " * len(word[0]), text)
    if alone := re.search(r"[{}]", rest):
        near = text[max(0, alone.start() - 15) : alone.start() + 16].replace("\n", " ")
        other = "}" if alone[0] == "{" else "{"
        said = _("A “%(brace)s” has no “%(other)s” in “%(near)s”. Braces only go around a word that is filled in.")
        found.append(said % {"brace": alone[0], "other": other, "near": near})
    if any(unicodedata.category(one) in ("Cc", "Cs") and one not in "\n\t" for one in text):
        found.append(
            _("It holds a control character, which cannot be printed. Type the text again instead of pasting it.")
        )
    if len(text) > LONGEST:
        said = _("It has %(length)s characters, and at most %(longest)s fit.")
        found.append(said % {"length": f"{len(text):,}", "longest": f"{LONGEST:,}"})
    return found


def blocks(text: str, *, values: Mapping[str, str]) -> tuple[Block, ...]:
    """Return a text as paragraphs and lists, with each `{word}` replaced that `values` has.

    An empty line ends a paragraph; lines that begin with a dash, a star or a bullet are the items of a list. What is
    filled in is not looked at again, so it can neither begin a list nor bring words of its own to be filled in.
    """
    found: list[Block] = []
    joins = False
    for line in text.splitlines():
        bare = line.strip()
        item = _ITEM.match(bare)
        if bare:
            said = _WORD.sub(lambda word: values.get(word[1], word[0]), bare[item.end() :] if item else bare)
            if joins and found[-1].is_list == bool(item):
                found[-1] = Block(bool(item), (*found[-1].lines, said))
            else:
                found.append(Block(bool(item), (said,)))
        joins = bool(bare)
    return tuple(found)
