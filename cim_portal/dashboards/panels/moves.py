"""From which level of the year before to which level of this year the LEAs moved."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.dashboards import remembering
from cim_portal.dashboards.declaring import Cell, Column, Panel, Row, Scene, count_of, levels_of
from cim_portal.dashboards.filters import NEW
from determinations.runs.models import LevelResult, Run
from determinations.runs.words import NONE
from monitoring.definition import definition_of


def _before(scene: Scene) -> Run | None:
    """Return the final run of the year before, or None."""
    return next((run for run in scene.years if run.year.year == scene.run.year.year - 1), None)


def _columns(scene: Scene) -> list[Column]:
    before = scene.run.year.year - 1
    now = [Column(code, name) for code, name in levels_of(scene.definition)]
    return [Column(f"level_{before}", _("%(year)s, from") % {"year": before}, is_number=False), *now]


def _rows(scene: Scene) -> list[Row]:
    before = _before(scene)
    if before is None:
        return []
    moved = remembering.counted("moves", scene.leas, [before, scene.run], lambda: _moved(scene, before))
    counts = Counter({(was, now): count for was, now, count in moved})
    names = [*levels_of(definition_of(before.definition)), (NEW, _("Not determined in that year"))]
    return [
        [
            Cell(name),
            *(
                count_of(counts[code, now], scene.address(was=code, level=now))
                for now, _name in levels_of(scene.definition)
            ),
        ]
        for code, name in names
    ]


def _moved(scene: Scene, before: Run) -> list[tuple[str, str, int]]:
    """Return how many LEAs had which level in the run of the year before, and have which now."""
    was = dict(LevelResult.objects.filter(run=before, lea__in=scene.among).values_list("lea", "level"))
    counts = Counter(((was[one.lea] or NONE) if one.lea in was else NEW, one.level or NONE) for one in scene.found)
    return [(*both, count) for both, count in counts.items()]


PANEL = Panel(
    order=20,
    title=gettext_lazy("Moves between levels"),
    says=gettext_lazy(
        "The row is the level of the year before, the column that of the year. Each count opens the list of these LEAs."
    ),
    columns=_columns,
    rows=_rows,
    empty=gettext_lazy("No levels of the year before are final, so no moves are known."),
)
