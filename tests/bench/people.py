"""Four thousand people of one file: looked through, and given their roles, up to the mails that then wait for a worker."""

import time
from collections.abc import Iterator

from django.db import transaction

from monitoring.people import importing
from tests.bench import made
from tests.bench.measuring import Figure
from tests.cast import NOON

PEOPLE = 4_000


def measure() -> Iterator[Figure]:
    """Yield what is measured of a file of people."""
    cast, _year = made.state()
    codes = made.codes()
    content = "email,name,role,code\n" + "".join(
        f"p{number}@example.org,Person {number},{('lea_editor', 'lea_approver')[number % 2]},{codes[number % 2000]}\n"
        for number in range(PEOPLE)
    )
    file = content.encode()

    def given() -> float:
        began = time.monotonic()
        with transaction.atomic():
            assert len(importing.give(file, by=cast.administrator, at=NOON).wanted) == PEOPLE
            took = time.monotonic() - began
            transaction.set_rollback(True)
        return took

    def looked_through() -> float:
        began = time.monotonic()
        assert not importing.check(file, by=cast.administrator).problems
        return time.monotonic() - began

    yield Figure("4,000 people of one file looked through", looked_through, "s", rounds=3)
    yield Figure("4,000 people of one file given their roles, without mails", given, "s", at_most=60, rounds=3)
