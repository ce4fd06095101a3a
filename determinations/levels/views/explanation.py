"""Why an LEA has its level: each rule tried, the facts, where they came from, and the elements."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cim_portal.lib import downloads
from cim_portal.lib.doors import guarded
from cim_portal.lib.shapes import JsonObject
from determinations.disproportionality import queries as disproportionality_queries
from determinations.levels import outcomes, shown, tables
from determinations.runs import queries as runs_queries
from determinations.runs.models import LevelResult
from determinations.runs.permissions import can_see_result
from determinations.runs.words import NO_LEVEL
from monitoring.definition import (
    Definition,
    condition_in_words,
    definition_of,
    fact_in_words,
)
from monitoring.places import reading


@require_GET
@guarded(can_see_result, load=runs_queries.result_of)
def explanation(request: HttpRequest, result: LevelResult) -> HttpResponse:
    """Explain the level with the numbers: the outcome in a sentence, the rules that were tried, the elements."""
    definition = definition_of(result.run.definition)
    small_numbers = reading.can_see_small_numbers(request.user, lea=result.lea, year=result.run.year_id)
    elements = shown.elements(result, shows_small=bool(small_numbers))
    if kind := downloads.asked(request):
        rows = tables.element_rows(elements, code=result.lea.code, run=result.run)
        return downloads.answer(kind, tables.ELEMENTS, rows, name=f"elements-{result.lea.code}-{result.run.year}")
    tried = _rules(result, definition, shows_small=bool(small_numbers))
    return render(
        request,
        "determinations/levels/explanation.html",
        {
            "lea": result.lea,
            "run": result.run,
            "result": result,
            "level": _name(definition, result.level),
            "other": definition.outcome(result.outcome) if result.outcome else None,
            "computed": _name(definition, result.computed),
            "decided_by_state": result.official is not None,
            "held": tried[result.rule] if result.rule is not None else None,
            "rules": tried,
            "not_tried": len(definition.rules) - len(tried),
            "missing": [fact_in_words(name) for name in result.missing],
            "determination": _determination(result, definition, shows_small=bool(small_numbers)),
            "hides": "" if small_numbers else small_numbers.reason,
            "elements": elements,
            "missed": sum(element["missed"] for element in elements),
            "computed_elements": any(element["computed"] for element in elements),
            "letter": runs_queries.has_letter(request.user, result),
            "cells": disproportionality_queries.has_cells(result),
        },
    )


def _name(definition: Definition, code: str) -> str:
    return definition.level(code).name if code else str(NO_LEVEL)


def _determination(result: LevelResult, definition: Definition, *, shows_small: bool) -> dict[str, object] | None:
    """Return the category of determination with its rules and what follows, or None where the year has no categories."""
    if not definition.determinations.categories:
        return None
    category = definition.category(result.determination) if result.determination else None
    declared = definition.determinations.rules
    tried = shown.tried(result, of="determination_rules", shows_small=shows_small)
    return {
        "name": category.name if category else "",
        "decided_by_state": result.official_determination is not None,
        "computed": definition.category(result.computed_determination).name if result.computed_determination else "",
        "years": outcomes.years_in_a_row(result, definition),
        "follows": outcomes.consequences(result, definition),
        "rules": [
            {**one, "name": definition.category(one["determination"]).name, "asks": condition_in_words(rule.when)}
            for one, rule in zip(tried, declared, strict=False)
        ],
    }


def _rules(result: LevelResult, definition: Definition, *, shows_small: bool) -> list[JsonObject]:
    """Return the rules that were tried, each with what it asks for and the words of each fact."""
    return [
        {
            **rule,
            "number": number + 1,
            "level": definition.endings[definition.rules[number].ends_in],
            "asks": condition_in_words(definition.rules[number].when),
            "note": definition.rules[number].note,
        }
        for number, rule in enumerate(shown.tried(result, of="rules", shows_small=shows_small))
    ]
