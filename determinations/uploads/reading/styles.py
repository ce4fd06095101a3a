"""How a workbook shows its numbers, where that is more than the number that it holds."""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

Shows = Callable[[int | float], str]

# Numbers of formats that Excel has built in, of those that matter here (ECMA-376, part 1, 18.8.30).
_BUILT_IN = {9: "0%", 10: "0.00%"}
_PUT_AS_IT_IS = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_ZEROS = re.compile(r"0[0 -]*0")
_THOUSANDS = re.compile(r"[0#?](,+)(?![0#?,])")  # each comma behind the digits leaves out three of them
_NO_ZERO = re.compile(r"#[#,]*")  # digits are shown where there are any, and zero has none
_SEMICOLON = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[0-9]+(?:\.[0-9]+)?)\]")
_COMPARES = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
# Where a format puts the number, or a part of a day; General has an e.
_PLACES = re.compile(r"[0#?@dmyhse]", re.IGNORECASE)
_WRITTEN_OUT = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|([^"\\\[_*])')
DIGITS = 15  # what a spreadsheet shows of a number; what is beyond them came of calculating


class Instead(str):
    """What a cell shows where its format shows a text, or nothing, instead of the number that it holds."""

    __slots__ = ()


NOTHING = Instead()


@dataclass(frozen=True)
class _Section:
    """A part of a format: for which numbers it is, None where that is by their sign, and how it shows them."""

    holds: Callable[[int | float], bool] | None
    shows: Shows


def showing(number: int, codes: dict[int, str]) -> Shows | None:
    """Return how the format of that number shows a number; None where the number itself says it.

    `codes` has the formats that the workbook declares itself. A format may have parts for positive, negative and zero, or for
    numbers that meet a condition, and a part may show no number: `0;-0;;@` shows nothing for zero, `[<11]"*";0` a star for
    what is below 11. What is shown then is an `Instead`.
    """
    if not (code := codes.get(number, _BUILT_IN.get(number, ""))):
        return None
    sections = [_section(part) for part in _SEMICOLON.split(code)[:3]]
    if all(one.shows is written for one in sections):
        return None
    if len(sections) == 1:
        return sections[0].shows
    return lambda value: _chosen(sections, value).shows(value)


def _section(code: str) -> _Section:
    condition = _CONDITION.search(code)
    plain = _PUT_AS_IT_IS.sub(_separator, code)
    shows: Shows = written
    if not _PLACES.search(_PUT_AS_IT_IS.sub("", code)):
        shows = partial(_instead, text=Instead("".join(map("".join, _WRITTEN_OUT.findall(code))).strip()))
    elif "%" in plain:
        shows = percentage
    elif _ZEROS.fullmatch(plain):
        shows = partial(filled, mask=plain)
    elif thousands := _THOUSANDS.search(plain):
        shows = partial(_in_thousands, times=len(thousands[1]))
    elif _NO_ZERO.fullmatch(plain):
        shows = _unless_zero
    if condition is None:
        return _Section(None, shows)
    compare, limit = _COMPARES[condition[1]], float(condition[2])
    return _Section(lambda value: compare(value, limit), shows)


def _chosen(sections: list[_Section], value: int | float) -> _Section:
    """Return the part of a format that a number is shown by."""
    if any(one.holds for one in sections):
        return next((one for one in sections if one.holds is None or one.holds(value)), sections[-1])
    place = 1 if value < 0 else 2 if value == 0 else 0
    return sections[place] if place < len(sections) else sections[0]


def _separator(literal: re.Match[str]) -> str:
    """Return what a format puts down as it is, where it is what separates the digits of a code."""
    said = literal[1] or literal[2] or ""
    return said if not said.strip("- ") else ""


def _instead(value: int | float, text: Instead) -> str:
    return text


def _unless_zero(value: int | float) -> str:
    return written(value) if value else NOTHING


def _in_thousands(value: int | float, times: int) -> str:
    return written(value / 1000**times)


def percentage(value: int | float) -> str:
    """Return a share as the percentage that its cell shows, all its digits kept: 0.125 is 12.5%."""
    return f"{written(100 * value)}%"


def filled(value: int | float, mask: str) -> str:
    """Return a code with the zeros of its format: 161119 in 0000000 is 0161119, in 00-00000 it is 01-61119."""
    if value < 0 or value != int(value):
        return written(value)
    digits = str(int(value)).zfill(mask.count("0"))
    if not mask.strip("0"):
        return digits
    extra, at = len(digits) - mask.count("0"), 0
    out = [digits[:extra]]
    for place in mask:
        out.append(digits[extra + at] if place == "0" else place)
        at += place == "0"
    return "".join(out)


def written(value: int | float) -> str:
    """Return a number in as many digits as a spreadsheet shows: 0.1 + 0.2 is 0.3, and 2023.0 is 2023."""
    if isinstance(value, int):
        return str(value)
    said = repr(value)
    if len(said) > DIGITS:
        value = float(f"{value:.{DIGITS}g}")
        said = repr(value)
    return str(int(value)) if value.is_integer() else said
