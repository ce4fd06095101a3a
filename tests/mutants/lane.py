"""The session of pytest in a copy of the tree, as a plugin: the tests once without a mutant, then a fork for each mutant.

Each result is a line on standard output that begins with RESULT.
"""

import json
import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise

import pytest
from _pytest.runner import runtestprotocol
from django.db import connections

from tests.mutants.exchange import exchange
from tests.mutants.mutant import ROOT, Mutant, mutants

RESULT = "RESULT "
SLOWER = 10  # times the seconds that its tests take without it, and half a minute: a mutant that takes longer is found
UNTOUCHED = 3  # the exit code of a child in which no function was exchanged


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mutants", help="the places in their lists of those whose tests are run, as JSON")
    parser.addoption("--forked", help="the places of those for which there is a fork, as JSON")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Run the tests in place of pytest's own loop."""
    every = mutants()
    chosen = {at: every[at] for at in json.loads(session.config.getoption("--mutants"))}
    named = {at: items_of(mutant, session.items) for at, mutant in chosen.items()}
    wanted = {item for items in named.values() for item in items}
    items = [item for item in session.items if item in wanted]
    took: dict[pytest.Item, float] = {}
    for item, following in pairwise([*items, items[0]]):  # there is always one more, so the worlds stay
        took[item] = time.monotonic()
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        took[item] = time.monotonic() - took[item]
        if session.testsfailed:  # without any mutant
            return True
    for at in json.loads(session.config.getoption("--forked")):
        began = time.monotonic()
        said = tried(chosen[at], named[at], limit=30 + SLOWER * sum(took[item] for item in named[at]))
        print(RESULT + json.dumps({"at": at, "found_by": said, "seconds": time.monotonic() - began}), flush=True)  # noqa: T201
    return True


def items_of(mutant: Mutant, items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Return the tests that the mutant names, in the order in which it names them."""
    found = [item for name in mutant.tests for item in items if is_of(item.nodeid, name)]
    return list(dict.fromkeys(found))


def is_of(nodeid: str, name: str) -> bool:
    """Say whether a test is the named one, one of its cases, or one of the named file."""
    return nodeid == name or nodeid.startswith((f"{name}[", f"{name}::"))


def tried(mutant: Mutant, items: list[pytest.Item], *, limit: float) -> str | None:
    """Return which test finds the mutant: blank where none does, None where it has to be tried by a start of its own."""
    for one in connections.all():
        one.close()  # a connection is of one process alone
    with _written(mutant) as text:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.setsid()
            os._exit(_child(mutant, text, items, writing))
        os.close(writing)
        status = _ended(child, limit)
        with os.fdopen(reading) as pipe:
            failing = pipe.read()
    if status is None:
        return "the time that the tests may take"
    return None if status == UNTOUCHED else failing if status else ""


@contextmanager
def _written(mutant: Mutant) -> Iterator[str]:
    """Have the mutant in the copy of the tree too, for processes that a test starts."""
    path = ROOT / mutant.path
    before = path.read_text()
    text = mutant.applied(before)
    path.write_text(text)
    try:
        yield text
    finally:
        path.write_text(before)


def _child(mutant: Mutant, text: str, items: list[pytest.Item], writing: int) -> int:
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    try:
        if not exchange(ROOT / mutant.path, text):
            return UNTOUCHED
    except Exception:  # no fault of the mutant's
        return UNTOUCHED
    try:
        for item, following in pairwise([*items, items[0]]):
            if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
                os.write(writing, item.nodeid.encode())
                return 1
    except BaseException as fault:  # whatever it is, the mutant did it
        os.write(writing, f"{type(fault).__name__}: {fault}".encode())
        return 1
    return 0


def _ended(child: int, limit: float) -> int | None:
    """Return the exit code of the child, or None where it had to be killed with everything that it started."""
    ends = time.monotonic() + limit
    while True:
        found, status = os.waitpid(child, os.WNOHANG)
        late = time.monotonic() > ends
        if found or late:
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)  # what a test of it left behind
            if not found:
                os.waitpid(child, 0)
                return None
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
