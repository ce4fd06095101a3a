"""People in bulk: a file that is looked through before anyone is invited, invitations sent again, the list as a file."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cim_portal.lib import downloads, limits, sheets
from cim_portal.lib.bodies import takes_files
from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import YES, Refused, Verdict
from monitoring.access.who import SignedInRequest, User
from monitoring.files import keeping
from monitoring.people import importing, permissions, queries
from monitoring.people.forms import PeopleFileForm, PeopleFilter
from monitoring.people.models import PeopleFile

SHOWN = 200  # problems on the page; the command lists all
EXPORTED = ("name", "email", "role", "organization", "code", "last_sign_in", "account")


def file_of(user: User, pk: int) -> PeopleFile:
    """Return the file of the address, which whoever uploaded it sees alone. Raises Http404."""
    return get_object_or_404(PeopleFile.objects.select_related("file"), pk=pk, uploaded_by_id=user.pk)


def can_use_file(user: User, file: PeopleFile) -> Verdict:
    """Use a file of people: who uploaded it, and may invite still."""
    return permissions.can_invite_people(user) and YES


@require_http_methods(["GET", "HEAD", "POST"])
@takes_files("people", can=permissions.can_invite_people)
@guarded(permissions.can_invite_people)
def upload(request: SignedInRequest) -> HttpResponse:
    """Take a file of people, to be looked through."""
    form = PeopleFileForm(request.POST, request.FILES) if request.method == "POST" else PeopleFileForm()
    if request.method == "POST" and form.is_valid():
        limits.insist(request, "people_file")
        given = form.cleaned_data["file"]
        file = PeopleFile.objects.create(
            file=keeping.keep(given.read()),
            name=(given.name or "people.csv")[:200],
            uploaded_by=request.user,
            uploaded_at=now(),
        )
        return redirect("people_file", pk=file.pk)
    return render(request, "monitoring/people/upload.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_use_file, load=file_of)
def people_file(request: SignedInRequest, file: PeopleFile) -> HttpResponse:
    """Show what the file would do and what is wrong in it; then do it."""
    content = keeping.content(file.file_id)
    if request.method == "POST":
        if not PeopleFile.objects.filter(pk=file.pk, given_at=None).update(given_at=now()):
            raise Refused(_("The people of this file are invited already. Nothing was changed."))
        try:
            checked = importing.give(content, by=request.user, at=now())
        except Refused:
            PeopleFile.objects.filter(pk=file.pk).update(given_at=None)
            raise
        proposed = sum(one.role.on == "state" for one in checked.wanted)
        messages.success(request, _given(len(checked.wanted) - proposed, proposed))
        return redirect("people")
    checked = importing.check(content, by=request.user)
    context = {
        "file": file,
        "checked": checked,
        "problems": checked.problems[:SHOWN],
        "more": max(len(checked.problems) - SHOWN, 0),
    }
    return render(request, "monitoring/people/people_file.html", context)


@require_safe
@guarded(permissions.can_invite_people)
def template(request: HttpRequest) -> HttpResponse:
    """Give an empty file with the columns."""
    return _csv(sheets.csv_bytes(importing.COLUMNS, []), "cim-people.csv")


@require_safe
@guarded(permissions.can_see_people)
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the people of the filters as a file, a line for each of their roles."""
    return downloads.streamed(kind, EXPORTED, _rows(request), name="cim-people-export", sheet=_("People"))


@require_POST
@guarded(permissions.can_invite_people)
def invite_again(request: SignedInRequest) -> HttpResponse:
    """Mail the invitation again to everyone of the filters who has not answered it."""
    limits.insist(request, "invite_all_again")
    found = PeopleFilter(request.POST).found(request.user)
    count = importing.invite_all_again(found, by=request.user, at=now())
    said = ngettext("%(count)s invitation is on its way again.", "%(count)s invitations are on their way again.", count)
    if count:
        messages.success(request, said % {"count": count})
    else:
        messages.info(
            request, _("Everyone who has not answered got the invitation again within a day. Nothing was sent.")
        )
    return redirect("people")


def _given(count: int, proposed: int) -> str:
    """Say how many roles were given, and how many in the state wait for a second administrator."""
    given = ngettext(
        "%(count)s role is given, and the invitation is on its way.",
        "%(count)s roles are given, and the invitations are on their way.",
        count,
    )
    waiting = ngettext(
        "%(proposed)s role in the state waits for another administrator to confirm it.",
        "%(proposed)s roles in the state wait for another administrator to confirm them.",
        proposed,
    )
    said = [given % {"count": f"{count:,}"}] if count else []
    return " ".join([*said, waiting % {"proposed": proposed}] if proposed else said)


def _account(line: queries.PersonLine) -> str:
    if not line.is_active:
        return _("closed")
    return _("in use") if line.has_answered else _("invited")


def _rows(request: HttpRequest) -> Iterator[tuple[object, ...]]:
    """Yield a line for each role of the people of the filters, and one for whoever has none."""
    found = PeopleFilter(request.GET).found(request.user)
    return (
        (line.name, line.email, *place, line.last_login, _account(line))
        for some in sheets.some_at_a_time(found.iterator(chunk_size=sheets.AT_ONCE))
        for line in queries.person_lines(some, to=request.user)
        for place in [(role.name, str(role.organization), role.code) for role in line.roles] or [("", "", "")]
    )


def _csv(content: bytes, name: str) -> HttpResponse:
    return _file(content, name, sheets.CSV_TYPE)


def _file(content: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
