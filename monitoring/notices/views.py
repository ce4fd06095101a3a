"""What a person was notified of, and how often by mail."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cim_portal.lib import downloads
from cim_portal.lib.doors import signed_in
from cim_portal.lib.paging import paged
from monitoring.access.who import SignedInRequest
from monitoring.notices.forms import MailForm
from monitoring.notices.models import Notice

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def notifications(request: SignedInRequest) -> HttpResponse:
    """Show everything of which this person was notified, the newest first, or give it as a file; let them choose
    how often mail comes."""
    person = request.user
    form = MailForm(request.POST if request.method == "POST" else None, initial={"mail": person.mail})
    if request.method == "POST" and form.is_valid():
        person.mail = form.cleaned_data["mail"]
        person.save(update_fields=["mail"])
        messages.success(request, _("Saved."))
        return redirect("notifications")
    notices = Notice.objects.visible_to(person).order_by("-notified_at", "-pk")
    if kind := downloads.asked(request):
        rows = [[one.notified_at, one.subject, one.text, one.link, one.mailed_at] for one in notices]
        columns = ["notified_at", "subject", "text", "link", "mailed_at"]
        return downloads.answer(kind, columns, rows, name="notifications")
    page = paged(request, notices, size=PAGE)
    status = 422 if form.is_bound else 200
    return render(request, "monitoring/notices/notifications.html", {"page": page, "form": form}, status=status)
