"""Worlds: states of the database that many tests begin in, each built once a session.

A world is a fixture. The first test that asks for it builds it, in a PostgreSQL database of its own, which is copied from
the database of the world that it goes on from. Every further test connects to it, works in a transaction, and rolls back.
"""

import copy
import inspect
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import psycopg2
import pytest
from django.core.cache import cache
from django.db import connection, transaction

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
        self._copy(name, of=self._database(wanted))
        self._connect(name)
        try:
            yield
        finally:
            self._connect(self.empty)
            self._drop(name)

    def end(self) -> None:
        """Remove the databases of the worlds."""
        self._connect(self.empty)
        connection.close()
        for name in self.values:
            self._drop(self._database(WORLDS[name]))

    def _build(self, wanted: World) -> None:
        self.enter(wanted.base)
        name = self._database(wanted)
        self._copy(name, of=self._database(wanted.base))
        self._connect(name)
        with transaction.atomic():
            value = wanted.build(*map(self.value, wanted.needs))
        cache.clear()  # the jobs wait in its database; the bell that rang for them is none of a test's business
        self.values[wanted.name] = value

    def _database(self, wanted: World | None) -> str:
        return f"{self.empty}_{wanted.name}" if wanted else self.empty

    def _connect(self, name: str) -> None:
        if connection.settings_dict["NAME"] != name:
            connection.close()
            connection.settings_dict["NAME"] = name

    def _copy(self, name: str, *, of: str) -> None:
        connection.close()  # what is copied must not be in use
        self._drop(name)
        self._tell(f'CREATE DATABASE "{name}" TEMPLATE "{of}"')

    def _drop(self, name: str) -> None:
        # FORCE would end PostgreSQL's own workers too, which the role may not; the order itself makes these go.
        self._tell(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user", name
        )
        self._tell(f'DROP DATABASE IF EXISTS "{name}"')

    def _tell(self, order: str, *values: str) -> None:
        server = psycopg2.connect(**{**connection.get_connection_params(), "dbname": "postgres"})
        server.autocommit = True  # databases are made outside any transaction
        try:
            with server.cursor() as cursor:
                cursor.execute(order, values or None)
        finally:
            server.close()
