"""The kinds of letters: a file a kind, each with its `KIND`. The files are found, and nothing else lists them."""

from collections.abc import Mapping
from functools import cache

from cim_portal.lib import discovery, drawn
from determinations.letters.declaring import LetterKind


@cache
def kinds() -> Mapping[str, LetterKind]:
    """Return every kind by its name, which is that of its file."""
    return discovery.declared(__name__, __path__, name="KIND", kind=LetterKind)


def insist() -> None:
    """Insist that each kind is complete and has an address of its own. Raises `discovery.Incomplete`."""
    addresses: dict[str, str] = {}
    for name, kind in kinds().items():
        drawn.insist(f"the letter {name}", kind.template, kind.says)
        if addresses.setdefault(kind.address, name) != name:
            raise discovery.Incomplete(f"the letters {addresses[kind.address]} and {name} have the same address")


def kind(name: str) -> LetterKind:
    """Return the kind of that name. Raises KeyError."""
    return kinds()[name]


def saying_level() -> list[str]:
    """Return the names of the kinds that say the level."""
    return [name for name, kind in kinds().items() if kind.says_level]


def titles() -> list[tuple[str, str]]:
    """Return the names of the kinds with their titles, to choose from."""
    return [(name, str(kind.title)) for name, kind in kinds().items()]


def at(address: str) -> str | None:
    """Return the name of the kind that is at that address, or None."""
    return next((name for name, kind in kinds().items() if kind.address == address), None)
