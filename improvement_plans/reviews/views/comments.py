"""Answering a comment, and saying that it is resolved, or open again."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Verdict
from improvement_plans.plans import permissions
from improvement_plans.reviews import queries, services
from improvement_plans.reviews.models import Comment
from monitoring.access.who import SignedInRequest, User


def can_answer_comment(user: User, comment: Comment) -> Verdict:
    """Answer a comment or resolve it: everyone who may comment on its step."""
    return permissions.can_comment(user, comment.step)


@require_POST
@guarded(can_answer_comment, load=queries.comment)
def answer_comment(request: SignedInRequest, comment: Comment) -> HttpResponse:
    """Answer a comment."""
    services.answer_comment(comment=comment, text=request.POST.get("text", ""), by=request.user, at=now())
    return redirect(f"{services.page_of(comment)}#thread-{comment.parent_id or comment.pk}")


@require_POST
@guarded(can_answer_comment, load=queries.comment)
def resolve_comment(request: SignedInRequest, comment: Comment) -> HttpResponse:
    """Say that a comment is resolved, or that it is open again."""
    settle = services.open_comment if request.POST.get("open") else services.resolve_comment
    settle(comment=comment, by=request.user, at=now())
    return redirect(f"{services.page_of(comment)}#thread-{comment.pk}")
