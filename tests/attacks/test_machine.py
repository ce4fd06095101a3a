"""Another account of the same machine, which sees its ports and its files."""

import os
import pickle
import stat
from pathlib import Path

import psycopg2
import pytest
import redis
from django.core.cache import cache
from django.db import DataError, connection, transaction

from cim_portal.embedded.folder import run_dir

HARM = run_dir() / "harm"
OURS = os.environ["DATABASE_URL"].endswith(f"host={run_dir() / 'postgres'}")
embedded = pytest.mark.skipif(not OURS, reason="the servers are not those of this folder")


class Harm:
    """What runs a command where it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(HARM),)


@embedded
def test_redis_asks_for_a_password() -> None:
    port = int((run_dir() / "redis" / "port").read_text())
    for stranger in (redis.Redis(port=port), redis.Redis(port=port, password="guessed")):
        with pytest.raises(redis.AuthenticationError):
            stranger.get("anything")


@embedded
@pytest.mark.parametrize("role", ["postgres", "cim_portal"])
def test_postgresql_asks_for_a_password(role: str) -> None:
    for password in ({}, {"password": "guessed"}):
        with pytest.raises(psycopg2.OperationalError, match="password"):
            psycopg2.connect(host=run_dir() / "postgres", dbname="cim", user=role, **password)


@embedded
def test_no_file_of_the_portal_is_read_by_others() -> None:
    """Mails hold links that sign someone in. A folder that others cannot enter covers what is in it."""
    readable = [path for path in _reached(run_dir()) if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]
    assert readable == []


def _reached(folder: Path) -> list[Path]:
    found = []
    for path in folder.iterdir():
        found.append(path)
        if path.is_dir() and path.stat().st_mode & stat.S_IXOTH:
            found += _reached(path)
    return found


def test_what_is_planted_in_the_cache_does_not_run() -> None:
    cache.set("planted", 1)
    planted = pickle.dumps(Harm())
    cache._cache.get_client().set(cache.make_key("planted"), planted)  # type: ignore[attr-defined]  # as who knows the password
    with pytest.raises(ValueError, match=r"codec|Expecting"):
        cache.get("planted")
    assert not HARM.exists()


def test_the_role_of_the_portal_is_no_superuser(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolcreaterole, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False)


@embedded
def test_the_log_of_postgresql_has_no_typed_text(db: None) -> None:
    typed = "Jordan, who was born on 03/04/2011"
    with pytest.raises(DataError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT %s::integer", [typed])
    assert typed not in (run_dir() / "postgres" / "log").read_text()
