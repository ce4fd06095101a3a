"""A backup, and a portal made from it that is the same in every row."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings as here
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from pytest_django import Settings

from cim_portal.embedded import servers
from cim_portal.embedded.folder import secret
from cim_portal.lib import storing
from improvement_plans.plans.models import Plan
from monitoring.files import keeping
from monitoring.ledger import ledger, sealing
from monitoring.ledger.models import Event
from monitoring.people import events
from tests.attacks.test_tampering import refused
from tests.cast import NOON, Cast
from tests.kept import change_file, path_of


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


@contextmanager
def another_folder(there: Path) -> Iterator[None]:
    """Keep files in an empty folder for the body."""
    with override_settings(STORAGES={**here.STORAGES, storing.ALIAS: storing.backend(str(there))}):
        yield


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
    keeping.keep(b"evidence of step 1")
    sealing.seal()
    before, file = everything(), tmp_path / "cim.backup"
    files = {sha256: keeping.content(sha256) for sha256 in keeping.hashes()}
    assert len(files) > 3
    code, text = said("backup", "--out", str(file))
    assert code == 0, text
    assert (code, f"{file.stat().st_size:,} bytes" in text) == (0, True)
    assert file.stat().st_mode & 0o077 == 0
    with another_database(settings), another_folder(tmp_path / "files"):
        assert not path_of(next(iter(files))).exists()
        code, text = said("restore", str(file))
        assert (code, "0 faults" in text) == (0, True), text
        assert everything() == before
        assert {sha256: keeping.content(sha256) for sha256 in keeping.hashes()} == files
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


def test_a_backup_without_files_finds_those_that_are_kept_in_another_way(
    cast: Cast, accounts: None, settings: Settings, tmp_path: Path
) -> None:
    keeping.keep(b"evidence of step 1")
    file = tmp_path / "cim.backup"
    assert said("backup", "--out", str(file), "--without-files")[0] == 0
    with another_database(settings):
        code, text = said("restore", str(file))
        assert (code, "1 kept files; 0 faults" in text) == (0, True), text
    with another_database(settings), another_folder(tmp_path / "files"):
        code, text = said("restore", str(file))
        assert (code, "were changed or removed" in text) == (1, True), text


def test_a_backup_names_the_file_that_it_lacks(cast: Cast, accounts: None, tmp_path: Path, own_files: None) -> None:
    kept, other = keeping.keep(b"evidence that is changed"), keeping.keep(b"evidence that is there")
    change_file(kept.sha256)
    file = tmp_path / "cim.backup"
    code, text = said("backup", "--out", str(file))
    assert (code, f"The file kept as {kept.sha256} was changed or removed" in text) == (1, True)
    with zipfile.ZipFile(file) as archive:
        assert {name for name in archive.namelist() if name.startswith("kept/")} == {f"kept/{other.sha256}"}


def test_a_backup_whose_file_was_exchanged_is_not_restored(
    cast: Cast, accounts: None, settings: Settings, tmp_path: Path
) -> None:
    kept, file, forged = keeping.keep(b"evidence"), tmp_path / "cim.backup", tmp_path / "forged.backup"
    said("backup", "--out", str(file))
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(forged, "w") as other:
        for name in archive.namelist():
            other.writestr(name, b"forged" if kept.sha256 in name else archive.read(name))
    with another_database(settings), another_folder(tmp_path / "files"):
        code, text = said("restore", str(forged))
        assert (code, "The backup was changed" in text) == (1, True)
        assert connection.introspection.table_names() == []
        assert not path_of(kept.sha256).exists()
