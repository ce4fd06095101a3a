"""Why an LEA has its level: each rule tried, the facts, where they came from, and the elements."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cim_portal.lib.doors import guarded
from determinations import letters, queries
from determinations.models import LevelResult
from determinations.permissions import can_see_result
from monitoring import process
from monitoring.process import Process


def result_of(user: Any, code: str, year: int) -> LevelResult:
    """Return the result of the address, if `user` may see it. Raises Http404."""
    result = queries.result_for(user, code=code, year=year)
    if result is None:
        raise Http404("Nothing was determined here.")
    return result


@require_GET
@guarded(can_see_result, load=result_of)
def explanation(request: HttpRequest, result: LevelResult) -> HttpResponse:
    """Explain the level with the numbers."""
    definition = process.of(result.run.process)
    return render(
        request,
        "determinations/explanation.html",
        {
            "lea": result.lea,
            "run": result.run,
            "result": result,
            "level": definition.level(result.level) if result.level else None,
            "rules": _rules(result, definition),
            "elements": _elements(result, definition),
        },
    )


def _rules(result: LevelResult, definition: Process) -> list[dict[str, Any]]:
    """Return the rules that were tried, with the words of each fact."""
    return [
        {
            "level": definition.level(rule["level"]).name,
            "note": definition.rules[number].note,
            "matched": rule["matched"],
            "facts": [{**fact, "words": letters.FACTS.get(fact["name"], fact["name"])} for fact in rule["facts"]],
        }
        for number, rule in enumerate(result.explanation["rules"])
    ]


def _elements(result: LevelResult, definition: Process) -> list[dict[str, Any]]:
    names = {indicator.code: indicator.name for indicator in definition.indicators}
    return [
        {**element, "name": names.get(element["indicator"], element["label"])}
        for element in result.explanation["elements"]
    ]
