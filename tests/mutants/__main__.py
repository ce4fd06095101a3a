"""`python -m tests.mutants`, in words `make mutants`: puts each mutant into a copy of the tree and tells whether it was found.

Ends with 1 where one was not found that is not marked as changing nothing, with 2 where a test fails without any mutant.
`ARGS="ledger access"` tries those whose path or meaning has one of the words; `--lanes 1` leaves a processor free.
"""

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.mutants.copies import copied, environment
from tests.mutants.exchange import is_within_functions
from tests.mutants.lane import RESULT
from tests.mutants.mutant import ROOT, Mutant, mutants

PYTEST = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:randomly", "-p", "no:cacheprovider"]
Chosen = dict[int, Mutant]


class BrokenError(Exception):
    """The tests do not pass without a mutant either."""


@dataclass(frozen=True)
class Found:
    """Which test found a mutant, blank where none did."""

    mutant: Mutant
    by: str

    @property
    def survives(self) -> bool:
        """Whether a test is missing."""
        return not self.by and not self.mutant.same

    def __str__(self) -> str:
        if self.by and self.mutant.same:
            return f"changes something after all: {self.mutant} ({self.by})"
        if self.by:
            return f"found     {self.mutant} ({self.by.rpartition('/')[2][:90]})"
        return f"the same  {self.mutant} ({self.mutant.same})" if self.mutant.same else f"SURVIVED  {self.mutant}"


def main(words: Sequence[str] | None = None) -> int:
    """Try the mutants, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--lanes", type=int, default=2)
    asked = parser.parse_args(words)
    began = time.monotonic()
    wanted = [
        (at, mutant)
        for at, mutant in enumerate(mutants())
        if not asked.words or any(word in str(mutant) for word in asked.words)
    ]
    if not wanted:
        parser.error(f"no mutant's path or meaning has any of these words: {' '.join(asked.words)}")
    lanes = [dict(lane) for lane in apart(wanted, asked.lanes) if lane]
    try:
        with ThreadPoolExecutor(len(lanes)) as threads:
            found = [one for lane in threads.map(tried, lanes) for one in lane]
    except BrokenError as broken:
        say(f"A test fails without any mutant:\n{broken}")
        return 2
    survivors = [one for one in found if one.survives]
    wrong = [one for one in found if one.by and one.mutant.same]
    counted = Counter(bool(one.by) for one in found)
    say(
        f"{len(found)} mutants: {counted[True]} found, {len(found) - counted[True] - len(survivors)} change nothing, "
        f"{len(survivors)} survived, in {time.monotonic() - began:.0f} s"
    )
    for one in survivors + wrong:
        say(str(one))
    return 1 if survivors or wrong else 0


def apart(wanted: list[tuple[int, Mutant]], count: int) -> list[list[tuple[int, Mutant]]]:
    """Share the mutants between so many lanes; those that name the same tests go together."""
    ordered = sorted(wanted, key=lambda one: (one[1].tests, one[0]))
    size = -(-len(ordered) // count)
    return [ordered[at : at + size] for at in range(0, len(ordered), size)]


def tried(lane: Chosen) -> list[Found]:
    """Try the mutants of a lane in a copy of the tree, and say what became of each."""
    found: list[Found] = []
    left = dict(lane)

    def note(at: int, by: str) -> None:
        found.append(Found(left.pop(at), by))
        say(str(found[-1]))

    with copied() as tree:
        within = [at for at, mutant in lane.items() if _is_within_functions(mutant)]
        for at, by in session(tree, lane, within):
            if by:  # what is not found there is tried once more, as a start of its own runs it
                note(at, by)
        for at, mutant in list(left.items()):
            note(at, alone(tree, mutant))
    return found


def session(tree: Path, lane: Chosen, within: list[int]) -> Iterator[tuple[int, str | None]]:
    """Run the session that forks for each mutant, and yield which test found it. Raises BrokenError."""
    files = sorted({name.split("::")[0] for mutant in lane.values() for name in mutant.tests})
    words = [*PYTEST, "-p", "tests.mutants.lane", "--mutants", json.dumps(sorted(lane)), *files]
    words += ["--forked", json.dumps(within)]
    with subprocess.Popen(  # noqa: S603 - our own words
        words, cwd=tree, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        assert running.stdout is not None
        told, failing = [], []
        for line in running.stdout:
            result = json.loads(line.removeprefix(RESULT)) if line.startswith(RESULT) else {}
            if "at" in result:
                yield result["at"], result["found_by"]
            failing += result.get("failing", [])
            told.append(line)
    if running.returncode:
        raise BrokenError("".join(told[-60:]))
    if failing and (done := _tests(tree, failing)).returncode:  # what does not pass in a fork has to pass by itself
        raise BrokenError(done.stdout)


def alone(tree: Path, mutant: Mutant) -> str:
    """Return what finds the mutant in a start of its own, blank where nothing does."""
    path = tree / mutant.path
    before = path.read_text()
    path.write_text(mutant.applied(before))
    try:
        done = _tests(tree, mutant.tests)
    finally:
        path.write_text(before)
    failing = [line.removeprefix("FAILED ") for line in done.stdout.splitlines() if line.startswith("FAILED ")]
    return (failing or ["it does not start"])[0] if done.returncode else ""


def _tests(tree: Path, names: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    words = [*PYTEST, "-x", *names]
    return subprocess.run(words, cwd=tree, env=environment(), capture_output=True, text=True, check=False)  # noqa: S603 - our own words


def _is_within_functions(mutant: Mutant) -> bool:
    text = (ROOT / mutant.path).read_text()
    return is_within_functions(text, mutant.applied(text))


say = partial(print, flush=True)

if __name__ == "__main__":
    sys.exit(main())
