"""A long run of one character, wherever a text is read: twice as long takes about twice the time, and no more."""

import time
from collections.abc import Callable
from contextlib import suppress

import pandas as pd
import pytest

from cim_portal.lib import numbers, pdf
from determinations.letters import wording
from determinations.uploads import kinds as upload_kinds
from improvement_plans.activities import root_cause
from improvement_plans.workbook import kinds
from monitoring.definition import text
from monitoring.definition.schema.forms import tests_of as clauses_of

RUNS = {
    "blanks": " ", "digits": "9", "dots": ".", "brackets": "[", "braces": "{", "dashes": "-", "quotes": '"',
    "single quotes": "'", "newlines": "\n", "combining": "\u0301", "commas": ",999", "tags": "<", "words": "because of ",
}  # fmt: skip
FLOOR = 0.05  # seconds: what takes less is not compared
N = 2_000


def spent(read: Callable[[str], object], run: str) -> float:
    """Return the least processor time of three rounds; that it is refused is an answer too."""
    rounds = []
    for _ in range(3):
        began = time.process_time()
        with suppress(ValueError):
            read(run)
        rounds.append(time.process_time() - began)
    return min(rounds)


def cell(kind: upload_kinds.Kind) -> Callable[[str], object]:
    """Return how a kind of column reads a cell."""
    return lambda run: kind.read("x", pd.Series([run], dtype="str"))


READ = {
    "number of an upload": cell(upload_kinds.number),
    "target of an upload": cell(upload_kinds.target),
    "code of an upload": cell(upload_kinds.lea_code),
    "word of an upload": cell(upload_kinds.word),
    "condition": lambda run: clauses_of(f"level == {run}x"),
    "document": lambda run: text.opened(f"a: x{run}\nb: {run}\n"),
    "text of a letter": lambda run: wording.faults(f"x{run}x", words=()),
    "rate": numbers.rate_in_words,
    "causes": lambda run: (root_cause._BLAME.search(run), root_cause._SOLUTION.search(run)),  # the patterns themselves
    **{f"field: {name}": kind.fault for name, kind in kinds.kinds().items()},
}


SLOW = ("document",)  # more than 5 s


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.attack] if name in SLOW else []) for name in READ]
)
def test_twice_as_long_takes_twice_the_time(name: str) -> None:
    for what, run in RUNS.items():
        for ends in ("", "x"):
            once, twice = (spent(READ[name], run * n + ends) for n in (N, 2 * N))
            assert twice < FLOOR or twice < 3 * once, (what, once, twice)


def test_many_names_in_a_document_are_refused_at_once() -> None:
    began = time.process_time()
    with pytest.raises(text.NotADocumentError, match="more than 30,000 names"):
        text.opened("".join(f"k{number}: 1\n" for number in range(60_000)))
    assert time.process_time() - began < 20


def test_blanks_in_an_answer_hold_no_document_up() -> None:
    began = time.process_time()
    assert pdf.without_blanks("a" + " " * 200_000 + "b <td> x </td>").endswith("b<td>x</td>")
    assert time.process_time() - began < 1
