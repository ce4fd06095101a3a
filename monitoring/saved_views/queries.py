"""Reads of saved views."""

from django.shortcuts import get_object_or_404

from monitoring.access.who import User
from monitoring.saved_views.models import SavedView


def views_of(user: User, *, path: str) -> list[SavedView]:
    """Return the views of a page that `user` saved, by name."""
    return list(SavedView.objects.visible_to(user).filter(path=path).order_by("name"))


def view(user: User, pk: int) -> SavedView:
    """Return a view that `user` saved. Raises Http404."""
    return get_object_or_404(SavedView.objects.visible_to(user), pk=pk)
