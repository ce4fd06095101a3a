"""Saves and removes views."""

from datetime import datetime

from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from cim_portal.lib.verdict import Refused
from monitoring.people.models import Person
from monitoring.saved_views.models import SavedView

PAGES = frozenset({"state", "selpa"})  # names of the addresses that have views
MOST = 50  # views of one person


def save(*, name: str, path: str, query: str, by: Person, at: datetime) -> SavedView:
    """Save a view; one of the same page and name is replaced. Raises Refused."""
    try:
        is_page = resolve(path).url_name in PAGES
    except Resolver404:
        is_page = False
    if not is_page:
        raise Refused(_("This page has no views to save."))
    others = SavedView.objects.filter(person=by).exclude(path=path, name=name)
    if others.count() >= MOST:
        raise Refused(_("You have %(most)s saved views. Remove one first.") % {"most": MOST})
    kept = QueryDict(query, mutable=True)
    for passing in ("page", "as", "panel"):
        kept.pop(passing, None)
    view, _made = SavedView.objects.update_or_create(
        person=by, path=path, name=name, defaults={"query": kept.urlencode(), "saved_at": at}
    )
    return view


def remove(view: SavedView) -> None:
    """Remove a view."""
    view.delete()
