"""The signatures of a step: who is named, who signed, and a signature page in their place."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cim_portal.lib import store
from cim_portal.lib.bodies import takes_files
from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from improvement_plans.activities import contents
from improvement_plans.plans import loading
from improvement_plans.plans import queries as plans_queries
from improvement_plans.plans.models import Step
from improvement_plans.plans.permissions import can_see_step, can_see_whole
from improvement_plans.signing import permissions, queries, services
from improvement_plans.signing.models import Signature
from improvement_plans.workbook import answers
from improvement_plans.workbook.workbook import read_by
from monitoring.access.who import SignedInRequest
from monitoring.files import keeping, taken
from monitoring.ledger import ledger
from monitoring.ledger.events import DOWNLOADED


@takes_files("file", can=permissions.can_sign_by_page, load=loading.step)
@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_see_step, load=loading.step)
def signatures(request: SignedInRequest, step: Step) -> HttpResponse:
    """Show who signs a step and who signed it; name someone, sign, or upload a signature page."""
    refused = ""
    if request.method == "POST":
        try:
            said = _act(request, step)
        except Refused as why:
            refused = str(why)
        except store.AwayError:
            refused = _("The place where files are kept is away for a moment, so nothing was saved. Try again soon.")
        else:
            messages.success(request, said)
            return redirect("signatures", step.lea.code, step.plan.year.year, step.number)
    user = request.user
    is_named = bool(can_see_whole(user, step))
    lines = queries.lines(step)
    book, titles = read_by(user, step.plan), plans_queries.titles(step)
    missing = contents.missing_in(book, step.number)
    warned = [one for one in contents.checks(book) if one.severity == "warning" and one.activity in titles]
    may_name = permissions.can_name(user, step)
    context = {
        "step": step,
        "plan": step.plan,
        "name": plans_queries.title(step),
        "lines": [
            (
                line,
                bool(permissions.can_sign(user, step, line)) and line.signature is None,
                queries.candidates(step, line.office) if may_name else [],
            )
            for line in lines
        ],
        "names": is_named,
        "page": queries.page_of(step),
        "missing": missing,
        "warnings": warned if is_named else [],
        "titles": titles,
        "digest": queries.digest_of(step),
        "may_name": may_name,
        "may_upload": permissions.can_sign_by_page(user, step),
        "is_open": permissions.is_open(step),
        "endings": ", ".join(services.PAGES),
        "refused": refused,
    }
    return render(request, "improvement_plans/signing/signatures.html", context, status=409 if refused else 200)


def _act(request: SignedInRequest, step: Step) -> str:
    """Do what a button of the page asks for, and return what it did. Raises Refused."""
    asked, office, digest = (request.POST.get(key, "") for key in ("act", "office", "digest"))
    if asked == "name":
        chosen = request.POST.get("person", "")
        person = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 10 else 0
        services.name(step=step, office=office, person=person, by=request.user, at=now())
        return _("Who signs is named.")
    file = request.FILES.get("page")
    if asked == "page" and file is not None:
        shown = answers.file_name(file.name or "file")
        taken.look_at(file, name=shown)
        services.sign_by_page(step=step, content=file.read(), file_name=shown, digest=digest, by=request.user, at=now())
        return _("The signature page is kept with the text as it is now.")
    if asked == "page":
        raise services.NoSuchOffice(_("Choose the file of the signature page."))
    services.sign(step=step, office=office, digest=digest, by=request.user, at=now())
    return _("You signed the step.")


@require_GET
@guarded(permissions.can_read_page, load=queries.page)
def page(request: SignedInRequest, signature: Signature) -> HttpResponseBase:
    """Download a signature page, which has names: the ledger keeps who did."""
    assert signature.file is not None  # noqa: S101 - such pages alone are found
    ledger.record(DOWNLOADED, signature, by=request.user, at=now(), lea=signature.step.lea)
    return keeping.download(signature.file, media_type=taken.media_type(signature.file_name), name=signature.file_name)
