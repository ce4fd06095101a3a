"""The session of pytest in a copy of the tree, as a plugin: a fork without a mutant, then one for each mutant.

Each result is a line on standard output that begins with RESULT.
"""

import json
import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise

import pytest
from _pytest.runner import runtestprotocol
from django.db import connections

from tests.mutants.exchange import exchange
from tests.mutants.mutant import ROOT, Mutant, mutants
from tests.worlds import of

RESULT = "RESULT "
SLOWER = 10  # times the seconds that its tests take without it, and half a minute: a mutant that takes longer is found
CONTROL = 600  # seconds for all tests of a lane without a mutant
UNTOUCHED = 3  # the exit code of a child in which no function was exchanged


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mutants", help="the places in their lists of those whose tests are run, as JSON")
    parser.addoption("--forked", help="the places of those for which there is a fork, as JSON")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Build the worlds, and run the tests in forks in place of pytest's own loop: once without a mutant, then for each."""
    every = mutants()
    chosen = {at: every[at] for at in json.loads(session.config.getoption("--mutants"))}
    named = {at: items_of(mutant, session.items) for at, mutant in chosen.items()}
    wanted = {item for items in named.values() for item in items}
    items = [item for item in session.items if item in wanted]
    forked(lambda say: build(session, items), limit=CONTROL)  # the library that draws charts does not survive a fork
    build(session, items)  # from what was built there: nothing is drawn in this process
    took = control(items)
    for at in json.loads(session.config.getoption("--forked")):
        if took.keys() >= set(named[at]):  # a test that does not pass in a fork, without a mutant, finds none there
            tell(at=at, found_by=tried(chosen[at], named[at], limit=30 + SLOWER * sum(took[one] for one in named[at])))
    tell(failing=[item.nodeid for item in items if item not in took])
    return True


def tell(**said: object) -> None:
    """Tell the command."""
    print(RESULT + json.dumps(said), flush=True)  # noqa: T201


def build(session: pytest.Session, items: list[pytest.Item]) -> int:
    """Build the world of each test, which all forks begin in. No test is run here: what it starts would not fork."""
    first = {of(item): item for item in items}
    session.config.option.setuponly = True
    for item in first.values():
        runtestprotocol(item, log=False, nextitem=items[0])  # there is always one more, so the worlds stay
    session.config.option.setuponly = False
    return 0


def control(items: list[pytest.Item]) -> dict[pytest.Item, float]:
    """Run the tests in a fork without a mutant, and return how many seconds each took of those that passed."""

    def run(say: Callable[[str], object]) -> int:
        began = time.monotonic()
        for number, (_, reports) in enumerate(ran(items)):
            if not any(report.failed for report in reports):
                say(f"{number} {time.monotonic() - began}\n")
            began = time.monotonic()
        return 0

    _, said = forked(run, limit=CONTROL)
    return {items[int(number)]: float(seconds) for number, seconds in map(str.split, said.splitlines())}


def items_of(mutant: Mutant, items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Return the tests that the mutant names, in the order in which it names them."""
    found = [item for name in mutant.tests for item in items if is_of(item.nodeid, name)]
    return list(dict.fromkeys(found))


def is_of(nodeid: str, name: str) -> bool:
    """Say whether a test is the named one, one of its cases, or one of the named file."""
    return nodeid == name or nodeid.startswith((f"{name}[", f"{name}::"))


def ran(items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, list[pytest.TestReport]]]:
    """Run the tests in a fork, one after the other, and yield what is reported of each."""
    items[0].session._setupstate.teardown_exact(items[0])  # what the session left open for another test
    for item, following in pairwise([*items, items[0]]):
        yield item, runtestprotocol(item, log=False, nextitem=following)


def tried(mutant: Mutant, items: list[pytest.Item], *, limit: float) -> str | None:
    """Return which test finds the mutant: blank where none does, None where it has to be tried by a start of its own."""
    with _written(mutant) as text:

        def run(say: Callable[[str], object]) -> int:
            try:
                if not exchange(ROOT / mutant.path, text):
                    return UNTOUCHED
            except Exception:  # no fault of the mutant's
                return UNTOUCHED
            for item, reports in ran(items):
                failed = [report.when for report in reports if report.failed]
                if failed:
                    say(item.nodeid)
                    return UNTOUCHED if "setup" in failed else 1  # what cannot begin is tried by itself
            return 0

        status, said = forked(run, limit=limit)
    if status is None:
        return "the time that the tests may take"
    return None if status == UNTOUCHED else said or "a process that ended" if status else ""


def forked(run: Callable[[Callable[[str], object]], int], *, limit: float) -> tuple[int | None, str]:
    """Run it in a fork, and return its exit code, None where it did not end in time, and what it said."""
    for one in connections.all():
        one.close()  # a connection is of one process alone
    with tempfile.TemporaryFile() as out:
        child = os.fork()
        if child == 0:
            os.setsid()
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)
            os.dup2(silence, 2)
            try:
                os._exit(run(lambda text: os.write(out.fileno(), text.encode())))
            except BaseException as fault:
                os.write(out.fileno(), type(fault).__name__.encode())
            os._exit(1)
        status = _ended(child, limit)
        out.seek(0)
        return status, out.read().decode()


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
