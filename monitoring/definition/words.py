"""Targets and conditions as people read them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib import dates
from monitoring.definition import facts
from monitoring.definition.schema import Band, Condition, StatusFrom, Target

OPERATORS = {
    ">": gettext_lazy("more than"),
    ">=": gettext_lazy("at least"),
    "<": gettext_lazy("less than"),
    "<=": gettext_lazy("at most"),
}


def target_in_words(target: Target) -> str:
    """Return what a target asks for: `more than 95 percent`, and where the rate decides, that it does."""
    asks = f"{OPERATORS[target.operator]} {target.value} {target.unit}".strip()
    return _("%(target)s, calculated from the rate") % {"target": asks} if target.decides == "computed" else asks


def status_in_words(status: StatusFrom | None) -> str:
    """Return that an indicator is not counted, and since when; blank for one that is."""
    if status is None or status.status == "counted":
        return ""
    said = _("shown and not counted since %(day)s") if status.status == "shown" else _("retired since %(day)s")
    return said % {"day": dates.in_words(status.since)}


def condition_in_words(condition: Condition) -> str:
    """Return a condition as people read it: `Students with disabilities on census day: at most 100`."""
    if condition.fact is None:
        word = _("; or ") if condition.any_of else _("; and ")
        return word.join(_part_in_words(part) for part in condition.any_of or condition.all_of or ())
    return f"{facts.fact_in_words(condition.fact)}: {test_in_words(condition)}"


def _part_in_words(condition: Condition) -> str:
    return condition_in_words(condition) if condition.fact else f"({condition_in_words(condition)})"


def test_in_words(condition: Condition) -> str:
    """Return the test that a condition has of its fact: `at least 3`."""
    if condition.within is not None:
        return _band_in_words(condition.within)
    if isinstance(condition.equals, bool):
        return "yes" if condition.equals else "no"
    tests = {
        "at least": condition.at_least,
        "at most": condition.at_most,
        "more than": condition.more_than,
        "less than": condition.less_than,
        "exactly": condition.equals,
    }
    return next(f"{words} {value}" for words, value in tests.items() if value is not None)


def _band_in_words(band: Band) -> str:
    low = _("from %(low)s") % {"low": band.low} if band.low_in else _("above %(low)s") % {"low": band.low}
    high = _("up to and including %(high)s") if band.high_in else _("to below %(high)s")
    return f"{low} {high % {'high': band.high}}"
