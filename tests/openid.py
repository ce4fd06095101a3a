"""A small provider of OpenID Connect on this machine, as strict as real ones: state, PKCE, one use of a code, its secret."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from csp.constants import SELF
from django.test import Client
from environs import Env
from pytest_django import Settings

from cim_portal import oidc

CLIENT, SECRET = "cim-portal", "a secret of the service"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
Claims = dict[str, object]
SIGN_IN = "/accounts/oidc/district/login/?process=login"


def claims(email: str, *, sub: str = "", **more: object) -> Claims:
    """Return what the provider says of someone with that address."""
    return {"sub": sub or f"key of {email}", "email": email, "email_verified": True, "name": "Whoever", **more}


@dataclass
class Provider:
    """The provider, and whom it takes its visitor for. `asks` shows a page with a button first, for a browser."""

    address: str
    claims: Claims = field(default_factory=dict)
    other_claims: Claims | None = None  # of the second answer, where it is about someone else
    denies: bool = False
    is_away: bool = False
    asked: int = 0  # how often, whatever for
    asks: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, Claims] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What tells the portal of it."""
        start = "OIDC_DISTRICT_"
        told = {"NAME": "Bay District", "SERVER": self.address, "CLIENT_ID": CLIENT, "SECRET": SECRET}
        return {"OIDC": "district", **{start + name: value for name, value in told.items()}}

    def authorize(self, asked: dict[str, str]) -> str:
        """Return the address that leads back to the portal."""
        back = asked["redirect_uri"]
        if self.denies:
            return f"{back}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"
        assert (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) == (CLIENT, "code", "S256")
        assert {"openid", "email"} <= set(asked["scope"].split())
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        return f"{back}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, sent: dict[str, str]) -> dict[str, object]:
        """Give the tokens for a code, which is used up with it."""
        asked = self.codes.pop(sent["code"])
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest()).rstrip(b"=")
        assert challenge.decode() == asked["code_challenge"]
        assert (sent["client_id"], sent["client_secret"]) == (CLIENT, SECRET)
        assert sent["redirect_uri"] == asked["redirect_uri"]
        token = secrets.token_urlsafe()
        self.tokens[token] = dict(self.claims)
        said = {"iss": self.address, "aud": CLIENT, "iat": int(time.time()), "exp": int(time.time()) + 300}
        claims = {**(self.other_claims or self.claims), **said, "jti": secrets.token_urlsafe()}
        signed = jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "one"})
        return {"access_token": token, "token_type": "Bearer", "expires_in": 300, "id_token": signed}

    def configuration(self) -> dict[str, object]:
        """Say where what is."""
        parts = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo"}
        return {
            "issuer": self.address,
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            **{name: f"{self.address}/{path}" for name, path in parts.items()},
        }


def tell(settings: Settings, monkeypatch: pytest.MonkeyPatch, known: Provider, **more: str) -> Provider:
    """Have the portal of the test know the provider, as its environment says."""
    for name, value in {**known.environment, **more}.items():
        monkeypatch.setenv(name, value)
    settings.SIGN_IN_SERVICES = oidc.services(Env())
    apps = [service.as_app() for service in settings.SIGN_IN_SERVICES.values()]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    allowed = [SELF, *oidc.origins(settings.SIGN_IN_SERVICES.values())]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**directives, "form-action": allowed}}
    return known


class Server(ThreadingHTTPServer):
    """Has the provider for whom it answers."""

    provider: Provider


class Handler(BaseHTTPRequestHandler):
    """One request to the provider."""

    server: Server

    def do_GET(self) -> None:
        here, parts = self.server.provider, urlsplit(self.path)
        here.asked += 1
        if here.is_away:
            self.answer(503, {})
        elif parts.path == "/.well-known/openid-configuration":
            self.answer(200, here.configuration())
        elif parts.path == "/authorize":
            self.lead(here.authorize({name: values[0] for name, values in parse_qs(parts.query).items()}))
        elif parts.path == "/userinfo":
            self.answer(200, here.tokens.pop(self.headers["Authorization"].removeprefix("Bearer ")))
        else:
            self.answer(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.answer(200, self.server.provider.token({name: values[0] for name, values in parse_qs(body).items()}))

    def lead(self, address: str) -> None:
        if self.server.provider.asks:
            link = f'<a href="{escape(address)}">Yes, it is me</a>'
            self.write(200, "text/html; charset=utf-8", f'<!doctype html><html lang="en"><title>Bay</title>{link}')
            return
        self.send_response(302)
        self.send_header("Location", address)
        self.end_headers()

    def answer(self, status: int, said: dict[str, object]) -> None:
        self.write(status, "application/json", json.dumps(said))

    def write(self, status: int, media_type: str, text: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def provider() -> Iterator[Provider]:
    """Run a provider for the body."""
    server = Server(("127.0.0.1", 0), Handler)
    server.provider = Provider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def there_and_back(client: Client, address: str = SIGN_IN) -> Any:  # Django's test answers have no public type
    """Press the button, be taken for who the provider says, and come back; return what the portal answers."""
    sent = client.post(address)
    assert sent.status_code == 302, sent.content.decode()
    with build_opener(Stay).open(sent.headers["Location"]) as answer:
        back = urlsplit(answer.headers["Location"])
    return client.get(f"{back.path}?{back.query}")


class Stay(HTTPRedirectHandler):
    """Reads where it is led, and does not go."""

    def http_error_302(self, req: Any, fp: Any, code: Any, msg: Any, headers: Any) -> Any:  # as the library has it
        return fp


def is_signed_in(client: Client) -> bool:
    return client.get("/home/").status_code == 200
