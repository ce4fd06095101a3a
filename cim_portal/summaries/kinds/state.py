"""The year of the whole state: every panel of its dashboard, where LEAs are above a threshold, and each SELPA in a line."""

from collections import Counter
from datetime import date

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.dashboards.declaring import Scene, levels_of
from cim_portal.lib.numbers import in_words
from cim_portal.lib.verdict import Verdict
from cim_portal.summaries import figures
from cim_portal.summaries.declaring import Content, Kind, Of, Part
from determinations.runs.models import Run
from determinations.runs.words import NONE
from monitoring.access.permissions import can_monitor_state
from monitoring.access.who import User
from monitoring.places.models import Lea, LeaYear, State


def load(_user: User, code: str) -> Of:
    """Return the state of that code. Raises Http404."""
    state = State.objects.filter(code=code).first()
    if state is None:
        raise Http404("There is no such state.")
    return Of(state.code, str(state))


def may_read(user: User, _run: Run, _of: Of) -> Verdict:
    """Read the summary of the state: its people."""
    return can_monitor_state(user)


def gather(run: Run, of: Of, day: date) -> Content:
    """Return what the summary says on a day."""
    scene = figures.scene(run, Q(), day)
    return Content(
        title=_("%(year)s summary: %(name)s") % {"year": run.year, "name": of.name},
        facts=figures.facts(scene),
        parts=[*figures.panels(scene), *figures.disproportionality(scene), _by_selpa(scene)],
    )


def _by_selpa(scene: Scene) -> Part:
    """Return how many LEAs of each SELPA have which level, as the year's directory places them."""
    there = dict(LeaYear.objects.filter(year=scene.run.year).values_list("lea", "selpa_name"))
    today = {
        lea.pk: str(lea.selpa)
        for lea in Lea.objects.filter(pk__in=set(scene.leas) - set(there)).select_related("selpa")
    }
    counted: dict[str, Counter[str]] = {}
    for one in scene.found:
        counted.setdefault(there.get(one.lea) or today[one.lea], Counter())[one.level or NONE] += 1
    levels = levels_of(scene.definition)
    return Part(
        title=_("SELPAs"),
        says=_("The LEAs of each SELPA by level."),
        has_numbers=True,
        columns=[_("SELPA"), _("LEAs"), *(code if code != NONE else name for code, name in levels)],
        rows=[
            [name, in_words(counts.total()), *(in_words(counts[code]) for code, _name in levels)]
            for name, counts in sorted(counted.items())
        ],
    )


KIND = Kind(title=gettext_lazy("The state"), load=load, may_read=may_read, gather=gather)
