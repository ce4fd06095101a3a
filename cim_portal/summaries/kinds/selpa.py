"""The year of a SELPA: every panel of its dashboard, where its LEAs are above a threshold, and each LEA in a line."""

from datetime import date

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.dashboards import figures as dashboards_figures
from cim_portal.dashboards.declaring import Scene
from cim_portal.dashboards.filters import results
from cim_portal.lib.verdict import HIDDEN, Verdict
from cim_portal.summaries import figures
from cim_portal.summaries.declaring import Content, Kind, Of, Part
from determinations.runs.models import Run
from monitoring.access.permissions import can_see_selpa
from monitoring.access.who import User
from monitoring.places import reading
from monitoring.places.models import Selpa


def load(user: User, code: str) -> Of:
    """Return the SELPA of that code, if `user` may see it. Raises Http404."""
    selpa = get_object_or_404(Selpa.objects.visible_to(user), code=code)
    return Of(selpa.code, str(selpa), selpa=selpa)


def may_read(user: User, _run: Run, of: Of) -> Verdict:
    """Read the summary of a SELPA: its reviewers and the state's people."""
    return can_see_selpa(user, of.selpa) if of.selpa else HIDDEN


def gather(run: Run, of: Of, day: date) -> Content:
    """Return what the summary says on a day, of the LEAs that were in the SELPA in that year."""
    assert of.selpa is not None  # noqa: S101 - loaded so
    scope = Q(lea__selpa=of.selpa) | reading.of_selpas([of.selpa.pk], year="run__year")
    scene = figures.scene(run, scope, day)
    return Content(
        title=_("%(year)s summary: %(name)s") % {"year": run.year, "name": of.name},
        facts=[(_("SELPA"), f"{of.name} ({of.code})"), *figures.facts(scene)],
        parts=[*figures.panels(scene), *figures.disproportionality(scene), _leas(scene)],
    )


def _leas(scene: Scene) -> Part:
    found = results(scene.run, scope=scene.scope, filters=scene.filters, today=scene.today)
    lines = dashboards_figures.lines(found.select_related("lea__county", "lea__selpa"), scene.run, today=scene.today)
    said = _("Step %(number)s: %(text)s")
    return Part(
        title=_("LEAs"),
        says=_("Each LEA with its level and the steps of its plan."),
        columns=[_("LEA"), _("Level"), _("Steps")],
        rows=[
            [
                f"{line.name} ({line.code})",
                line.level_name,
                "; ".join(said % {"number": step.number, "text": step.text} for step in line.steps) or "–",
            ]
            for line in lines
        ],
    )


KIND = Kind(title=gettext_lazy("A SELPA"), load=load, may_read=may_read, gather=gather)
