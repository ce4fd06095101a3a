"""Worlds: states of the database that many tests begin in, each built once a session.

A world is a fixture. The first test that asks for it builds it, in a PostgreSQL database of its own, which is copied from
the database of the world that it goes on from. Every further test connects to it, works in a transaction, and rolls back.

What one worker has built, migrations first, the others copy: database, kept files, and what the building returned.
"""

import copy
import fcntl
import inspect
import os
import pickle
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import psycopg2
import pytest
from django.core.cache import cache
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection, transaction

from cim_portal.lib import storing

Value = TypeVar("Value")


@dataclass(frozen=True)
class World:
    """A state with its name, the worlds whose values it is built with, and what builds it on the furthest of them."""

    name: str
    needs: tuple["World", ...]
    build: Callable[..., Any]  # what it is given and gives is each world's own

    @property
    def base(self) -> "World | None":
        """The world that it goes on from, or None for the empty database."""
        return furthest(self.needs)

    def contains(self, other: "World") -> bool:
        """Say whether the other is this one or on the way to it."""
        return self is other or (self.base is not None and self.base.contains(other))


WORLDS: dict[str, World] = {}


def world(build: Callable[..., Value]) -> Callable[..., Value]:
    """Make a function the world of its name, and a fixture that gives what it returned; its arguments are worlds too."""
    name = build.__name__
    if name in WORLDS:
        raise ValueError(f"there are two worlds called {name}")
    WORLDS[name] = World(name, tuple(WORLDS[need] for need in inspect.signature(build).parameters), build)

    def value(db: None, worlds: Worlds) -> Value:
        given: Value = worlds.value(WORLDS[name])
        return given

    value.__doc__ = build.__doc__
    return pytest.fixture(name=name)(value)


def furthest(asked: Iterable[World]) -> World | None:
    """Return the world that has all the others on its way, or None for the empty database."""
    ways = tuple(asked)
    found = next((one for one in ways if all(one.contains(other) for other in ways)), None)
    if ways and found is None:
        raise pytest.UsageError(f"these worlds do not lie on one way: {', '.join(one.name for one in ways)}")
    return found


def of(item: pytest.Item) -> World | None:
    """Return the world that a test begins in: the furthest of those that its fixtures and its marks name."""
    names = [*getattr(item, "fixturenames", []), *(name for mark in item.iter_markers("world") for name in mark.args)]
    return furthest(WORLDS[name] for name in names if name in WORLDS)


@dataclass(frozen=True)
class Built:
    """What is there of a state for all workers of a session: a database, kept files, and what its building returned."""

    name: str

    @property
    def database(self) -> str:
        """The database, to which no one connects: it is copied."""
        return f"{_together().name}_{self.name}"

    @property
    def is_there(self) -> bool:
        """Whether a worker has built it."""
        return self._value.exists()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let one worker at a time look and build."""
        with open(_together() / f"{self.name}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def give(self, *, database: str, value: object) -> None:
        """Put what this worker has built where the others find it."""
        copied(self.database, of=database)
        shutil.copytree(storages[storing.ALIAS].path(""), self._files)
        self.note(value)

    def note(self, value: object) -> None:
        """Say that it is there."""
        self._value.write_bytes(pickle.dumps(value))

    def take(self, *, database: str) -> Any:
        """Make the database and the files this worker's own, and return what the building returned."""
        copied(database, of=self.database)
        shutil.copytree(self._files, storages[storing.ALIAS].path(""), dirs_exist_ok=True)
        return pickle.loads(self._value.read_bytes())  # noqa: S301 - written by another worker of this session

    @property
    def _value(self) -> Path:
        return _together() / f"{self.name}.value"

    @property
    def _files(self) -> Path:
        return _together() / f"{self.name}.files"


def _together() -> Path:
    return Path(os.environ["TESTS_TOGETHER"])


def copied(name: str, *, of: str) -> None:
    """Make a database the copy of another, which must not be in use."""
    drop(name)
    _order(f'CREATE DATABASE "{name}" TEMPLATE "{of}"')


def drop(name: str) -> None:
    """Remove a database, whoever is connected to it."""
    # FORCE would end PostgreSQL's own workers too, which the role may not; the order itself makes these go.
    _order("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user", name)
    _order(f'DROP DATABASE IF EXISTS "{name}"')


def _order(order: str, *values: str) -> None:
    server = psycopg2.connect(**{**connection.get_connection_params(), "dbname": "postgres"})
    server.autocommit = True  # databases are made outside any transaction
    try:
        with server.cursor() as cursor:
            cursor.execute(order, values or None)
    finally:
        server.close()


def migrated() -> str:
    """Return the name of a database that has the tables and nothing else, made by the first worker that asks."""
    empty, outside = Built("empty"), connection.settings_dict["NAME"]
    with empty.alone():
        if not empty.is_there:
            copied(empty.database, of="template1")
            connection.settings_dict["NAME"] = empty.database
            call_command("migrate", verbosity=0)
            connection.close()
            connection.settings_dict["NAME"] = outside
            empty.note(None)
    return empty.database


class Worlds:
    """The databases of one session."""

    def __init__(self) -> None:
        self.empty = str(connection.settings_dict["NAME"])
        self.values: dict[str, Any] = {}

    def enter(self, wanted: World | None) -> None:
        """Connect to the database of a world, building it first where it is not there yet."""
        if wanted and wanted.name not in self.values:
            self._build(wanted)
        self._connect(self._database(wanted))

    def value(self, wanted: World) -> Any:
        """Return what the building of a world returned, as it was then."""
        return copy.deepcopy(self.values[wanted.name])

    @contextmanager
    def thrown_away(self, wanted: World | None) -> Iterator[None]:
        """Connect to a copy of a world for the body, for what commits or is read by other processes."""
        self.enter(wanted)
        name = f"{self.empty}_copy"
        connection.close()
        copied(name, of=self._database(wanted))
        self._connect(name)
        try:
            yield
        finally:
            self._connect(self.empty)
            drop(name)

    def end(self) -> None:
        """Remove the databases of the worlds."""
        self._connect(self.empty)
        connection.close()
        for name in self.values:
            drop(self._database(WORLDS[name]))

    def _build(self, wanted: World) -> None:
        self.enter(wanted.base)
        connection.close()
        built, database = Built(wanted.name), self._database(wanted)
        with built.alone():
            if built.is_there:
                self.values[wanted.name] = built.take(database=database)
                return
            copied(database, of=self._database(wanted.base))
            self._connect(database)
            with transaction.atomic():
                value = wanted.build(*map(self.value, wanted.needs))
            connection.close()
            built.give(database=database, value=value)
        cache.clear()  # the jobs wait in its database; the bell that rang for them is none of a test's business
        self.values[wanted.name] = value

    def _database(self, wanted: World | None) -> str:
        return f"{self.empty}_{wanted.name}" if wanted else self.empty

    def _connect(self, name: str) -> None:
        if connection.settings_dict["NAME"] != name:
            connection.close()
            connection.settings_dict["NAME"] = name
