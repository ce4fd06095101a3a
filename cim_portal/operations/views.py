"""How the portal is doing, and the buttons that have failed work tried again."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cim_portal.lib import downloads
from cim_portal.lib.doors import guarded
from cim_portal.operations import queries, report, services, tables
from cim_portal.operations.forms import MailsFilter, RetryForm
from cim_portal.operations.permissions import can_retry_jobs, can_see_operations
from monitoring.access.who import SignedInRequest


@require_safe
@guarded(can_see_operations)
def operations(request: HttpRequest) -> HttpResponse:
    """Show the queue, what failed, the mails of one state, processes and versions; or give one of these lists as a file."""
    form = MailsFilter({"mails": request.GET.get("mails") or "failed"})
    if not form.is_valid():
        raise Http404("There are no mails of this state.")
    if (kind := downloads.asked(request)) and (table := tables.TABLES.get(request.GET.get("panel", ""))):
        name = request.GET["panel"]
        return downloads.answer(kind, *table(form.cleaned_data["mails"], now()), name=f"operations-{name}", sheet=name)
    failed_page, mails_page = (_number(request.GET.get(name, "")) for name in ("failed_page", "mails_page"))
    made = report.made(at=now(), mails=form.cleaned_data["mails"], failed_page=failed_page, mails_page=mails_page)
    context = {
        "form": form,
        "report": made,
        "failed_page": queries.page_of(made.failed_count, made.failed_page),
        "mails_page": queries.page_of(made.mails_count, made.mails_page),
    }
    return render(request, "cim_portal/operations/operations.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1


@require_POST
@guarded(can_retry_jobs)
def retry_job(request: SignedInRequest, pk: int) -> HttpResponse:
    """Have one job that failed tried again."""
    return _retry(request, Q(pk=pk))


@require_POST
@guarded(can_retry_jobs)
def retry_jobs(request: SignedInRequest) -> HttpResponse:
    """Have all failed jobs of one kind tried again."""
    form = RetryForm(request.POST)
    if not form.is_valid():
        raise Http404("There is no such kind of work.")
    return _retry(request, Q(kind=form.cleaned_data["kind"]))


def _retry(request: SignedInRequest, which: Q) -> HttpResponse:
    count = services.retry(which, by=request.user, at=now())
    said = ngettext("%(count)s job waits for a worker again.", "%(count)s jobs wait for a worker again.", count)
    messages.success(request, said % {"count": count})
    return redirect("operations")
