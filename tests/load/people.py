"""People who work in the portal at the same time, a thread each, and what they were answered."""

import http.client
import random
import re
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode

PAUSE = (1.0, 3.0)  # seconds between an answer and the next request: one reads, or types
PATIENCE = 30  # seconds for an answer
TOKEN = "x" * 32
SEEN = re.compile(r'name="seen-why" value="(\d+)"')


@dataclass(frozen=True)
class Visit:
    """One request: when it was sent, how long the answer took, and its status; 0 where no one answered."""

    kind: str
    address: str
    at: float
    seconds: float
    status: int


@dataclass
class Person:
    """One who works: `kind` says at what. `acknowledged` are the texts that were answered as saved, in their order."""

    kind: str
    addresses: list[str]
    session: str
    number: int = 0
    pause: tuple[float, float] = PAUSE
    visits: list[Visit] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    connection: http.client.HTTPConnection | None = None

    def work(self, port: int, ends: float) -> None:
        """Work until the moment."""
        chance = random.Random(self.number)
        time.sleep(chance.uniform(0, self.pause[1]))
        seen = turn = 0
        while time.monotonic() < ends:
            if self.kind == "saving":
                text = f"person {self.number} wrote {turn}"
                said = self.ask(port, "POST", self.addresses[0], {"why": text, "seen-why": seen})
                if said is not None and "data-version" in said:
                    self.acknowledged.append(text)
                    seen = int(SEEN.findall(said)[-1])
                    turn += 1  # what was not saved is sent again, as the browser does
            else:
                self.ask(port, "GET", self.addresses[turn % len(self.addresses)])
                turn += 1
            time.sleep(chance.uniform(*self.pause))
        self.close()

    def close(self) -> None:
        """End the connection."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def ask(self, port: int, method: str, address: str, typed: dict[str, object] | None = None) -> str | None:
        """Return the body of an answer with the status 200, and note how long it took."""
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={TOKEN}"}
        if typed is not None:
            headers |= {"X-CSRFToken": TOKEN, "HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded"}
        status, body, began = 0, b"", time.monotonic()
        for first in (True, False):
            reused = self.connection is not None
            try:
                self.connection = self.connection or http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
                self.connection.request(method, address, urlencode(typed) if typed else None, headers)
                answer = self.connection.getresponse()
                body, status = answer.read(), answer.status
                break
            except (OSError, http.client.HTTPException):
                self.close()
                if not (first and reused):  # a connection that was closed meanwhile is opened again, as browsers do
                    break
        self.visits.append(Visit(self.kind, address, began, time.monotonic() - began, status))
        return body.decode() if status == 200 else None


@dataclass(frozen=True)
class Measured:
    """What everyone was answered."""

    people: Sequence[Person]
    began: float

    @property
    def visits(self) -> list[Visit]:
        """Every request, in the order in which they were sent."""
        return sorted((visit for person in self.people for visit in person.visits), key=lambda visit: visit.at)

    @property
    def failed(self) -> list[Visit]:
        """Those that were not answered as they should be."""
        return [visit for visit in self.visits if visit.status != 200]

    @property
    def acknowledged(self) -> set[str]:
        """Every text that was answered as saved."""
        return {text for person in self.people for text in person.acknowledged}

    def p95(self, kind: str = "") -> float:
        """Return how many seconds 95 of 100 answers took at most."""
        took = sorted(visit.seconds for visit in self.visits if kind in ("", visit.kind))
        return took[int(len(took) * 0.95)] if took else 0.0

    def __str__(self) -> str:
        lines = [f"{len(self.visits)} requests, {len(self.failed)} failed, {len(self.acknowledged)} saves answered"]
        for kind in ("", "saving", "dashboards", "plans"):
            took = sorted(visit.seconds for visit in self.visits if kind in ("", visit.kind))
            if took:
                median = took[len(took) // 2]
                lines.append(
                    f"{kind or 'all'}: {len(took)}, p50 {median:.3f} s, p95 {self.p95(kind):.3f} s, max {took[-1]:.3f} s"
                )
        slow = Counter(visit.address.split("/")[1] for visit in self.visits if visit.seconds > 1)
        lines.append(f"over a second: {dict(slow)}; failed: {Counter((v.address, v.status) for v in self.failed)}")
        return "\n".join(lines)


def work(people: Sequence[Person], *, port: int, seconds: float) -> Measured:
    """Let everyone work for so long."""
    began = time.monotonic()
    with ThreadPoolExecutor(len(people)) as threads:
        list(threads.map(lambda person: person.work(port, began + seconds), people))
    return Measured(people, began)
