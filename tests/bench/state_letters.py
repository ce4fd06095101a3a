"""All letters of a state on the servers that run, from the click to the last one issued, next to bare WeasyPrint.

The portal runs as `make run` starts it, with two workers; bare WeasyPrint then draws the HTML of the same letters in two
processes, on the same processors, when the portal has ended.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from django.conf import settings

from tests.bench.measuring import Figure
from tests.load.people import Person
from tests.load.portal import Portal, running, until

LEAS, PROCESSES = 2_200, 2
ISSUED = "SELECT count(*) FROM determinations_letter WHERE status = 'issued' AND pdf_id IS NOT NULL"
CONTEXTS = "SELECT context FROM determinations_letter WHERE status = 'issued' ORDER BY id"


def measure() -> Iterator[Figure]:
    """Yield how long the portal takes, how long bare WeasyPrint takes, and how many times as long the portal takes."""
    with running() as portal:
        ours = _issued(portal)
        contexts = [context for (context,) in portal.rows(CONTEXTS)]
    bare = _drawn_bare(contexts)
    yield Figure(f"{len(contexts):,} letters, from the click to the last one issued", partial(float, ours), "s")
    yield Figure("bare WeasyPrint on the HTML of the same letters, two processes", partial(float, bare), "s")
    yield Figure("the portal against bare WeasyPrint", partial(float, ours / bare), "times", at_most=1.15)


def _issued(portal: Portal) -> float:
    """Make the state, click, and return after how many seconds the last letter was issued."""
    said = portal.state(LEAS, "0", "saving")
    administrator = Person("administrator", [], said["administrator"])
    began = time.monotonic()
    administrator.ask(portal.port, "POST", "/years/2023/letters/issue/", {"count": str(said["letters"])})
    administrator.close()
    assert [visit.status for visit in administrator.visits] == [302]
    until(lambda: portal.rows(ISSUED)[0][0] == said["letters"], "all letters are issued", limit=1_200)
    return time.monotonic() - began


def _drawn_bare(contexts: list[object]) -> float:
    """Draw the letters with WeasyPrint alone, and return how many seconds that took once all was loaded."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "letters.json"
        file.write_text(json.dumps(contexts))
        words = [sys.executable, "-m", "tests.bench.bare_letters", str(file), str(PROCESSES)]
        drawing = [
            subprocess.Popen(  # noqa: S603 - our own words
                [*words, str(number)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=settings.BASE_DIR
            )
            for number in range(PROCESSES)
        ]
        for one in drawing:
            assert one.stdout is not None
            one.stdout.readline()  # it is ready
        began = time.monotonic()
        for one in drawing:
            assert one.stdin is not None
            one.stdin.close()
        for one in drawing:
            one.wait()
        took = time.monotonic() - began
    assert [one.returncode for one in drawing] == [0] * PROCESSES
    return took
