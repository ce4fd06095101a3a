"""A letter as a reader may see it: its numbers with the small ones hidden from those who do not see them."""

from cim_portal.lib.shapes import JsonObject
from cim_portal.lib.suppression import HIDDEN
from determinations.letters.models import Letter
from determinations.runs import words
from monitoring.access.who import User
from monitoring.places import reading as of_year

_FINDING, _CALCULATION, _GROUND = ("ratio", "counted", "compared"), ("counted", "compared", "arithmetic"), ("value",)


def as_read(user: User, letter: Letter) -> JsonObject:
    """Return what a letter says to `user`."""
    return (
        letter.context
        if of_year.can_see_small_numbers(user, lea=letter.lea, year=letter.year_id)
        else without_small_numbers(letter.context)
    )


def holds_small_numbers(context: JsonObject) -> bool:
    """Say whether the document has numbers that are hidden from some of those who may read the letter."""
    return without_small_numbers(context) != context


def without_small_numbers(context: JsonObject) -> JsonObject:
    """Return what a letter says to those who do not see small numbers; the same where it has none."""
    hidden = {
        "elements": [words.as_read(element, shows_small=False) for element in context.get("elements", [])],
        "findings": _each(context, "findings", _FINDING),
        "calculations": _each(context, "calculations", _CALCULATION),
        "grounds": _each(context, "grounds", _GROUND),
    }
    return {**context, **{name: said for name, said in hidden.items() if name in context}}


def _each(context: JsonObject, name: str, keys: tuple[str, ...]) -> list[JsonObject]:
    instead = dict.fromkeys(keys, str(HIDDEN))
    return [{**one, **instead} if one["small_numbers"] else one for one in context.get(name, [])]
