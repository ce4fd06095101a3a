"""Why an LEA has its level, as its reader may see it: the rules that were tried with their facts, and the elements."""

from dataclasses import asdict

from django.utils.translation import gettext as _

from cim_portal.lib.shapes import JsonObject
from cim_portal.lib.suppression import HIDDEN
from determinations.levels import rules
from determinations.runs import queries as runs_queries
from determinations.runs.models import LevelResult
from determinations.runs.words import as_read, element_in_words
from monitoring.definition import fact_in_words, is_small_fact, value_in_words


def tried(result: LevelResult, *, of: str, shows_small: bool) -> list[JsonObject]:
    """Return the rules that were tried, with each fact in words."""
    return [
        {
            **rule,
            "facts": [
                {**_as_read(fact, shows_small=shows_small), "words": fact_in_words(fact["name"])}
                for fact in rule["facts"]
            ],
        }
        for rule in rules.described(result.explanation, of=of)
    ]


def _as_read(fact: JsonObject, *, shows_small: bool) -> JsonObject:
    """Return a fact as a reader may see it. Its source writes out the rates and counts that it comes from."""
    value = value_in_words(fact["value"])
    if shows_small:
        return {**fact, "value": value}
    small = is_small_fact(fact["name"], fact["value"])
    return {**fact, "value": str(HIDDEN) if small else value, "source": _("source hidden")}


def elements(result: LevelResult, *, shows_small: bool) -> list[JsonObject]:
    """Return the elements that the run read of the LEA, each also in words."""
    names = runs_queries.names_of_elements(result.run)
    return [
        {
            **(said := as_read(asdict(element), shows_small=shows_small)),
            **element_in_words(said),
            "missed": element.missed,
            "name": names.get(element.indicator, element.label),
        }
        for element in runs_queries.elements_of(result.run, [result.lea_id])[result.lea_id]
    ]
