"""One's own name and email address."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cim_portal.lib import limits
from cim_portal.lib.doors import signed_in
from monitoring.access.who import SignedInRequest
from monitoring.people import again, own_account
from monitoring.people.forms import AddressForm, NameForm
from monitoring.people.models import AddressChange


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def own(request: SignedInRequest) -> HttpResponse:
    """Show one's name and address, and change the name."""
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        own_account.rename(person=request.user, name=form.cleaned_data["name"], at=now())
        messages.success(request, _("Your name is changed."))
        return redirect("own_account")
    waiting = AddressChange.objects.filter(person=request.user).first()
    context = {"form": form, "waiting": waiting}
    return render(request, "monitoring/people/own_account.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@again.needed
def own_address(request: SignedInRequest) -> HttpResponse:
    """Ask for another address, which counts once the link that is mailed to it is followed."""
    form = AddressForm(request.POST if request.method == "POST" else None, of=request.user)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        limits.insist(request, "new_address", address=email)
        own_account.ask_for_address(person=request.user, email=email, at=now())
        messages.success(request, _("An email is on its way to %(email)s. Follow its link.") % {"email": email})
        return redirect("own_account")
    return render(request, "monitoring/people/own_address.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def confirm_address(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """Ask once more, and use the new address; the link works for the person alone who asked for it."""
    change = get_object_or_404(AddressChange.objects.select_related("person"), pk=pk, person=request.user)
    own_account.insist_on_key(change=change, key=key)
    if request.method == "POST":
        own_account.confirm_address(change=change, key=key, at=now())
        messages.success(request, _("You sign in with %(email)s from now on.") % {"email": change.email})
        return redirect("own_account")
    return render(request, "monitoring/people/confirm_address.html", {"change": change})
