"""Who else fills in a step now: asked by its pages every few seconds."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cim_portal.lib.doors import guarded
from improvement_plans.steps.views.pages import Page, can_fill_in_page, load_page
from improvement_plans.workbook import presence
from monitoring.access.who import SignedInRequest


@require_GET
@guarded(can_fill_in_page, load=load_page)
def here(request: SignedInRequest, page: Page) -> HttpResponse:
    """Say that this person has the activity open, and return who else of the LEA is in the step, and where."""
    slug, repeat = page.place.key
    fields = {field.key: str(field.label) for field in page.place.activity.fields}
    at = request.GET.get("field", "")
    presence.come(step=page.step, person=request.user, activity=slug, repeat=repeat, field=at if at in fields else "")
    places = {place.key: place for place in page.book.places(page.step.number)}
    lines = []
    for one in presence.others(step=page.step, than=request.user):
        if place := places.get((one.activity, one.repeat)):
            labels = {field.key: str(field.label) for field in place.activity.fields}
            lines.append(
                (one.person.name, "" if place.key == page.place.key else place.title, labels.get(one.field, ""))
            )
    return render(request, "improvement_plans/steps/_here.html", {"lines": lines})
