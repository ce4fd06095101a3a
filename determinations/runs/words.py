"""What is said of an LEA's elements, and where it has no level."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cim_portal.lib import numbers
from cim_portal.lib.shapes import Json

NONE = "none"  # in addresses and counts, for the LEAs without a level
NO_LEVEL = _("No monitoring level")
_MET = {"Yes": _("Yes"), "No": _("No"), "NA": _("NA")}


def no_level() -> str:
    """Return the words as they are within a sentence."""
    return str(NO_LEVEL).lower()


def element_in_words(element: Mapping[str, Json]) -> dict[str, str]:
    """Return what people read of an element: how many were counted, its rate, its target and whether that was met."""
    unknown = gettext("no information")
    target = numbers.target_in_words(operator=element["operator"], value=element["target"], text=element["target_text"])
    return {
        "counted_words": counted_in_words(element["numerator"], element["denominator"]) or unknown,
        "rate_words": numbers.rate_in_words(element["rate_text"]) or unknown,
        "target_words": target or unknown,
        "met_words": str(_MET.get(element["met"], gettext("not stated"))),
    }


def counted_in_words(numerator: float | Decimal | None, denominator: float | Decimal | None) -> str:
    """Return how many of how many: `29 of 1,031`, or nothing where that is not known."""
    if not denominator:
        return ""
    counted = "--" if numerator is None else numbers.in_words(numerator)
    return gettext("%(counted)s of %(all)s") % {"counted": counted, "all": numbers.in_words(denominator)}
