"""A mutant, and the lists of them."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LISTS = Path(__file__).with_name("lists")


@dataclass(frozen=True)
class Mutant:
    """A fault: `new` in place of `old`, which is once in the file at `path`.

    `means` says what the portal does wrong then, and `tests` which files, or tests of a file, are to find it. `same` is the
    reason for which no test can: nothing changes.
    """

    path: str
    old: str
    new: str
    means: str
    tests: list[str]
    same: str = ""

    def __str__(self) -> str:
        return f"{self.path}: {self.means}"

    def applied(self, text: str) -> str:
        """Return the text of the file with the fault in it. Raises ValueError where it is not there, or not once."""
        if text.count(self.old) != 1:
            raise ValueError(f"{self.path} has this {text.count(self.old)} times and not once: {self.old}")
        return text.replace(self.old, self.new)


def mutants() -> list[Mutant]:
    """Return the mutants of all lists."""
    return [Mutant(**one) for path in sorted(LISTS.glob("*.toml")) for one in tomllib.loads(path.read_text())["mutant"]]
