"""The services of OpenID Connect through which invited people sign in, as the environment names them.

`OIDC` has the short names, by commas; for each of them, say `cde`, there are

| variable | what it is | unless set |
| --- | --- | --- |
| OIDC_CDE_NAME | what people call it | the short name |
| OIDC_CDE_SERVER | its address, which `/.well-known/openid-configuration` is added to | needed |
| OIDC_CDE_CLIENT_ID, OIDC_CDE_SECRET | what the service gave out for the portal | needed |
| OIDC_CDE_HOSTS | other hosts that its sign-in page leads to, as `https://host` | none |
| OIDC_CDE_DOMAINS | for a service that never says whether it verified an address: whose addresses it may vouch for | none |
| OIDC_CDE_SECOND_FACTOR=1 | it asks everyone for a second factor itself, so that REQUIRE_MFA asks for no other | off |
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env

_SHORT = re.compile(r"[a-z][a-z0-9-]{0,30}")


@dataclass(frozen=True)
class Service:
    """One service: its short name, which is in addresses, what people call it, and how the portal speaks with it."""

    short: str
    name: str
    server: str
    client_id: str
    secret: str
    hosts: tuple[str, ...]
    domains: tuple[str, ...]
    has_second_factor: bool

    @property
    def origins(self) -> list[str]:
        """The places to which a form that signs in may lead."""
        return [_origin(address) for address in (self.server, *self.hosts)]

    def as_app(self) -> dict[str, object]:
        """Return it as allauth takes it."""
        return {
            "provider_id": self.short,
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.secret,
            "settings": {
                "server_url": self.server,
                "oauth_pkce_enabled": True,
                "verified_email": list(self.domains),
            },
        }


def services(env: Env) -> dict[str, Service]:
    """Return the services of the environment by their short names. Raises ImproperlyConfigured."""
    names: list[str] = env.list("OIDC", [])
    found = {short: _service(env, short) for short in map(str.strip, names)}
    if len({service.client_id for service in found.values()}) < len(found):  # allauth tells them apart by it
        raise ImproperlyConfigured("Two services of OIDC have the same CLIENT_ID. Register the portal by another one.")
    return found


def origins(known: Iterable[Service]) -> list[str]:
    """Return the places to which the forms of the portal may lead besides itself."""
    return [origin for service in known for origin in service.origins]


def _service(env: Env, short: str) -> Service:
    if not _SHORT.fullmatch(short):
        raise ImproperlyConfigured(f"OIDC names “{short}”. Use small letters, digits and hyphens.")
    prefix = f"OIDC_{short.upper().replace('-', '_')}_"
    needed = {name: env.str(prefix + name, "") for name in ("SERVER", "CLIENT_ID", "SECRET")}
    if missing := [prefix + name for name, value in needed.items() if not value]:
        raise ImproperlyConfigured(f"OIDC names “{short}”, so set {', '.join(missing)}.")
    service = Service(
        short=short,
        name=env.str(prefix + "NAME", short),
        server=needed["SERVER"].rstrip("/"),
        client_id=needed["CLIENT_ID"],
        secret=needed["SECRET"],
        hosts=tuple(env.list(prefix + "HOSTS", [])),
        domains=tuple(env.list(prefix + "DOMAINS", [])),
        has_second_factor=env.bool(prefix + "SECOND_FACTOR", False),
    )
    if not all(service.origins):
        raise ImproperlyConfigured(f"{prefix}SERVER and {prefix}HOSTS are addresses as https://host.")
    return service


def _origin(address: str) -> str:
    """Return scheme, host and port of an address, or nothing where it has none."""
    parts = urlsplit(address.strip())
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("https", "http") and parts.netloc else ""
