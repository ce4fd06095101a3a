"""A decimal number."""

import re
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from improvement_plans.workbook.declaring import Options, Words
from monitoring.definition import Column

_NUMBER = re.compile(r"([+-]?)\s*\$?\s*([+-]?)(\d+|\d{1,3}(?:,\d{3})+)?(?:\.(\d*))?\s*%?", re.ASCII)
COUNTED = {"families", "people", "records", "students"}  # units of which there is no half
_MOST_DIGITS, _MOST_DECIMALS = 15, 6  # what sums and rates can be calculated from without loss


class Number(Words):
    """A decimal number."""

    words = _("number")

    def fault(self, value: object) -> str:
        """Find that it is no number, or more digits than can be calculated with."""
        if parse_number(value) is not None:
            return ""
        if _NUMBER.fullmatch(str(value).strip()) and any(digit.isdigit() for digit in str(value)):
            return gettext(
                "has too many digits to calculate with. Write at most %(digits)s before the decimal point and %(decimals)s"
                " after it"
            ) % {"digits": _MOST_DIGITS, "decimals": _MOST_DECIMALS}
        return gettext("is not a number. Write digits, such as 1234.5")

    def misfit(self, value: object, unit: str) -> str:
        """Find a count that is below 0 or no whole number, and a share of more than all."""
        number = parse_number(value)
        if number is None:
            return ""
        if unit in COUNTED and (number < 0 or number != number.to_integral_value()):
            return gettext("has to be a whole number, 0 or more")
        if unit == "percent" and not 0 <= number <= 100:
            return gettext("has to be from 0 to 100 percent")
        return ""

    def shown(self, value: object, options: Options = (), columns: Sequence[Column] = ()) -> str:
        """Return the number with its thousands apart."""
        number = parse_number(value)
        return f"{number:,}" if number is not None else super().shown(value)


def parse_number(value: object) -> Decimal | None:
    """Return the number that was typed, thousands separated by commas or not, or None.

    A number is plain digits, few enough to calculate with exactly; what was typed otherwise is kept and counts as none.
    """
    match = _NUMBER.fullmatch(str(value).strip())
    if match is None or (match[1] and match[2]):
        return None
    whole, decimals = (match[3] or "").replace(",", ""), match[4] or ""
    if not whole + decimals or len(whole) > _MOST_DIGITS or len(decimals) > _MOST_DECIMALS:
        return None
    return Decimal((match[1] or match[2]) + (f"{whole}.{decimals}" if decimals else whole))


KIND = Number()
