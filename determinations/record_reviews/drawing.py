"""The order in which a seed draws records: anyone who has the list and the seed gets the same again, with any tool.

Records are in the order of the SHA-256 of `seed:number`. The first are the sample; one that is replaced gives its place to the
next one.
"""

import hashlib
from collections.abc import Iterable


def digest(seed: str, number: str) -> str:
    """Return by what a record is put in order: the SHA-256 of seed and number, in 64 hexadecimal digits."""
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


def in_order(numbers: Iterable[str], *, seed: str) -> list[str]:
    """Return the numbers of records in the order in which the seed draws them."""
    return sorted(numbers, key=lambda number: digest(seed, number))
