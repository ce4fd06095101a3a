"""What is said of an LEA's elements, and where it has no level."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cim_portal.lib import dates, numbers, suppression
from cim_portal.lib.shapes import Json, JsonObject

NONE = "none"  # in addresses and counts, for the LEAs without a level
NO_LEVEL = _("No monitoring level")
MET = {"Yes": _("Yes"), "No": _("No"), "NA": _("NA")}


def no_level() -> str:
    """Return the words as they are within a sentence."""
    return str(NO_LEVEL).lower()


def as_read(element: Mapping[str, Json], *, shows_small: bool) -> JsonObject:
    """Return an element as a reader may see it: where small numbers are not shown, what must not be is a word."""
    said = dict(element)
    if shows_small:
        return said
    secret = secret_of(element)
    if secret.numerator:
        said["numerator"] = str(suppression.HIDDEN)
    if secret.denominator:
        said["denominator"] = str(suppression.HIDDEN)
    if secret.rate and not isinstance(element["rate"], str):  # NC and its like tell nothing
        said["rate"] = said["rate_text"] = str(suppression.HIDDEN)
    return said


def secret_of(element: Mapping[str, Json]) -> suppression.Secret:
    """Return what of an element's numbers must not be shown to those who do not see small numbers."""
    percent = element["rate"] if "%" in element["rate_text"] and not isinstance(element["rate"], str) else None
    return suppression.secret(element["numerator"], element["denominator"], percent)


def element_in_words(element: Mapping[str, Json]) -> dict[str, str]:
    """Return what people read of an element: how many were counted, its rate, its target and whether that was met."""
    unknown = gettext("no information")
    target = numbers.target_in_words(operator=element["operator"], value=element["target"], text=element["target_text"])
    return {
        "counted_words": counted_in_words(element["numerator"], element["denominator"]) or unknown,
        "rate_words": numbers.rate_in_words(element["rate_text"]) or unknown,
        "target_words": target or unknown,
        "met_words": str(MET.get(element["met"], gettext("not stated"))),
        "data_words": data_in_words(element),
    }


def data_in_words(element: Mapping[str, Json]) -> str:
    """Return which data an element is about: `2023–24, as of December 13, 2024, approved by the LEA`; nothing where that is
    not known."""
    if not element["data_year"]:
        return ""
    said = [element["data_year"]]
    if element["as_of"]:
        said.append(gettext("as of %(day)s") % {"day": dates.in_words(date.fromisoformat(element["as_of"]))})
    if element["approved_by"]:
        said.append(gettext("approved by the %(approved_by)s") % {"approved_by": element["approved_by"]})
    return ", ".join(said)


def counted_in_words(numerator: float | Decimal | str | None, denominator: float | Decimal | str | None) -> str:
    """Return how many of how many: `29 of 1,031`, or nothing where that is not known; `hidden` stays as it is."""
    if not denominator:
        return ""
    counted = "--" if numerator is None else count_in_words(numerator)
    return gettext("%(counted)s of %(all)s") % {"counted": counted, "all": count_in_words(denominator)}


def count_in_words(count: float | Decimal | str) -> str:
    """Return a count with its thousands apart; `hidden` stays as it is."""
    return count if isinstance(count, str) else numbers.in_words(count)
