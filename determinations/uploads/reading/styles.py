"""How a workbook shows its numbers, where that is more than the number that it holds."""

import re
from collections.abc import Callable

Shows = Callable[[int | float], str]

# Numbers of formats that Excel has built in, of those that matter here (ECMA-376, part 1, 18.8.30).
_BUILT_IN = {9: "0%", 10: "0.00%"}
_PUT_AS_IT_IS = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_ZEROS = re.compile(r"0[0 -]*0")
DIGITS = 15  # what a spreadsheet shows of a number; what is beyond them came of calculating


def showing(number: int, codes: dict[int, str]) -> Shows | None:
    """Return how the format of that number shows a number; None where the number itself says it.

    `codes` has the formats that the workbook declares itself.
    """
    code = codes.get(number, _BUILT_IN.get(number, "")).split(";")[0]
    plain = _PUT_AS_IT_IS.sub(_separator, code)
    if "%" in plain:
        return percentage
    if _ZEROS.fullmatch(plain):
        return lambda value: filled(value, plain)
    return None


def _separator(literal: re.Match[str]) -> str:
    """Return what a format puts down as it is, where it is what separates the digits of a code."""
    said = literal[1] or literal[2] or ""
    return said if not said.strip("- ") else ""


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
