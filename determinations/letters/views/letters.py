"""An LEA's letters, and the letters of a year."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from cim_portal.lib import dates, downloads
from cim_portal.lib.doors import guarded
from cim_portal.lib.shapes import JsonObject
from cim_portal.lib.verdict import Refused
from determinations.letters import drawing, issuing, reach, reading, tables
from determinations.letters import kinds as letters_kinds
from determinations.letters import queries as letters_queries
from determinations.letters.models import Letter, Release
from determinations.letters.permissions import can_have_letter_pdf, can_see_letter
from determinations.letters.queries import Batch
from determinations.runs import queries as runs_queries
from determinations.runs.words import NO_LEVEL, NONE
from monitoring.access.permissions import can_administer, can_monitor_state
from monitoring.access.who import SignedInRequest, User
from monitoring.definition import definition_of
from monitoring.files import keeping
from monitoring.years.loading import year_of
from monitoring.years.models import Year
from monitoring.years.permissions import can_change_year

PAGE = 100


def letter_of(user: User, code: str, year: int, kind: str = "") -> Letter:
    """Return the LEA's letter of the kind at that address: the one that counts, else the draft. Raises Http404."""
    wanted = letters_kinds.at(kind)
    seen = [letter for letter in letters_queries.letters_for(user, code=code, year=year) if letter.kind == wanted]
    counting = [letter for letter in seen if letter.status == Letter.Status.ISSUED] or seen
    if not counting:
        raise Http404("There is no letter here.")
    return counting[0]


def numbered_letter_of(user: User, code: str, year: int, pk: int) -> Letter:
    """Return one letter of the LEA, also one that was replaced. Raises Http404."""
    for letter in letters_queries.letters_for(user, code=code, year=year):
        if letter.pk == pk:
            return letter
    raise Http404("There is no letter here.")


@require_GET
@guarded(can_see_letter, load=letter_of)
def letter(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Show what the letter says, with its PDF and the other letters of the year."""
    reach.note_opening(letter=letter, user=request.user, at=now())
    others = letters_queries.letters_for(request.user, code=letter.lea.code, year=letter.year.year)
    return render(
        request,
        "determinations/letters/letter.html",
        {
            "letter": letter,
            "says": drawing.shown(reading.as_read(request.user, letter)),
            "says_template": letters_kinds.kind(letter.kind).says,
            "document": can_have_letter_pdf(request.user, letter),
            "may_correct": letter.status == Letter.Status.ISSUED and can_change_year(request.user, letter.year),
            "until": _until(letter) if letter.status == Letter.Status.EMBARGOED else "",
            "others": [(other, can_have_letter_pdf(request.user, other)) for other in others if other.pk != letter.pk],
        },
    )


def _until(letter: Letter) -> str:
    """Say of a letter under embargo who reads it, and until when."""
    if letter.release and letter.release.status == Release.Status.SET:
        moment = dates.moment(letter.release.releases_at)
        return _("Under embargo until %(moment)s: only its SELPA and the state read it before then.") % {
            "moment": moment
        }
    return _("Under embargo: only its SELPA and the state read it. When it is released is not set yet.")


@require_GET
@guarded(can_have_letter_pdf, load=numbered_letter_of)
def letter_pdf(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Give the PDF as it was frozen. A draft has none yet; one under embargo is drawn as it is now, with a mark."""
    if letter.status == Letter.Status.DRAFT:
        raise Http404("The letter is a draft; it has no PDF before it is issued.")
    reach.note_opening(letter=letter, user=request.user, at=now())
    if letter.status == Letter.Status.EMBARGOED:
        said = _until(letter)
        content = drawing.draw(letter.context, mark=said)
        response = HttpResponse(content, content_type="application/pdf")
        response.headers["Content-Disposition"] = (
            f'inline; filename="under-embargo-{letter.lea.code}-{letter.year}.pdf"'
        )
        return response
    return keeping.download(
        issuing.drawn(letter),
        media_type=keeping.PDF,
        name=f"letter-{letter.lea.code}-{letter.year}-{letter.pk}.pdf",
        inline=True,
    )


@require_GET
@guarded(can_monitor_state, load=year_of)
def year_letters(request: HttpRequest, year: Year) -> HttpResponseBase:
    """Show how far the year's letters are, the way to issue them, and the letters as the address filters them."""
    return _show(request, year)


@require_POST
@guarded(can_administer, load=year_of)
def stop(request: SignedInRequest, year: Year) -> HttpResponseBase:
    """Take back the letters that no worker has begun."""
    try:
        taken = issuing.stop(year=year, by=request.user, at=now())
    except Refused as refused:
        return _show(request, year, refused=str(refused), status=409)
    said = ngettext("Stopped. %(taken)s letter stays a draft.", "Stopped. %(taken)s letters stay drafts.", taken)
    messages.success(request, said % {"taken": f"{taken:,}"})
    return redirect("letters", year=year.year)


@require_GET
@guarded(can_monitor_state, load=year_of)
def progress(request: HttpRequest, year: Year) -> HttpResponseBase:
    """Give the piece that says how many letters are issued; at the end, have the page loaded again."""
    state = _state(year)
    if not state["counts"].working:
        return HttpResponseClientRefresh()
    return render(request, "determinations/letters/_letters_progress.html", {"year": year, **state})


def _show(request: HttpRequest, year: Year, *, refused: str = "", status: int = 200) -> HttpResponseBase:
    level, state, kind, words = (request.GET.get(name, "").strip() for name in ("level", "state", "kind", "q"))
    names = {one.code: one.name for one in definition_of(year.definition).levels} | {NONE: str(NO_LEVEL)}
    found = letters_queries.letters_of(
        year,
        level=None if level not in names else "" if level == NONE else level,
        status=state if state in Letter.Status.values else "",
        kind=kind if kind in letters_kinds.kinds() else "",
        words=words,
    )
    if kind_of_file := downloads.asked(request):
        return downloads.streamed(kind_of_file, *tables.letters(found), name=f"letters-{year}")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "determinations/letters/letters.html",
        {
            "year": year,
            "may_issue": can_change_year(request.user, year),
            "lines": [
                (line, names.get(line.level or NONE, line.level)) for line in map(letters_queries.letter_line, page)
            ],
            "page": page,
            "levels": names.items(),
            "states": Letter.Status.choices,
            "level": level,
            "state": state,
            "kinds": letters_kinds.titles(),
            "kind": kind,
            "words": words,
            "refused": refused,
            **_state(year),
        },
        status=status,
    )


def _state(year: Year) -> JsonObject:
    final = runs_queries.final_run(year.year)
    counts = letters_queries.letter_counts(year, final)
    batch = letters_queries.batch_of_letters(year, at=now()) if counts.working else None
    return {"final": final, "counts": counts, "batch": batch, "left": _left(batch)}


def _left(batch: Batch | None) -> str:
    """Return about how long the workers still have at their pace so far, in words."""
    if batch is None or batch.seconds is None:
        return ""
    if batch.seconds < 90:
        return _("about a minute")
    minutes = round(batch.seconds / 60)
    if minutes < 90:
        return _("about %(minutes)s minutes") % {"minutes": minutes}
    return _("about %(hours)s hours") % {"hours": round(minutes / 60)}
