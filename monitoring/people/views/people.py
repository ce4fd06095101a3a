"""Who may do what: the list, one person, inviting, and taking a role away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cim_portal.lib import limits
from cim_portal.lib.doors import guarded
from cim_portal.lib.paging import paged, query_without_page
from cim_portal.lib.verdict import Refused, Verdict
from monitoring.access import scope
from monitoring.access.who import SignedInRequest, User
from monitoring.people import access_reviews, permissions, proposals, queries, services
from monitoring.people.forms import InviteForm, PeopleFilter, TakeRoleForm
from monitoring.people.models import Person, RoleProposal

PAGE = 50


def person_of(user: User, pk: int) -> Person:
    """Return the person of the address, if `user` may know of them. Raises Http404."""
    return get_object_or_404(queries.visible_people(user), pk=pk)


def can_see_person(user: User, person: Person) -> Verdict:
    """See a person: whoever sees people at all, since the person was looked up among those they may know of."""
    return permissions.can_see_people(user)


def can_invite_person(user: User, person: Person) -> Verdict:
    """Invite someone once more: whoever may invite, and may know of them."""
    return permissions.can_invite_people(user)


def can_take_from(user: User, person: Person) -> Verdict:
    """Take some role from a person; which one, the service asks."""
    return permissions.can_take_roles(user)


def proposal_of(user: User, pk: int) -> RoleProposal:
    """Return the proposal of the address. Raises Http404, also for whoever may not know of it."""
    found = RoleProposal.objects.select_related("person")
    return get_object_or_404(found if scope.is_administrator(user) else found.none(), pk=pk)


@require_safe
@guarded(permissions.can_see_people)
def people(request: HttpRequest) -> HttpResponse:
    """List the people by the filters of the address."""
    form = PeopleFilter(request.GET)
    found = form.found(request.user)
    page = paged(request, found, size=PAGE)
    context = {
        "form": form,
        "page": page,
        "query": query_without_page(request),
        "silent": queries.silent(found).count(),
        "lines": queries.person_lines(page, to=request.user),
        "may_invite": bool(permissions.can_invite_people(request.user)),
        "may_take": bool(permissions.can_take_roles(request.user)),
        "proposals": proposals.waiting(request.user),
    }
    return render(request, "monitoring/people/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(permissions.can_invite_people)
def invite(request: SignedInRequest) -> HttpResponse:
    """Invite someone."""
    asked = {name: request.GET[name] for name in ("role", "organization") if name in request.GET}
    form = InviteForm(request.POST if request.method == "POST" else None, by=request.user, initial=asked)
    if request.method == "POST" and form.is_valid():
        limits.insist(request, "invite", address=form.cleaned_data["email"])
        try:
            invited = services.invite(**form.cleaned_data, by=request.user, at=now())
        except (services.HasRole, services.Closed) as refused:
            form.add_error("email", str(refused))
        except services.NoSuchDay as refused:
            form.add_error("until", str(refused))
        else:
            if invited.proposed:
                messages.success(
                    request,
                    _(
                        "The role of %(name)s waits for another administrator to confirm it. Then the invitation is sent."
                    )
                    % {"name": invited.person.name},
                )
                return redirect("people")
            messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": invited.person.email})
            return redirect("person", pk=invited.person.pk)
    return render(request, "monitoring/people/invite.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@guarded(can_see_person, load=person_of)
def person(request: HttpRequest, person: Person) -> HttpResponse:
    """Show a person with their roles, and what may be done about them."""
    (line,) = queries.person_lines([person], to=request.user)
    roles = [
        (role, permissions.can_take_role(request.user, person, role.name, role.organization)) for role in line.roles
    ]
    context = {
        "person": line,
        "roles": roles,
        "may_take": bool(can_take_from(request.user, person)),
        "may_invite": bool(permissions.can_invite_people(request.user)),
    }
    return render(request, "monitoring/people/person.html", context)


@require_POST
@guarded(can_invite_person, load=person_of)
def invite_again(request: SignedInRequest, person: Person) -> HttpResponse:
    """Mail the invitation once more."""
    limits.insist(request, "invite_again", address=person.email)
    services.invite_again(person=person, by=request.user, at=now())
    messages.success(request, _("The invitation is on its way to %(email)s again.") % {"email": person.email})
    return redirect("person", pk=person.pk)


@require_POST
@guarded(can_take_from, load=person_of)
def take_role(request: SignedInRequest, person: Person) -> HttpResponse:
    """Take one role away."""
    form = TakeRoleForm(request.POST)
    asked = form.cleaned_data if form.is_valid() else {}
    organization = queries.organization(asked.get("organization", ""), to=request.user)
    if not form.is_valid() or organization is None:
        raise Refused(_("Choose the role to remove on the page of the person."))
    services.take_role(person=person, role=asked["role"], organization=organization, by=request.user, at=now())
    messages.success(request, _("The role is removed. What %(name)s wrote stays.") % {"name": person.name})
    return redirect("person", pk=person.pk)


@require_POST
@guarded(permissions.can_refuse_role, load=proposal_of)
def confirm_role(request: SignedInRequest, proposal: RoleProposal) -> HttpResponse:
    """Give a role in the state that another administrator proposed."""
    person = services.confirm_role(proposal=proposal, by=request.user, at=now())
    messages.success(request, _("%(name)s has the role now, and is notified by email.") % {"name": person.name})
    return redirect("people")


@require_POST
@guarded(permissions.can_refuse_role, load=proposal_of)
def refuse_role(request: SignedInRequest, proposal: RoleProposal) -> HttpResponse:
    """Drop a proposed role."""
    person = services.refuse_role(proposal=proposal, by=request.user, at=now())
    messages.success(request, _("The role was not given to %(name)s.") % {"name": person.name})
    return redirect("people")


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(permissions.can_take_roles)
def access_review(request: SignedInRequest) -> HttpResponse:
    """Show who has access to one's organizations, and take down that they were looked through."""
    if request.method == "POST":
        organization = queries.organization(request.POST.get("organization", ""), to=request.user)
        if organization is None:
            raise Refused(_("Choose the organization on the page of the review."))
        services.review_access(organization=organization, by=request.user, at=now())
        messages.success(request, _("The review of %(organization)s is noted.") % {"organization": organization})
        return redirect("access_review")
    context = {
        "own": access_reviews.own(request.user, at=now()),
        "unreviewed": access_reviews.unreviewed(at=now()) if scope.is_administrator(request.user) else [],
    }
    return render(request, "monitoring/people/access_review.html", context)
