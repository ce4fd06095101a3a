"""One's own personal tokens: the list, a new one, and revoking."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cim_portal.lib.doors import signed_in
from cim_portal.lib.verdict import Refused
from monitoring.access.who import SignedInRequest
from monitoring.people import again
from monitoring.tokens import services
from monitoring.tokens.forms import TokenForm
from monitoring.tokens.models import Token


@require_safe
@signed_in
def tokens(request: SignedInRequest) -> HttpResponse:
    """List one's tokens, the newest first, with when each was used last."""
    at = now()
    rows = [(one, one.is_valid(at=at)) for one in Token.objects.filter(person=request.user).order_by("-made_at")]
    return render(request, "monitoring/people/tokens.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
@again.needed
def new_token(request: SignedInRequest) -> HttpResponse:
    """Make a token, and show it this once."""
    form, refused = TokenForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = services.make(person=request.user, at=now(), **form.cleaned_data)
        except Refused as why:
            refused = str(why)
        else:
            return render(request, "monitoring/people/token_made.html", {"token": token, "secret": secret})
    status = 409 if refused else 422 if form.errors else 200
    return render(request, "monitoring/people/new_token.html", {"form": form, "refused": refused}, status=status)


@require_POST
@signed_in
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke one of one's own tokens."""
    token = get_object_or_404(Token.objects.select_related("person"), pk=pk, person=request.user.pk)
    services.revoke(token=token, by=token.person, at=now())
    messages.success(request, _("The token “%(token)s” opens nothing any more.") % {"token": token})
    return redirect("own_tokens")
