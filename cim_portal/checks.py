"""System checks that stop the start: an address without a door, a portal in the open that is not safe there."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.checks import CheckMessage, Error, Tags, register, run_checks
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver

from cim_portal import demo, oidc
from monitoring.people.models import Person

START = "start"  # what is asked again when the web server starts
SHORTEST_KEY = 50  # characters
NOT_OURS = ("allauth.", "django.contrib.admin")  # they keep their own doors; sign-up is shut by our adapter


@register()
def every_address_has_a_door(app_configs: Sequence[object] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to start with a view that no one decided who may open."""
    return [
        Error(f"{address} has no door", hint="Put @public, @signed_in or @guarded(can_…) on its view.", id="cim.E001")
        for address, view in addresses()
        if not hasattr(view, "door")
    ]


@register(START)
def what_https_needs_is_set(app_configs: Sequence[object] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to start in the open with a key that can be guessed, or without the mail server and the address of links."""
    if not settings.HTTPS:
        return []
    given = {
        "EMAIL_URL": (bool(settings.EMAIL_HOST), "The portal cannot send mail.", "cim.E003"),
        "PORTAL_URL": (settings.PORTAL_URL.startswith("https://"), "Links in mails would lead nowhere.", "cim.E004"),
        "SECRET_KEY": (
            len(settings.SECRET_KEY) >= SHORTEST_KEY,
            f"The secret has fewer than {SHORTEST_KEY} characters.",
            "cim.E005",
        ),
        "OIDC": (
            all(one.startswith("https://") for one in oidc.origins(settings.SIGN_IN_SERVICES.values())),
            "A service through which people sign in is not reached by HTTPS.",
            "cim.E006",
        ),
    }
    return [Error(said, hint=f"Set {name}.", id=code) for name, (is_set, said, code) in given.items() if not is_set]


@register(START, Tags.database)
def the_demonstration_is_over(app_configs: Sequence[object] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to start outside the demonstration while its accounts are open: everyone knows their password."""
    if settings.KNOWN_ACCOUNTS or Person._meta.db_table not in connection.introspection.table_names():
        return []
    # Who was only invited with such an address has no password, and gets no mail there to set one.
    there = (
        Person.objects.filter(email__iendswith=f"@{demo.HOST}", is_active=True)
        .exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        .count()
    )
    hint = "Name an empty database in DATABASE_URL, or look at the demonstration with DEMONSTRATION=1."
    said = f"{there} accounts of the demonstration are in this database. Their password is known to everyone."
    return [Error(said, hint=hint, id="cim.E002")] if there else []


def insist_on_a_safe_start() -> None:
    """End the start with what has to be set first. Raises SystemExit."""
    found = run_checks(tags=[START], databases=["default"])
    if found:
        raise SystemExit("\n".join(f"{one.msg} {one.hint}" for one in found))


def addresses() -> Iterator[tuple[str, object]]:
    """Yield each of our own addresses, as written in the URL files, with its view."""
    yield from _walk(get_resolver().url_patterns, "/")


def _walk(patterns: Sequence[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, object]]:
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if not _is_foreign(pattern):
                yield from _walk(pattern.url_patterns, address)
        else:
            yield address, pattern.callback


def _is_foreign(resolver: URLResolver) -> bool:
    name = getattr(resolver.urlconf_name, "__name__", "") or str(resolver.app_name or "")
    return name.startswith(NOT_OURS) or resolver.app_name == "admin"
