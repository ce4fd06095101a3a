"""System checks that stop the start: an address without a door."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

NOT_OURS = ("allauth.", "django.contrib.admin")  # they keep their own doors; sign-up is shut by our adapter


@register()
def every_address_has_a_door(app_configs: Sequence[object] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to start with a view that no one decided who may open."""
    return [
        Error(f"{address} has no door", hint="Put @public, @signed_in or @guarded(can_…) on its view.", id="cim.E001")
        for address, view in addresses()
        if not hasattr(view, "door")
    ]


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
