"""The causes of a weakness as drawings: a fishbone, or a chain of whys. Every text is whole, in as many lines as it takes."""

import textwrap
from collections.abc import Sequence
from html import escape

from django.utils.translation import gettext as _

from cim_portal.lib.shapes import JsonObject

LINE, LETTERS = 17, 7.6  # the height of a line, and how wide a letter is at most, on average
_COLUMN, _CHAIN = 270, 560  # how wide a kind of cause is, and a why
_PADDING = 10


def fishbone(problem: str, families: dict[str, list[JsonObject]]) -> str:
    """Draw the kinds of cause above and below the spine, each with its causes, and what is behind each."""
    drawn = [(name, _of_family(causes)) for name, causes in families.items()]
    upper, lower = drawn[::2], drawn[1::2]
    above = max(len(lines) for _name, lines in upper) * LINE + 2 * LINE
    below = max((len(lines) for _name, lines in lower), default=0) * LINE + 2 * LINE
    head = _wrapped(problem, 230)
    spine = max(above, len(head) * LINE // 2 + _PADDING) + LINE
    end = 20 + _COLUMN * len(upper)
    height = spine + max(below, len(head) * LINE // 2 + _PADDING) + LINE
    parts = [_line(10, spine, end, spine), _box(end, spine - len(head) * LINE // 2 - _PADDING, 250, head)]
    for at, (name, lines) in enumerate(upper):
        left = 20 + _COLUMN * at
        parts += [
            _line(left, spine - above + 4, left + 20, spine),
            _words(left + 12, spine - above + LINE, [name], bold=True),
        ]
        parts.append(_words(left + 28, spine - above + 2 * LINE, lines))
    for at, (name, lines) in enumerate(lower):
        left = 20 + _COLUMN * at
        parts += [
            _line(left, spine + below - 4, left + 20, spine),
            _words(left + 26, spine + LINE + 4, [name], bold=True),
        ]
        parts.append(_words(left + 26, spine + 2 * LINE + 4, lines))
    return _svg(end + 260, height, _("Fishbone: causes that lead to “%(problem)s”") % {"problem": problem}, parts)


def chain(problem: str, whys: Sequence[JsonObject]) -> str:
    """Draw each why under the one that it asks of, with its answer as a sentence."""
    parts, top = [], 10
    for number, lines in enumerate([_wrapped(problem, _CHAIN), *map(_of_why, whys)]):
        if number:
            parts.append(_line(10 + _CHAIN // 2, top, 10 + _CHAIN // 2, top + 24))
            top += 24
        parts.append(_box(10, top, _CHAIN, lines))
        top += len(lines) * LINE + 2 * _PADDING
    return _svg(_CHAIN + 20, top + 10, _("Whys that lead to “%(problem)s”") % {"problem": problem}, parts)


def _of_family(causes: list[JsonObject]) -> list[str]:
    lines: list[str] = []
    for cause in causes:
        lines += _wrapped(str(cause.get("cause") or ""), _COLUMN - 30, first="– ", then="   ")
        if parent := str(cause.get("parent") or ""):
            lines += _wrapped(_("behind it: %(parent)s") % {"parent": parent}, _COLUMN - 30, first="   ", then="   ")
    return lines


def _of_why(row: JsonObject) -> list[str]:
    """Return a question and its answer, which begins with “because” once, however it was typed."""
    asked, because = (" ".join(str(row.get(key) or "").split()) for key in ("why", "because"))
    if not because:
        answer = _("No answer yet.")
    elif because.lower().startswith("because"):
        answer = because[0].upper() + because[1:]
    else:
        answer = _("Because: %(why)s") % {"why": because}
    return [*(_wrapped(asked, _CHAIN) if asked else []), *_wrapped(answer, _CHAIN)]


def _wrapped(text: str, width: int, *, first: str = "", then: str = "") -> list[str]:
    letters = int((width - 2 * _PADDING) / LETTERS)
    return textwrap.wrap(text, letters, initial_indent=first, subsequent_indent=then) or [""]


def _svg(width: int, height: int, title: str, parts: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" aria-labelledby="cause-title"><title id="cause-title">{escape(title)}</title>{"".join(parts)}</svg>'
    )


def _line(x1: int, y1: int, x2: int, y2: int) -> str:
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="#1b1b1b" stroke-width="2"/>'


def _words(x: int, y: int, lines: list[str], *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return "".join(
        f'<text x="{x + (12 if text.startswith(" ") else 0)}" y="{y + LINE * at}" font-size="13" font-family="sans-serif"'
        f' fill="#1b1b1b"{weight}>{escape(text.strip())}</text>'
        for at, text in enumerate(lines)
    )


def _box(x: int, y: int, width: int, lines: list[str]) -> str:
    height = len(lines) * LINE + 2 * _PADDING
    frame = (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="#ffffff" stroke="#1b1b1b" stroke-width="2"/>'
    )
    return frame + _words(x + _PADDING, y + _PADDING + 12, lines)
