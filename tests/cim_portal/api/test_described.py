"""The API does what its own description says, for what may be asked and for what may not; and its documentation works."""

import io
import re
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.request import HTTPHandler, Request, build_opener
from urllib.response import addinfourl

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client, override_settings
from django.utils.timezone import now
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from improvement_plans.plans.models import Plan
from monitoring.tokens import services
from monitoring.tokens.scopes import SCOPES
from tests.cast import Cast

EXAMPLES = 6  # of each address and kind


@pytest.fixture
def kept_connection(db: None) -> Iterator[None]:
    """Keep the connection of the test, in whose transaction the world is, from request to request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def from_here(portal: Any) -> Any:  # as WSGI has it
    """Have requests come from this machine, as a server says it of them."""
    return lambda environment, answer: portal({**environment, "REMOTE_ADDR": "127.0.0.1"}, answer)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@override_settings(API_LIMITS={"token": "100000/m", "from": "100000/m"})
def test_schemathesis_finds_no_fault(
    cast: Cast, issued_2023: dict[str, Plan], kept_connection: None, mode: GenerationMode
) -> None:
    token = services.make(person=cast.monitor, name="Tries", scopes=list(SCOPES), days=1, at=now())[1]
    described = schemathesis.openapi.from_wsgi("/api/openapi.json", from_here(get_wsgi_application()))
    tried = 0
    for found in described.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]  # it has no faults
        if mode == GenerationMode.NEGATIVE and not (operation.query or operation.path_parameters):
            continue

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def holds(case: Any) -> None:  # of a class that the library makes
            case.call_and_validate(headers={"Authorization": f"Bearer {token}"})

        holds()
        tried += 1
    assert tried >= 9


class Portal(HTTPHandler):
    """Answers what a program asks of the portal."""

    def http_open(self, asked: Request) -> addinfourl:  # type: ignore[override]  # as other handlers answer
        answer = Client().get(asked.full_url, headers=dict(asked.header_items()), SERVER_NAME="localhost")
        found = addinfourl(io.BytesIO(answer.content), Message(), asked.full_url, answer.status_code)
        found.msg = answer.reason_phrase  # type: ignore[attr-defined]  # the library asks for it
        return found


def test_the_client_of_the_documentation_works(
    cast: Cast, issued_2023: dict[str, Plan], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = Path("docs/api.md").read_text()
    (client,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(client.strip().splitlines()) <= 10
    token = services.make(person=cast.reviewer, name="Documentation", scopes=["plans"], days=1, at=now())[1]
    monkeypatch.setenv("CIM_PORTAL", "http://localhost")
    monkeypatch.setenv("CIM_TOKEN", token)
    monkeypatch.setattr("urllib.request._opener", build_opener(Portal()))
    exec(client, {})  # noqa: S102 - it is our own documentation
    assert capsys.readouterr().out.splitlines() == [
        "0161119 Alder Unified ['open', 'open', 'open']",
        "0161127 Birch Elementary ['open', 'open', 'open']",
    ]
