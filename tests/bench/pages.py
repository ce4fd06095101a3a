"""Pages and files at the size of a state, asked one at a time and in one process: 300 LEAs, then 2,200 with ten years."""

import gc
import re
import statistics
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import count

import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client

from cim_portal.demo import story
from cim_portal.embedded import frontend
from improvement_plans.plans.models import Step
from monitoring.people.models import Person
from monitoring.places.models import Lea
from tests.bench import emptying
from tests.bench.measuring import Figure

Ask = Callable[[], object]
AT = datetime(2031, 11, 3, 20, tzinfo=UTC)  # ten years after the first of which there is a definition
FEW, MANY, YEARS = 300, 2_200, 10
FIRST, TIMES = 5, 40  # how often a page is asked before it is timed, and while it is
CODE = "0190000"  # the LEA of the demonstration's accounts
WHERE_ONE_TYPES = f"/plans/{CODE}/{AT.year}/step/1/consolidation/"
SEEN = re.compile(r'name="seen-why" value="(\d+)"')
OF_AN_LEA = ("step", "activity", "autosave", "review of a step")
FILES = ("state as CSV", "disproportionality as CSV", "ledger as CSV")
LIMIT, OF_SAVING = 150, 20  # milliseconds


def measure() -> Iterator[Figure]:
    """Yield within what time 95 of 100 answers come at the size of the state, and how that of an LEA's pages grows."""
    frontend.main(collect=True)
    few = _measured(FEW, years=1)
    emptying.empty()
    many = _measured(MANY, years=YEARS)
    for name, seconds in many.items():
        if name in FILES:
            yield Figure(name, partial(float, statistics.median(seconds) * 1000), "ms")
            continue
        slowest = statistics.quantiles(seconds, n=20)[-1] * 1000
        limit = OF_SAVING if name == "autosave" else LIMIT
        yield Figure(f"{name}, 95 of 100 within", partial(float, slowest), "ms", at_most=limit)
    for name in OF_AN_LEA:
        grown = statistics.median(many[name]) / statistics.median(few[name])
        yield Figure(f"{name}: {MANY:,} LEAs against {FEW}", partial(float, grown), "times", at_most=1.3)
    grown = statistics.median(many["state as CSV"]) / statistics.median(few["state as CSV"])
    name = f"state as CSV: {MANY:,} LEAs against {FEW}"
    yield Figure(name, partial(float, grown), "times", at_most=1.2 * MANY / FEW)  # no faster than its rows


def _measured(leas: int, *, years: int) -> dict[str, list[float]]:
    """Return how long each page took at each of its times, in seconds."""
    settings.DEMONSTRATION = True
    with time_machine.travel(AT):
        story.tell(leas=leas, years=years, at=AT, say=lambda words: None)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as PostgreSQL does by itself within a minute
        pages = _pages()
        gc.collect()
        gc.freeze()  # as the web server does before it answers
        return {name: [_seconds(ask) for _time in range(FIRST + TIMES)][FIRST:] for name, ask in pages.items()}


def _seconds(ask: Ask) -> float:
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began


def _pages() -> dict[str, Ask]:
    """Return what is asked, by the name of the page."""
    administrator, monitor, reviewer, editor = (
        _signed_in(who) for who in ("administrator", "monitor", "reviewer", "editor")
    )
    selpa = Lea.objects.select_related("selpa").get(code=CODE).selpa
    waiting = Step.objects.filter(plan__lea__selpa=selpa, status="submitted").select_related("plan__lea", "plan__year")
    year, plan = f"/years/{AT.year}/", f"/plans/{CODE}/{AT.year}/"
    return {
        "state": _page(monitor, "/state/"),
        "state, filtered": _page(monitor, "/state/?tier=targeted&county=19"),
        "SELPA": _page(reviewer, f"/selpas/{selpa.code}/"),
        "LEA": _page(monitor, f"/leas/{CODE}/"),
        "disproportionality": _page(monitor, "/disproportionality/"),
        "disproportionality, filtered": _page(monitor, "/disproportionality/?county=19&show=calculated&category=3"),
        "findings": _page(monitor, "/findings/"),
        "findings, filtered": _page(monitor, "/findings/?show=late"),
        "reviews": _page(monitor, "/reviews/"),
        "reviews, filtered": _page(monitor, f"/reviews/?show=lea&year={AT.year}"),
        "first bytes of the state as CSV": _file(monitor, "/state/?as=csv", whole=False),
        "state as CSV": _file(monitor, "/state/?as=csv"),
        "disproportionality as CSV": _file(monitor, "/disproportionality/?as=csv"),
        "ledger as CSV": _file(monitor, "/ledger/export.csv"),
        "home of a monitor": _page(monitor, "/home/"),
        "home of an administrator": _page(administrator, "/home/"),
        "year": _page(administrator, year),
        "letters": _page(administrator, f"{year}letters/"),
        "people": _page(administrator, "/people/"),
        "published levels": _page(Client(SERVER_NAME="localhost"), "/status/"),
        "plan": _page(editor, plan),
        "step": _page(editor, f"{plan}step/1/"),
        "activity": _page(editor, WHERE_ONE_TYPES),
        "autosave": _autosave(editor),
        "review of a step": _page(reviewer, f"{waiting[0].get_absolute_url()}review/"),
    }


def _page(client: Client, address: str) -> Ask:
    def ask() -> None:
        assert client.get(address).status_code == 200, address

    return ask


def _file(client: Client, address: str, *, whole: bool = True) -> Ask:
    """Read a file as it is sent, or no more than its first bytes."""

    def ask() -> None:
        pieces = iter(client.get(address))
        assert next(pieces)
        if whole:
            deque(pieces, maxlen=0)

    return ask


def _autosave(client: Client) -> Ask:
    """Save a text that is another one each time, as the browser does a second after typing stops."""
    seen = SEEN.findall(client.get(WHERE_ONE_TYPES).content.decode())[-1]
    numbers = count()

    def ask() -> None:
        nonlocal seen
        typed = {"why": f"Text {next(numbers)}", "seen-why": seen}
        said = client.post(WHERE_ONE_TYPES, typed, headers={"HX-Request": "true"})
        assert said.status_code == 200
        seen = SEEN.findall(said.content.decode())[-1]

    return ask


def _signed_in(who: str) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(Person.objects.get(email=f"{who}@cim.example"), backend="cim_portal.accounts.PortalBackend")
    return client
