"""Targets and conditions as people read them."""

from decimal import Decimal

from django.utils.translation import gettext as _

from cim_portal.lib import dates, numbers
from monitoring.definition import facts
from monitoring.definition.schema import Band, Condition, Need, StatusFrom, Target
from monitoring.definition.schema.forms import tests_of


def target_in_words(target: Target) -> str:
    """Return what a target asks for: `more than 95%`, and where the rate decides, that it does."""
    asks = numbers.comparison(target.operator, target.value, in_percent=target.unit == "percent")
    return _("%(target)s, calculated from the rate") % {"target": asks} if target.decides == "computed" else asks


def status_in_words(status: StatusFrom | None) -> str:
    """Return that an indicator is not counted, and since when; blank for one that is."""
    if status is None or status.status == "counted":
        return ""
    said = _("shown and not counted since %(day)s") if status.status == "shown" else _("retired since %(day)s")
    return said % {"day": dates.in_words(status.since)}


def value_in_words(value: Decimal | int | bool | str | None) -> str:
    """Return the value of a fact, decimals being kept as text: yes or no, or the number; blank for one that is missing."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else numbers.in_words(Decimal(value))


def need_in_words(need: Need) -> str:
    """Return when a field has to be filled in: `required if level is SD`."""
    said = {
        "==": _("%(name)s is %(wanted)s"),
        "!=": _("%(name)s is not %(wanted)s"),
        "in": _("%(name)s is one of %(wanted)s"),
        "starts with": _("%(name)s starts with %(wanted)s"),
    }
    tests = (
        said[how] % {"name": name.replace("_", " ").replace(".", ": "), "wanted": ", ".join(wanted)}
        for name, how, wanted in tests_of(need.required_if)
    )
    return _("required if %(tests)s") % {"tests": _(" and ").join(tests)}


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
        return _("yes") if condition.equals else _("no")
    tests = {
        ">=": condition.at_least,
        "<=": condition.at_most,
        ">": condition.more_than,
        "<": condition.less_than,
        "=": condition.equals,
    }
    return next(numbers.comparison(sign, value, in_percent=False) for sign, value in tests.items() if value is not None)


def _band_in_words(band: Band) -> str:
    said = {
        (True, True): _("from %(low)s up to and including %(high)s"),
        (True, False): _("from %(low)s to below %(high)s"),
        (False, True): _("above %(low)s up to and including %(high)s"),
        (False, False): _("above %(low)s to below %(high)s"),
    }
    ends = {"low": numbers.in_words(band.low), "high": numbers.in_words(band.high)}
    return said[band.low_in, band.high_in] % ends
