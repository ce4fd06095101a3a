"""Fifty people on the servers that `make run` starts, while workers draw a state's letters; then with each server killed."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest
from django.test import Client

from cim_portal.embedded import servers
from improvement_plans.plans.models import Plan
from improvement_plans.workbook.models import AnswerVersion
from monitoring.people.models import Person as PortalPerson
from tests.attacks.test_strangers import started
from tests.cast import Cast
from tests.load.people import Measured, Person, work
from tests.load.portal import Portal, running, seconds_worked, until

THERE = pytest.mark.skipif(not servers.THERE, reason="there are no embedded servers to start and kill")
LEAS, PEOPLE, SECONDS = 2_200, 50, 60.0
ISSUED = "SELECT count(*) FROM determinations_letter WHERE status = 'issued'"
WAITING = (
    "SELECT count(*) FROM monitoring_job WHERE kind = 'determinations.issue_letter' AND state IN ('waiting', 'running')"
)
STORED = "SELECT value ->> 'why' FROM improvement_plans_answerversion WHERE counts"
ISSUED_TWICE = "SELECT subject_id FROM monitoring_event WHERE move = 'issue' GROUP BY subject_id HAVING count(*) > 1"


@dataclass(frozen=True)
class State:
    """A portal in which workers draw a state's letters, and the people who work in it."""

    portal: Portal
    people: list[Person]

    def count(self, query: str) -> int:
        """Return a number that the database holds."""
        return int(str(self.portal.rows(query)[0][0]))

    def stored(self) -> set[str]:
        """Return every text that was ever saved."""
        return {str(text) for (text,) in self.portal.rows(STORED)}


@pytest.fixture
def state() -> Iterator[State]:
    with running() as portal:
        said = portal.state(LEAS, str(PEOPLE), "saving", "dashboards", "plans")
        people = [Person(**one, number=number) for number, one in enumerate(said["people"])]
        one = State(portal, people)
        administrator = Person("administrator", [], said["administrator"])
        administrator.ask(portal.port, "POST", "/years/2023/letters/issue/", {"count": str(said["letters"])})
        administrator.close()
        assert [visit.status for visit in administrator.visits] == [302]
        before = one.count(ISSUED)
        until(lambda: one.count(ISSUED) > before, "workers draw letters")
        yield one


def said_of(state: State, measured: Measured, letters: int) -> str:
    return f"{measured}\n{state.count(ISSUED) - letters} letters drawn meanwhile, {state.count(WAITING)} wait"


@THERE
@pytest.mark.attack
def test_fifty_people_work_while_letters_are_drawn(state: State) -> None:
    letters = state.count(ISSUED)
    began, ours, all_work = time.monotonic(), state.portal.seconds_used(), seconds_worked()
    measured = work(state.people, port=state.portal.port, seconds=SECONDS)
    offered = (time.monotonic() - began) * (os.cpu_count() or 1)
    others = max(0.0, seconds_worked() - all_work - (state.portal.seconds_used() - ours)) / offered
    print(f"{said_of(state, measured, letters)}\nothers had {others:.0%} of the processors")  # noqa: T201 - for docs/performance.md
    assert state.count(WAITING) > 0, "letters were drawn to the end"
    assert measured.failed == []
    assert measured.acknowledged
    assert measured.acknowledged - state.stored() == set()
    assert measured.p95() * (1 - others) < 1, "a second, and longer by what others took of the processors meanwhile"


@THERE
@pytest.mark.attack
def test_nothing_that_was_answered_as_saved_is_lost_when_servers_are_killed(state: State) -> None:
    portal, letters = state.portal, state.count(ISSUED)
    killed: dict[str, float] = {}

    def kill() -> None:
        for name, pid in (("worker", portal.number("worker")), ("Redis", portal.redis_pid()), ("PostgreSQL", None)):
            time.sleep(SECONDS / 5)
            killed[name] = time.monotonic()
            os.kill(pid or portal.postgres_pid(), signal.SIGKILL)

    killer = Thread(target=kill)
    killer.start()
    measured = work(state.people, port=portal.port, seconds=SECONDS)
    killer.join()
    print(said_of(state, measured, letters))  # noqa: T201
    assert set(killed) == {"worker", "Redis", "PostgreSQL"}
    assert [visit for visit in measured.failed if visit.at < killed["PostgreSQL"] - 5] == []
    assert [
        visit for visit in measured.visits if visit.at > measured.began + SECONDS * 0.9 and visit.status != 200
    ] == []
    assert measured.acknowledged - state.stored() == set()
    assert portal.rows(ISSUED_TWICE) == []
    drawn = state.count(ISSUED)
    until(lambda: state.count(ISSUED) > drawn, "letters are drawn again")


def test_a_few_people_at_work_lose_nothing(
    transactional_db: None,
    cast: Cast,
    issued_2023: dict[str, Plan],
    signed_in: Callable[[PortalPerson], Client],
    tmp_path: Path,
) -> None:
    """The same in short: two seconds, without letters, on the web server alone."""
    working = [
        (cast.editor, "saving", ["/plans/0161119/2023/step/1/consolidation/"]),
        (cast.other_editor, "saving", ["/plans/1030642/2023/step/1/consolidation/"]),
        (cast.monitor, "dashboards", ["/state/", "/years/2023/", "/leas/0161119/"]),
        (cast.reviewer, "plans", ["/plans/0161119/2023/", "/plans/0161119/2023/step/1/", "/reviews/"]),
    ]
    people = [
        Person(kind, addresses, signed_in(person).cookies["sessionid"].value, number, (0.1, 0.2))
        for number, (person, kind, addresses) in enumerate(working)
    ]
    with started(tmp_path, DEMONSTRATION="1") as web:
        measured = work(people, port=web.port, seconds=2)
    assert measured.failed == []
    assert {words.partition(" wrote ")[0] for words in measured.acknowledged} == {"person 0", "person 1"}
    stored = set(AnswerVersion.objects.filter(counts=True).values_list("value__why", flat=True))
    assert measured.acknowledged - stored == set()
