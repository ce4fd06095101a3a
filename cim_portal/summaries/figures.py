"""What summaries of several LEAs have in common: the panels of the dashboards as tables, and facts at a glance."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.translation import gettext as _

from cim_portal.dashboards import drawing
from cim_portal.dashboards.declaring import Scene
from cim_portal.dashboards.filters import Filters
from cim_portal.dashboards.panels import PANELS
from cim_portal.lib import dates
from cim_portal.lib.numbers import in_words
from cim_portal.summaries.declaring import Part
from determinations.disproportionality import filters, listing, statewide
from determinations.ratios.categories import GROUPS
from determinations.runs import queries as runs_queries
from determinations.runs.models import Run


def scene(run: Run, scope: Q, day: date) -> Scene:
    """Return the scene of a dashboard without filters, as everyone sees it who may see its LEAs."""
    runs = runs_queries.final_runs(AnonymousUser())
    years = [one for one in reversed(runs) if one.year.year <= run.year.year]
    return Scene(run, years, scope, Filters(), day)


def facts(of: Scene) -> list[tuple[str, str]]:
    """Return year, day and number of LEAs."""
    late = {step.lea for step in of.steps if step.party == "lea" and step.due_on and step.due_on < of.today}
    return [
        (_("Year"), str(of.run.year)),
        (_("As of"), dates.in_words(of.today)),
        (_("LEAs"), in_words(len(of.found))),
        (_("LEAs with an overdue step"), in_words(len(late))),
    ]


def panels(of: Scene) -> list[Part]:
    """Return every panel that has rows, with its drawing."""
    return [
        Part(
            title=str(one.panel.title),
            columns=[column.title for column in one.columns],
            rows=[[cell.shown for _column, cell in row] for row in one.rows],
            has_numbers=all(column.is_number for column in one.columns[1:]),
            chart=one.chart,
        )
        for one in drawing.draw(PANELS, of, against=None)
        if one.rows
    ]


def disproportionality(of: Scene) -> list[Part]:
    """Return in which categories and groups LEAs are above the threshold, and in how many; nothing without counts."""
    cells = statewide.of_run(of.run)
    if cells is None:
        return []
    lines = listing.map_of(cells, of.leas, filters.Filters())
    rows = [
        [
            f"{line.category} {line.name}",
            str(GROUPS[group]),
            *map(in_words, (cell.exceeding, cell.significant, cell.next)),
        ]
        for line in lines
        for group, cell in line.cells.items()
        if cell.exceeding
    ]
    return [
        Part(
            title=_("Disproportionality"),
            says=_(
                "The number of LEAs whose ratio is above the threshold, by category and group. Where it is none, there is no row."
            ),
            columns=[
                _("Category"),
                _("Group"),
                _("Above the threshold"),
                _("Significant"),
                _("Significant after one more year"),
            ],
            rows=rows,
        )
    ]
