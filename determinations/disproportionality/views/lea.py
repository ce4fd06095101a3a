"""The 98 cells of an LEA: a grid of ratios, and each cell's arithmetic written out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cim_portal.lib import downloads
from cim_portal.lib.doors import guarded
from determinations.disproportionality import cells as disproportionality_cells
from determinations.disproportionality import tables
from determinations.disproportionality.cells import Cell
from determinations.disproportionality.hiding import CellKey, Hides, secrets
from determinations.disproportionality.words import ShownCell, shown
from determinations.ratios.categories import AREAS, CATEGORIES, GROUPS
from determinations.runs.models import LevelResult
from determinations.runs.permissions import can_see_result
from determinations.runs.queries import result_of
from monitoring.definition import definition_of
from monitoring.places import reading


@dataclass(frozen=True)
class Line:
    """A category: its cells by group, None where the file has none, and what a ratio of it has to exceed."""

    number: int
    name: str
    area: str
    threshold: str
    cells: tuple[ShownCell | None, ...]

    @property
    def written_out(self) -> list[ShownCell]:
        """The cells that the file has."""
        return [cell for cell in self.cells if cell]


@require_GET
@guarded(can_see_result, load=result_of)
def cells(request: HttpRequest, result: LevelResult) -> HttpResponse:
    """Show the cells of the counts that the run read, under the settings that it used."""
    definition = definition_of(result.run.definition)
    standing = disproportionality_cells.standing(
        year=result.run.year.year,
        settings=definition.disproportionality,
        uploads=disproportionality_cells.read_by(result.run),
        lea=result.lea,
    )
    found = disproportionality_cells.cells(standing, lea=result.lea_id) if standing else []
    if standing is None or not found:
        raise Http404("No counts for disproportionality were read of this LEA.")
    small_numbers = reading.can_see_small_numbers(request.user, lea=result.lea, year=result.run.year_id)
    hidden = {} if small_numbers else secrets(found)
    if kind := downloads.asked(request):
        name = f"disproportionality-{result.lea.code}-{result.run.year}"
        return downloads.answer(kind, *tables.cells_of(result.lea.code, found, hidden), name=name)
    lines = _lines(found, hidden)
    return render(
        request,
        "determinations/disproportionality/disproportionality.html",
        {
            "lea": result.lea,
            "run": result.run,
            "settings": definition.disproportionality,
            "groups": GROUPS.values(),
            "lines": lines,
            "exceeding": [(line, cell) for line in lines for cell in line.written_out if cell.exceeds],
            "total": len(found),
            "file": standing.counted.file,
            "looked_at": sorted({standing.counted.year, *(one.year for one in standing.earlier)}),
            "hides": "" if small_numbers else small_numbers.reason,
        },
    )


def _lines(found: Sequence[Cell], hidden: Mapping[CellKey, Hides]) -> list[Line]:
    areas = {category: area for area, categories in AREAS.items() for category in categories}
    lines = []
    for category, name in CATEGORIES.items():
        of_category = [cell for cell in found if cell.category == category]
        by_group = {one.group: shown(one, hidden.get((category, one.group), Hides())) for one in of_category}
        threshold = of_category[0].threshold if of_category else None
        lines.append(
            Line(
                category,
                str(name),
                str(areas[category]),
                "" if threshold is None else disproportionality_cells.decimal(threshold, against=threshold),
                tuple(by_group.get(group) for group in GROUPS),
            )
        )
    return lines
