"""The deployment holds what the portal itself holds: one open door, no server without a password, the same limits."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from ruamel.yaml import YAML

from cim_portal import serving

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE: dict[str, Any] = YAML(typ="safe").load(ROOT / "docker-compose.yml")  # as YAML has it
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]  # as YAML has it
PROXY = (ROOT / "deployment" / "nginx.conf.template").read_text()
GUIDE = (ROOT / "docs" / "operator.md").read_text()
PORTAL = {name for name, service in SERVICES.items() if service.get("image") == "cim-portal"}
HAS_TO_BE_SET = set(re.findall(r"\$\{(\w+):\?\}", (ROOT / "docker-compose.yml").read_text()))


def said(name: str) -> list[str]:
    """Return the values that the proxy's settings have for a directive, the inner ones last."""
    return re.findall(rf"^\s*{name} ([^;]+);", PROXY, re.MULTILINE)


def test_no_port_is_open_but_the_proxy_s() -> None:
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"proxy"}
    assert SERVICES["proxy"]["ports"] == ["80:80", "443:443"]
    for name, service in SERVICES.items():
        assert not {"network_mode", "privileged", "expose"} & set(service), name


def test_the_servers_are_on_a_network_that_leads_nowhere() -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert {name for name, service in SERVICES.items() if service["networks"] == ["inside"]} == {"postgres", "redis"}
    assert SERVICES["proxy"]["networks"] == ["outside"], "it does not reach the servers"
    assert SERVICES["clamav"]["networks"] == ["inside", "updates"], "clamd has no password: the proxy does not reach it"


def test_files_are_scanned_for_viruses() -> None:
    address = urlsplit(SERVICES["web"]["environment"]["CLAMAV_URL"])
    assert (address.scheme, address.port) == ("tcp", 3310)
    assert address.hostname in SERVICES


def test_nothing_starts_without_its_passwords() -> None:
    passwords = {"POSTGRES_PASSWORD", "OWNER_PASSWORD", "PORTAL_PASSWORD", "REDIS_PASSWORD", "SECRET_KEY", "MFA_KEY"}
    assert passwords < HAS_TO_BE_SET
    assert "--requirepass ${REDIS_PASSWORD:?}" in SERVICES["redis"]["command"]
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|_KEY|AUTH", variable):
                assert re.fullmatch(r"\$\{\w+:\?\}", value), (name, variable)


def test_only_the_container_that_migrates_knows_the_owner_of_the_tables() -> None:
    knows = {name for name in SERVICES if "OWNER" in str(SERVICES[name].get("environment"))}
    assert knows == {"migrate", "postgres"}


@pytest.mark.parametrize("name", sorted(PORTAL))
def test_the_portal_runs_as_in_the_open(name: str) -> None:
    environment = SERVICES[name]["environment"]
    wanted = {"HTTPS": "1", "PROXIES": "${PROXIES:-1}", "REQUIRE_MFA": "${REQUIRE_MFA:-1}", "LOG_FORMAT": "json"}
    assert environment == {**environment, **wanted}
    assert environment["PORTAL_URL"] == "https://${PORTAL_HOST:?}"
    assert environment["EMAIL_URL"] == "${EMAIL_URL:?}"
    assert "DEMONSTRATION" not in environment


def test_several_processes_and_workers_do_the_work() -> None:
    assert "--processes=4" in SERVICES["web"]["command"]
    assert SERVICES["worker"]["deploy"]["replicas"] >= 2
    assert SERVICES["scheduler"].get("deploy") is None, "there is one"


def test_the_proxy_takes_as_much_as_the_portal_and_waits_as_long() -> None:
    form, upload = said("client_max_body_size")
    assert int(form.removesuffix("m")) * settings.MB == settings.BODY_LIMITS["file"]
    assert upload == "${UPLOAD_BODY_MB}m"
    assert SERVICES["proxy"]["environment"]["UPLOAD_BODY_MB"] == "${UPLOAD_BODY_MB:-101}"
    assert SERVICES["web"]["environment"]["UPLOAD_LIMIT_MB"] == "${UPLOAD_LIMIT_MB:-100}"
    assert settings.BODY_LIMITS["upload"] == 101 * settings.MB
    assert said("client_header_timeout") == [f"{serving.HEADERS_WITHIN}s"]
    assert said("client_body_timeout") == [f"{serving.BODY_WITHIN}s"]
    assert said("keepalive_timeout") == [f"{serving.IDLE}s"]
    assert said("send_timeout") == [f"{serving.UNREAD}s"]
    assert said("limit_conn") == [f"address {serving.OF_ONE_ADDRESS}"]
    number, size = said("large_client_header_buffers")[0].split()
    assert int(number) * int(size.removesuffix("k")) == 32, "as max_request_header_size"


def test_the_proxy_replaces_what_a_visitor_says_of_the_way() -> None:
    assert dict(line.split(" ", 1) for line in said("proxy_set_header")) == {
        "Host": "$host",
        "X-Forwarded-For": "$remote_addr",
        "X-Forwarded-Proto": "https",
        "X-Request-ID": "$request_id",
        "Forwarded": '""',
    }
    assert said("access_log") == ["off", "off"], "addresses hold tokens of links"


def test_the_guide_names_all_that_has_to_be_set() -> None:
    assert {name for name in HAS_TO_BE_SET if f"`{name}`" not in GUIDE and f"{name}=" not in GUIDE} == set()
