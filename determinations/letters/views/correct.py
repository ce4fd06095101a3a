"""Correcting one letter: its level, the reason, and the letter that replaces it, on one page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from determinations.letters import correcting
from determinations.letters import kinds as letters_kinds
from determinations.letters.forms import CorrectionForm
from determinations.letters.models import Letter
from determinations.letters.views.letters import numbered_letter_of
from determinations.runs.words import NO_LEVEL
from monitoring.access.permissions import can_administer
from monitoring.access.who import SignedInRequest
from monitoring.definition import definition_of


@require_http_methods(["GET", "POST"])
@guarded(can_administer, load=numbered_letter_of)
def correct(request: SignedInRequest, letter: Letter) -> HttpResponse:
    """Ask for the level and the reason; issue the letter that replaces this one."""
    levels = _levels(letter)
    if request.method != "POST":
        return _page(request, letter, CorrectionForm(levels=levels, initial={"level": letter.level}))
    form = CorrectionForm(request.POST, levels=levels)
    if not form.is_valid():
        return _page(request, letter, form, status=422)
    level = form.cleaned_data["level"] if levels else letter.level
    try:
        newer = correcting.correct(
            letter=letter, level=level, reason=form.cleaned_data["reason"], by=request.user, at=now()
        )
    except Refused as refused:
        return _page(request, letter, form, refused=str(refused), status=409)
    messages.success(request, _("The corrected letter is issued, and everyone concerned is notified."))
    return redirect(newer.get_absolute_url())


def _levels(letter: Letter) -> list[tuple[object, str]]:
    """Return the levels that the state can decide, and the one that the letter has."""
    if not letters_kinds.kind(letter.kind).says_level:
        return []
    named: list[tuple[object, str]] = [(one.code, one.name) for one in definition_of(letter.run.definition).levels]
    return named if letter.level else [("", str(NO_LEVEL)), *named]


def _page(
    request: HttpRequest, letter: Letter, form: CorrectionForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {"letter": letter, "form": form, "refused": refused}
    return render(request, "determinations/letters/correct.html", context, status=status)
