"""The public page of what LEAs are compared with: the state's counts of each category and group."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cim_portal.lib import downloads
from cim_portal.lib.doors import public
from determinations.disproportionality import comparators
from determinations.letters import queries
from determinations.runs import queries as runs_queries
from monitoring.definition import definition_of


@require_safe
@public
def state_counts(request: HttpRequest) -> HttpResponse:
    """Show the state's counts of a year whose letters are issued, the newest unless the address says otherwise."""
    years = queries.years_with_letters()
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isdecimal() and int(wanted) in years else next(iter(years), None)
    run = runs_queries.final_run(year) if year else None
    found = comparators.of_run(run) if run else []
    if run and (kind := downloads.asked(request)):
        return downloads.answer(kind, *comparators.table(run.year.year, found), name=f"state-counts-{run.year}")
    context = {
        "run": run,
        "years": years,
        "categories": found,
        "settings": definition_of(run.definition).disproportionality if run else None,
    }
    return render(request, "determinations/letters/state_counts.html", context)
