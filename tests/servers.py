"""Loaded before the settings: the tests run on real servers, started here where none are named.

Those are the tests' own and end with them. Their PostgreSQL does not wait for the disk, since the next run makes again
what is in it; making and dropping a database takes a third of the time.

Each worker of pytest-xdist has its own Redis database, as it has its own PostgreSQL database. What they have together is in
the folder TESTS_TOGETHER and in databases that are named for it.
"""

import atexit
import os
import shutil
import tempfile
from contextlib import closing
from pathlib import Path

import psycopg2
from psycopg2.extensions import make_dsn

from cim_portal.embedded import servers
from cim_portal.embedded.folder import PROJECT, run_dir, secret

WAITS_FOR_THE_DISK = ("fsync", "full_page_writes", "synchronous_commit")


def _start_own() -> None:
    os.environ["CIM_RUN_DIR"] = str(run_dir() / "tests")
    servers.put_into_environment()
    atexit.register(servers.stop_begun)
    address = make_dsn(
        os.environ["DATABASE_URL"], user="postgres", password=secret("postgres.secret"), dbname="postgres"
    )
    connection = psycopg2.connect(address)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for name in WAITS_FOR_THE_DISK:
            cursor.execute(f"ALTER SYSTEM SET {name} = off")
        cursor.execute("SELECT pg_reload_conf()")
    connection.close()


def _end_together() -> None:
    folder = Path(os.environ["TESTS_TOGETHER"])
    with closing(psycopg2.connect(make_dsn(os.environ["DATABASE_URL"], dbname="postgres"))) as server:
        server.autocommit = True  # databases are dropped outside any transaction
        with server.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [folder.name])
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP DATABASE "{name}"')
    shutil.rmtree(folder)


if {"DATABASE_URL", "REDIS_URL"} & set(os.environ):
    servers.put_into_environment()
else:
    _start_own()
if owner := os.environ.pop("DATABASE_OWNER_URL", ""):
    os.environ["DATABASE_URL"] = owner  # it makes the databases; tests then work as the portal's own role
if "TESTS_TOGETHER" not in os.environ:
    os.environ["TESTS_TOGETHER"] = tempfile.mkdtemp(prefix="test_together_")
    atexit.register(_end_together)
(PROJECT / "staticfiles").mkdir(exist_ok=True)  # WhiteNoise warns where nothing was collected yet
os.environ["KEPT_FILES"] = tempfile.mkdtemp(prefix="cim-kept-")  # for this process and the portals that it starts
atexit.register(shutil.rmtree, os.environ["KEPT_FILES"], ignore_errors=True)
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
os.environ["REDIS_URL"] = os.environ["REDIS_URL"].rpartition("/")[0] + f"/{_worker + 1}"
