"""Writing to the email list: a draft, how it will look, and sending it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from monitoring.access.permissions import can_administer
from monitoring.access.who import SignedInRequest, User
from monitoring.resources import mailings, queries
from monitoring.resources.forms import MailingForm
from monitoring.resources.models import Mailing


def mailing_of(user: User, pk: int) -> Mailing:
    """Return the mailing of the address. Raises Http404."""
    return get_object_or_404(Mailing.objects.select_related("sent_by"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_administer)
def new_mailing(request: SignedInRequest) -> HttpResponse:
    """Write a draft."""
    return _write(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_administer, load=mailing_of)
def mailing(request: SignedInRequest, mailing: Mailing) -> HttpResponse:
    """Show a mailing as it will look, or did, and change it while it is a draft."""
    return _write(request, mailing)


@require_POST
@guarded(can_administer, load=mailing_of)
def send_mailing(request: SignedInRequest, mailing: Mailing) -> HttpResponse:
    """Send it to everyone on the list."""
    try:
        count = mailings.send(mailing=mailing, by=request.user, at=now())
    except Refused as refused:
        return _show(request, mailing, refused=str(refused), status=409)
    said = ngettext(
        "The mail is on its way to %(count)s address.", "The mail is on its way to %(count)s addresses.", count
    )
    messages.success(request, said % {"count": f"{count:,}"})
    return redirect("mailing", pk=mailing.pk)


def _write(request: SignedInRequest, there: Mailing | None) -> HttpResponse:
    if request.method != "POST":
        return _show(request, there)
    form = MailingForm(request.POST)
    if not form.is_valid():
        return _show(request, there, form=form, status=422)
    try:
        kept = mailings.write(mailing=there, by=request.user, at=now(), **form.cleaned_data)
    except Refused as refused:
        return _show(request, there, refused=str(refused), status=409)
    return redirect("mailing", pk=kept.pk)


def _show(
    request: HttpRequest,
    there: Mailing | None,
    *,
    form: MailingForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    initial = {"subject": there.subject, "text": there.text} if there else {}
    context = {
        "mailing": there,
        "form": form or MailingForm(initial=initial),
        "preview": mailings.preview(there) if there else "",
        "counts": queries.list_counts(),
        "mailed": there.postings.filter(mailed_at__isnull=False).count() if there else 0,
        "of": there.postings.count() if there else 0,
        "refused": refused,
    }
    return render(request, "monitoring/resources/mailing.html", context, status=status)
