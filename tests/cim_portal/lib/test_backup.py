"""A backup, and a portal made from it that is the same in every row."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from cim_portal.embedded import servers
from cim_portal.embedded.folder import secret
from improvement_plans.plans.models import Plan
from monitoring.ledger import ledger, sealing
from monitoring.ledger.models import Event
from monitoring.people import events
from tests.attacks.test_tampering import refused
from tests.cast import NOON, Cast


def said(*words: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command(*words, stdout=out, stderr=out)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def accounts(transactional_db: None, settings: Settings) -> Iterator[None]:
    """Sign in to the database as the portal does: with its own account, and as the owner for what only that one may."""
    owner = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    if owner["USER"] != servers.OWNER:
        pytest.skip("the servers are not those of this folder")
    connection.close()
    settings.DATABASE_OWNER = owner
    connection.settings_dict.update(USER=servers.ROLE, PASSWORD=secret("portal.secret"))
    yield
    connection.close()
    connection.settings_dict.update(owner)


@contextmanager
def another_database(settings: Settings) -> Iterator[None]:
    """Connect to an empty database of its own for the body."""
    here = connection.settings_dict["NAME"]
    owner = {name.lower(): said for name, said in settings.DATABASE_OWNER.items()}
    server = psycopg2.connect(**{**connection.get_connection_params(), **owner, "dbname": "postgres"})
    server.autocommit = True
    name = f"{here}_restored"
    try:
        with server.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
        connection.close()
        connection.settings_dict["NAME"] = name
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = here
        with server.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.close()


def everything() -> dict[str, object]:
    """Return what each table, sequence and trigger is."""
    found: dict[str, object] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(
                f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t"  # noqa: S608 - a name of ours
            )
            found[table] = cursor.fetchone()
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1")
        found["sequences"] = cursor.fetchall()
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
        )
        found["triggers"] = cursor.fetchall()
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, contype FROM pg_constraint WHERE conrelid <> 0 ORDER BY 1, 2"
        )
        found["constraints"] = cursor.fetchall()
    return found


def test_a_portal_made_from_a_backup_is_the_same_and_goes_on(
    cast: Cast, issued_2023: dict[str, Plan], accounts: None, settings: Settings, tmp_path: Path
) -> None:
    sealing.seal()
    before, file = everything(), tmp_path / "cim.backup"
    code, text = said("backup", "--out", str(file))
    assert code == 0, text
    assert (code, f"{file.stat().st_size:,} bytes" in text) == (0, True)
    assert file.stat().st_mode & 0o077 == 0
    with another_database(settings):
        code, text = said("restore", str(file))
        assert (code, "0 faults" in text) == (0, True)
        assert everything() == before
        ledger.record(events.INVITED_AGAIN, cast.editor, by=cast.administrator, at=NOON)
        assert sealing.prove(at=NOON).faults == []
        assert Event.objects.count() > 0
        assert refused("DELETE FROM monitoring_seal", "permission denied")


def test_a_backup_is_not_written_over(cast: Cast, accounts: None, tmp_path: Path) -> None:
    file = tmp_path / "cim.backup"
    file.write_bytes(b"the one of yesterday")
    code, text = said("backup", "--out", str(file))
    assert (code, "is there already" in text) == (1, True)
    assert file.read_bytes() == b"the one of yesterday"
    assert said("backup", "--out", str(tmp_path / "nowhere" / "cim.backup"))[0] == 1


def test_a_database_that_is_not_empty_is_not_restored_over(cast: Cast, accounts: None, tmp_path: Path) -> None:
    file = tmp_path / "cim.backup"
    said("backup", "--out", str(file))
    code, text = said("restore", str(file))
    assert (code, "is not empty" in text) == (1, True)
    assert said("restore", str(tmp_path / "none.backup"))[0] == 1


@pytest.mark.parametrize("cut", [0, 1, 2000, -100])
def test_half_a_backup_leaves_the_database_empty(
    cast: Cast, accounts: None, settings: Settings, tmp_path: Path, cut: int
) -> None:
    file = tmp_path / "cim.backup"
    said("backup", "--out", str(file))
    file.write_bytes(file.read_bytes()[:cut])
    with another_database(settings):
        code, text = said("restore", str(file))
        assert code == 1
        assert text.strip()
        assert connection.introspection.table_names() == []
