"""Fifty people at once, who ask again as soon as they are answered, and share the processors with the servers that run."""

import sys
from collections.abc import Iterator
from functools import partial

from tests.bench.measuring import Figure
from tests.load.people import Person, work
from tests.load.portal import running

LEAS, PEOPLE, SECONDS = 2_200, 50, 60.0
KINDS = ("saving", "plans", "plans")  # a third saves, the others read plans and what waits for review
AT_ONCE = (0.0, 0.0)  # seconds between an answer and the next request


def measure() -> Iterator[Figure]:
    """Yield how many requests a second are answered, and within what time 95 of 100 are."""
    with running() as portal:
        said = portal.state(LEAS, str(PEOPLE), *KINDS)
        people = [Person(**one, number=number, pause=AT_ONCE) for number, one in enumerate(said["people"])]
        measured = work(people, port=portal.port, seconds=SECONDS)
    assert measured.failed == []
    sys.stderr.write(f"{measured}\n")
    a_second = len(measured.visits) / SECONDS
    yield Figure(
        f"{PEOPLE} people, a third of them saving: requests", partial(float, a_second), "a second", at_least=100
    )
    yield Figure(f"{PEOPLE} people: 95 of 100 within", partial(float, measured.p95() * 1000), "ms", at_most=500)
