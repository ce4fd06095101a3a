"""The texts that administrators write into the letters of a year, and how a letter reads with them."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from determinations.letters import drawing, queries
from determinations.letters import texts as letters_texts
from determinations.letters.forms import LetterTextsForm
from determinations.letters.models import LetterText
from determinations.letters.texts import Sheet
from monitoring.access.permissions import can_administer, can_monitor_state
from monitoring.access.who import SignedInRequest, User
from monitoring.places.models import Lea
from monitoring.years.loading import year_of
from monitoring.years.models import Year


def sheet_of(user: User, year: int, sheet: str) -> Sheet:
    """Return the letters of the address that have texts of their own. Raises Http404."""
    for one in letters_texts.sheets(year_of(user, year)):
        if one.slug == sheet:
            return one
    raise Http404("There are no such letters in this year.")


@require_GET
@guarded(can_monitor_state, load=year_of)
def texts(request: HttpRequest, year: Year) -> HttpResponse:
    """Show which letters of the year have texts of an administrator."""
    return _overview(request, year)


@require_POST
@guarded(can_administer, load=year_of)
def take_over(request: SignedInRequest, year: Year) -> HttpResponse:
    """Take over the texts of the nearest earlier year."""
    try:
        count = letters_texts.take_over(year=year, by=request.user, at=now())
    except Refused as refused:
        return _overview(request, year, refused=str(refused), status=409)
    said = ngettext("%(count)s text was taken over.", "%(count)s texts were taken over.", count)
    messages.success(request, said % {"count": count})
    return redirect("letter_texts", year=year.year)


@require_GET
@guarded(can_monitor_state, load=sheet_of)
def sheet(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Show the texts of the letters of one level, to be changed and tried."""
    return _page(request, sheet, _form(sheet))


@require_POST
@guarded(can_administer, load=sheet_of)
def save(request: SignedInRequest, sheet: Sheet) -> HttpResponse:
    """Keep what was typed."""
    form = _form(sheet, request)
    if not form.is_valid():
        return _page(request, sheet, form, status=422)
    seen = form.cleaned_data["seen"] or 0
    try:
        count = letters_texts.save(sheet=sheet, texts=form.texts, seen=seen, by=request.user, at=now())
    except Refused as refused:
        return _page(request, sheet, _reread(sheet, form), refused=str(refused), status=409)
    messages.success(request, _saved(count, issued=letters_texts.issued(sheet)))
    return redirect("letter_text", year=sheet.year.year, sheet=sheet.slug)


@require_POST
@guarded(can_monitor_state, load=sheet_of)
def preview(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Show the letter of an LEA with the texts as they are typed, as a page or a PDF. Nothing is kept."""
    form = _form(sheet, request)
    if not form.is_valid():
        return _page(request, sheet, form, status=422)
    words = request.POST.get("lea", "").strip()
    if words == request.POST.get("searched"):  # what was chosen is of these words
        words = request.POST.get("chosen", "")
    found = letters_texts.find_leas(words)
    if len(found) != 1:
        return _page(request, sheet, form, found=found, unfound=_unfound(words, found), status=422)
    tried = letters_texts.preview(sheet=sheet, lea=found[0], texts=form.texts)
    if request.POST.get("as") == "pdf":
        answer = HttpResponse(drawing.draw(tried.context, is_preview=True), content_type="application/pdf")
        answer.headers["Content-Disposition"] = f'inline; filename="preview-{found[0].code}-{sheet.year}.pdf"'
        return answer
    return _page(
        request,
        sheet,
        form,
        tried=tried,
        lea_words=found[0].code,
        says=drawing.shown(tried.context),
        says_template=sheet.of_kind.says,
    )


def _saved(count: int, *, issued: int) -> str:
    """Return what was saved, and what it means for letters that are issued."""
    if not count:
        return _("Nothing differs; nothing was saved.")
    said = ngettext("%(count)s text is saved.", "%(count)s texts are saved.", count) % {"count": count}
    if issued:
        stay = ngettext(
            "The one letter that is issued stays as before; issuing again would replace what differs.",
            "The %(issued)s letters that are issued stay as before; issuing again would replace what differs.",
            issued,
        )
        said = f"{said} {stay % {'issued': f'{issued:,}'}}"
    return said


def _unfound(words: str, found: Sequence[Lea]) -> str:
    if not words:
        return _("Name the LEA whose letter you want to see: its code, or a part of its name.")
    if not found:
        return _("No LEA has “%(words)s” in its name or as its code.") % {"words": words[:60]}
    if len(found) == letters_texts.MANY:
        said = _("%(found)s LEAs or more fit “%(words)s”. Choose one, and preview again.")
    else:
        said = ngettext(
            "%(found)s LEA fits “%(words)s”. Choose it, and preview again.",
            "%(found)s LEAs fit “%(words)s”. Choose one, and preview again.",
            len(found),
        )
    return said % {"found": len(found), "words": words[:60]}


def _overview(request: HttpRequest, year: Year, *, refused: str = "", status: int = 200) -> HttpResponse:
    there: dict[tuple[str, str], list[LetterText]] = {}
    for (kind, level, _place), row in queries.letter_texts(year).items():
        there.setdefault((kind, level), []).append(row)
    earlier = letters_texts.earlier_year(year)
    lines = [(one, there.get((one.kind, one.code), [])) for one in letters_texts.sheets(year)]
    context = {
        "year": year,
        "lines": [(one, rows, max(rows, key=lambda row: row.pk) if rows else None) for one, rows in lines],
        "earlier": earlier,
        "may_write": can_administer(request.user),
        "refused": refused,
    }
    return render(request, "determinations/letters/letter_texts.html", context, status=status)


def _form(sheet: Sheet, request: HttpRequest | None = None) -> LetterTextsForm:
    """Return the form as it was sent, or with the texts that count."""
    hints = sheet.of_kind.hints(sheet.level)
    places = [(place.value, str(place.label), hints[place.value]) for place in LetterText.Place]
    if request:
        return LetterTextsForm(request.POST, places=places, words=sheet.words)
    there = {
        place: row.text
        for (kind, level, place), row in queries.letter_texts(sheet.year).items()
        if (kind, level) == (sheet.kind, sheet.code)
    }
    newest = next(iter(letters_texts.versions(sheet)), None)
    return LetterTextsForm(initial={**there, "seen": newest.pk if newest else 0}, places=places, words=sheet.words)


def _reread(sheet: Sheet, form: LetterTextsForm) -> LetterTextsForm:
    """Return the form with what was typed, as of now: who saves it once more has read what others saved."""
    fresh = _form(sheet)
    fresh.initial.update(form.texts)
    return fresh


def _page(request: HttpRequest, sheet: Sheet, form: LetterTextsForm, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "year": sheet.year,
        "sheet": sheet,
        "form": form,
        "fields": [form[place] for place in form.places],
        "versions": letters_texts.versions(sheet),
        "may_write": can_administer(request.user),
        "lea_words": request.POST.get("lea", ""),
    }
    return render(request, "determinations/letters/letter_text.html", {**context, **more}, status=status)
