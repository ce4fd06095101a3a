"""The whole of how the portal is doing, for its page and for `manage.py operations`."""

import platform
import tomllib
from dataclasses import dataclass
from datetime import datetime

import django
import redis
from clamav_client.clamd import ClamdError
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from cim_portal.lib import broker
from cim_portal.operations import queries
from monitoring.files import scanning


@dataclass(frozen=True)
class Version:
    """What something is called, and its version; of an app, its last migration."""

    name: str
    version: str


@dataclass(frozen=True)
class Report:
    """How the portal is doing at one moment. `mails` are those of one state, `mails_by_state` counts all.

    Of `failed` and `mails` it has one page each: which one, and of `mails` how many there are in all.
    """

    at: datetime
    lanes: list[queries.Lane]
    failed_kinds: list[queries.FailedKind]
    failed: list[queries.Failed]
    mails_by_state: queries.Counts
    mails: list[queries.Mail]
    mails_count: int
    failed_page: int
    mails_page: int
    processes: list[queries.Process]
    versions: list[Version]
    migrations: list[Version]

    @property
    def failed_count(self) -> int:
        """How many jobs failed in all."""
        return sum(kind.count for kind in self.failed_kinds)


def made(*, at: datetime, mails: str = "failed", failed_page: int = 1, mails_page: int = 1) -> Report:
    """Return the report, with the mails of that state, and the pages of those numbers or the nearest ones."""
    kinds = queries.failed_kinds()
    mails_count = queries.count_of_mails(mails)
    failed_page = queries.page_of(sum(kind.count for kind in kinds), failed_page).number
    mails_page = queries.page_of(mails_count, mails_page).number
    return Report(
        at=at,
        lanes=queries.lanes(),
        failed_kinds=kinds,
        failed=queries.failed_jobs(failed_page),
        mails_by_state=queries.mail_counts(at=at),
        mails=queries.mails(mails, mails_page),
        mails_count=mails_count,
        failed_page=failed_page,
        mails_page=mails_page,
        processes=queries.processes(at=at),
        versions=versions(),
        migrations=migrations(),
    )


def versions() -> list[Version]:
    """Return the versions of the portal and of what it runs on."""
    described = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgres = str(cursor.fetchone()[0])
    return [
        Version(_("Portal"), str(described["project"]["version"])),
        Version("Python", platform.python_version()),
        Version("Django", django.get_version()),
        Version("PostgreSQL", postgres),
        Version("Redis", _redis()),
        Version(_("Virus scanner"), _scanner()),
    ]


def _redis() -> str:
    try:
        return str(broker.server().info("server")["redis_version"])
    except redis.RedisError:
        return _("does not answer")


def _scanner() -> str:
    if not scanning.is_set():
        return _("not set up: files that people bring are not scanned")
    try:
        return scanning.version()
    except (ClamdError, OSError):
        return _("does not answer: no file is taken until it does")


def migrations() -> list[Version]:
    """Return the last migration of each app that this database has."""
    found = MigrationRecorder(connection).migration_qs.order_by("app", "-pk").distinct("app")
    return [Version(app, name) for app, name in found.values_list("app", "name")]
