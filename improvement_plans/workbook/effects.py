"""What another definition would do to plans that are open: what goes, and which of them have something in it."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from improvement_plans.plans.models import Plan
from improvement_plans.workbook.models import Answer, Attachment
from monitoring.definition import effects
from monitoring.definition.effects import Asked, Effect, Gone

NAMED = 5  # LEAs of a sentence; the others are counted


def register() -> None:
    """Let the pages that change a definition ask."""
    effects.register(on_plans)


def on_plans(asked: Asked) -> Effect | None:
    """Return which open plans use an activity or a field that goes; None where nothing does."""
    if not asked.gone:
        return None
    open_ones = Plan.objects.exclude(status=Plan.Status.CLOSED)
    if asked.year is None:
        plans = open_ones.filter(definition__step_forms__name=asked.name)
    else:
        plans = open_ones.filter(year__year=asked.year)
    leas = dict(plans.values_list("pk", "lea__name"))
    used = _used(asked.gone, leas)
    sentences = [_sentence(gone, sorted(leas[pk] for pk in used[gone])) for gone in asked.gone]
    kept = _("Plans that are open keep the version they were opened under, with everything typed in them.")
    return Effect(_("What it would do to open plans"), (*sentences, kept))


def _used(gone: Iterable[Gone], leas: dict[int, str]) -> dict[Gone, set[int]]:
    """Return the plans that have something in each activity or field; two queries, whatever goes."""
    used: dict[Gone, set[int]] = {one: set() for one in gone}
    of_activity: dict[str, list[Gone]] = {}
    for one in used:
        of_activity.setdefault(one.activity, []).append(one)
    here = Q(step__plan__in=leas) & Q(activity__in=of_activity)
    for plan, activity, value in Answer.objects.filter(here).values_list("step__plan", "activity", "value"):
        for one in of_activity[activity]:
            if any(value.values()) if not one.field else value.get(one.field):
                used[one].add(plan)
    files = Attachment.objects.filter(here, removed_at=None).values_list("step__plan", "activity", "field")
    for plan, activity, field in files:
        for one in of_activity[activity]:
            if one.field in ("", field):
                used[one].add(plan)
    return used


def _sentence(gone: Gone, leas: list[str]) -> str:
    what = (
        _("The field “%(label)s” of “%(title)s” goes") % {"label": gone.label, "title": gone.title}
        if gone.field
        else _("The activity “%(title)s” goes") % {"title": gone.title}
    )
    if not leas:
        return _("%(what)s. No open plan has anything in it.") % {"what": what}
    named = ", ".join(leas[:NAMED])
    if len(leas) > NAMED:
        named = _("%(named)s and %(number)s more") % {"named": named, "number": len(leas) - NAMED}
    said = ngettext(
        "%(what)s. %(number)s open plan has something in it: %(named)s.",
        "%(what)s. %(number)s open plans have something in it: %(named)s.",
        len(leas),
    )
    return said % {"what": what, "number": len(leas), "named": named}
