"""Finds what the modules of a package declare, so that a kind is declared in its own file and listed nowhere."""

import importlib
import pkgutil
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


class Incomplete(Exception):  # noqa: N818 - named for what the kind is
    """A kind that lacks something that every kind of its sort has. It stops the start of the portal."""


def declared(package: str, path: Iterable[str], *, name: str, kind: type[T]) -> dict[str, T]:
    """Return what each module of a package has under `name`, by the module's own name, in alphabetical order.

    `path` is the package's `__path__`. Raises `Incomplete` for a module that declares nothing of that kind.
    """
    found = {}
    for module in sorted(one.name for one in pkgutil.iter_modules(path)):
        value = getattr(importlib.import_module(f"{package}.{module}"), name, None)
        if not isinstance(value, kind):
            raise Incomplete(f"{package}.{module} has no {name}, a {kind.__name__}")
        found[module] = value
    return found


def insist(whose: str, **said: object) -> None:
    """Insist that everything is said that `whose` has to say. Raises `Incomplete` with what is missing."""
    if missing := [what for what, value in said.items() if not value]:
        raise Incomplete(f"{whose} does not say: {', '.join(missing)}")
