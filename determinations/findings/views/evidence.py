"""What the LEA corrected: for each child, in its system, and the files that show it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cim_portal.lib import store
from cim_portal.lib.bodies import takes_files
from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from determinations.findings import moves, permissions, queries, services
from determinations.findings.forms import CorrectionForm
from determinations.findings.loading import can_see_file, file_of, finding_of
from determinations.findings.models import EvidenceFile, Finding
from determinations.findings.services import GivenFile
from monitoring.access.who import SignedInRequest
from monitoring.files import keeping, taken
from monitoring.ledger import ledger
from monitoring.ledger.events import DOWNLOADED


@takes_files("file", can=permissions.can_give_evidence, load=finding_of)
@require_http_methods(["GET", "HEAD", "POST"])
@guarded(permissions.can_give_evidence, load=finding_of)
def evidence(request: SignedInRequest, finding: Finding) -> HttpResponse:
    """Show what the LEA wrote so far, save it with the files that were chosen, and send it where that was asked."""
    form = CorrectionForm(request.POST if request.method == "POST" else None, finding=finding, today=localdate())
    refused, status = [], 200
    if form.is_bound and not form.is_valid():
        status = 422
    elif form.is_bound:
        refused = _saved(request, finding, form)
        if not refused and "send" in request.POST:
            messages.success(request, _("The evidence is sent. Whoever verifies it is notified."))
            return redirect(finding)
        if not refused:
            messages.success(request, _("Saved. Nothing is sent yet."))
            return redirect("finding_evidence", finding.pk)
        status = 409
    context = {
        "finding": finding,
        "clock": queries.clock_of(finding, today=localdate()),
        "form": form,
        "files": list(finding.files.filter(removed_at=None).order_by("pk")),
        "last": finding.rounds.exclude(returned_at=None).order_by("-number").first(),
        "is_open": finding.status in services.WORKING,
        "refused": refused,
        "endings": taken.endings(),
    }
    return render(request, "determinations/findings/evidence.html", context, status=status)


def _saved(request: SignedInRequest, finding: Finding, form: CorrectionForm) -> list[str]:
    """Save what was typed and chosen, and send it where that was asked; return what was refused."""
    by, refused = request.user, []
    try:
        services.write_correction(
            finding=finding, system=form.cleaned_data["system"], children=form.corrections(), by=by, at=now()
        )
        number = str(request.POST.get("detach", ""))
        if number.isascii() and number.isdecimal() and len(number) < 10:
            services.detach(finding=finding, pk=int(number), by=by, at=now())
    except Refused as why:
        return [str(why)]
    for file in request.FILES.getlist("files"):
        name = (file.name or "file").strip(" .")[-150:] or "file"
        try:
            taken.look_at(file, name=name)
            services.attach(finding=finding, file=GivenFile(name, file.read()), by=by, at=now())
        except Refused as why:
            refused.append(_("%(why)s It was not attached. Everything else is saved.") % {"why": why})
        except store.AwayError:
            refused.append(
                _("“%(name)s” cannot be kept now. Everything else is saved. Try again soon.") % {"name": name}
            )
    if "send" in request.POST and not refused:
        try:
            moves.give_evidence(finding=finding, by=by, at=now())
        except Refused as why:
            refused.append(str(why))
    return refused


@require_safe
@guarded(can_see_file, load=file_of)
def file(request: SignedInRequest, file: EvidenceFile) -> HttpResponse:
    """Download a file, which may be about children: the ledger keeps who did."""
    ledger.record(DOWNLOADED, file, by=request.user, at=now(), lea=file.finding.lea)
    return keeping.download(file.file, media_type=taken.media_type(file.name), name=file.name)
