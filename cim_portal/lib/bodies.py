"""How much one request may bring: little from a stranger, a form from who is signed in, files where a page takes them.

The web server asks before it reads the body, and knows no more than whether there is a session's cookie. The portal asks
again before it parses the body, and knows the person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.template.defaultfilters import filesizeformat
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from cim_portal.lib.doors import View
from cim_portal.lib.verdict import Verdict

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


@dataclass(frozen=True)
class Files:
    """The files that a view takes: the name of their limit in `BODY_LIMITS`, and who may send them."""

    limit: str
    can: Callable[..., Verdict]
    load: Callable[..., object] | None

    def may_come_from(self, user: object, address: dict[str, object]) -> bool:
        """Say whether the person may send files to the address."""
        try:
            return bool(self.can(user, self.load(user, **address)) if self.load else self.can(user))
        except Http404:
            return False


def takes_files(limit: str, *, can: Callable[..., Verdict], load: Callable[..., object] | None = None) -> "Decorated":
    """Let the view take files, as large as `BODY_LIMITS[limit]` says, of those whom `can` allows; see `guarded`."""

    def taking(view: View) -> View:
        view.files = Files(limit, can, load)  # type: ignore[attr-defined]
        return view

    return taking


Decorated = Callable[[View], View]


def most_before_reading(path: str, *, with_session: bool) -> int:
    """Return how many bytes may come to an address from someone of whom no more is known."""
    if not with_session:
        return settings.BODY_LIMITS["stranger"]
    try:
        files = _files(resolve(path).func)
    except Resolver404:
        files = None
    return settings.BODY_LIMITS[files.limit if files else "form"]


def most_before_parsing(user: "AbstractBaseUser | AnonymousUser", view: View, address: dict[str, object]) -> int:
    """Return how many bytes may come from the person to the view."""
    if not user.is_authenticated:
        return settings.BODY_LIMITS["stranger"]
    files = _files(view)
    return settings.BODY_LIMITS[files.limit if files and files.may_come_from(user, address) else "form"]


def too_large(most: int) -> str:
    """Return the sentence for someone who sent more."""
    return _(
        "This is more than the portal takes here at once: the limit is %(limit)s. Send less, or one file at a time."
    ) % {"limit": filesizeformat(most)}


def _files(view: Callable[..., object]) -> Files | None:
    return getattr(view, "files", None)
