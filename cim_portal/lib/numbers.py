"""Numbers, percentages and comparisons as people read them: 1,234 and 62.5% and “at least 60%”."""

import re
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

OPERATORS = {
    ">": gettext_lazy("more than"),
    ">=": gettext_lazy("at least"),
    "<": gettext_lazy("less than"),
    "<=": gettext_lazy("at most"),
}
_COMPARED = {**OPERATORS, "=": gettext_lazy("exactly")}
_A_PERCENTAGE = re.compile(r"(-?[0-9][0-9,]*(?:\.[0-9]+)?)\s*%")


def in_words(number: float | Decimal) -> str:
    """Return a number with its thousands apart and without a zero that says nothing: 1,234 and 62.5."""
    exact = number if isinstance(number, Decimal) else Decimal(str(number))
    if not exact.is_finite():
        return str(number)
    said = f"{exact:,f}"
    return said.rstrip("0").rstrip(".") if "." in said else said


def percent(number: float | Decimal) -> str:
    """Return a share of a hundred: 60% and 62.5%."""
    return f"{in_words(number)}%"


def ratio_in_words(ratio: Fraction) -> str:
    """Return a ratio with two decimals, and with the exact fraction where they do not say all: 3.5 is 3.50, 10/3 is
    3.33 (10/3)."""
    if ratio.denominator == 1:
        return f"{ratio.numerator:,}"
    rounded = f"{float(ratio):,.2f}"
    return rounded if Fraction(rounded.replace(",", "")) == ratio else f"{rounded} ({ratio})"


def rate_in_words(text: str) -> str:
    """Return a rate as a file states it, a percentage without a zero that says nothing: 60% where the file says 60.0%."""
    found = _A_PERCENTAGE.fullmatch(text.strip())
    return percent(Decimal(found[1].replace(",", ""))) if found else text


def comparison(operator: str, number: float | Decimal, *, in_percent: bool) -> str:
    """Return what a number is compared with: `at least 60%`. Without an operator that is the number alone."""
    said = percent(number) if in_percent else in_words(number)
    if operator not in _COMPARED:
        return said
    return _("%(at_least)s %(number)s") % {"at_least": _COMPARED[operator], "number": said}


def target_in_words(*, operator: str, value: float | Decimal | None, text: str) -> str:
    """Return a target as a file states it, in words: `at least 60%` where the file says >=60.0%.

    `operator` and `value` are how the portal read it. What is not a number stays as it is in the file.
    """
    return text if value is None else comparison(operator, value, in_percent="%" in text)
