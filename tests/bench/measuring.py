"""What is measured, and how: two sides in turn, round by round; medians, their ratio, and whether the limit holds."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


def _nothing() -> None:
    """Prepare nothing."""


@dataclass(frozen=True)
class Side:
    """One side: what is timed, and what is done before each time without being timed.

    `scale` is by how much the time is multiplied, where a side does only a part of the work.
    """

    name: str
    run: Callable[[], object]
    before: Callable[[], object] = _nothing
    scale: float = 1


@dataclass(frozen=True)
class Comparison:
    """The portal against another way. `at_most` bounds ours / theirs, `times_as_fast` bounds theirs / ours from below."""

    name: str
    ours: Side
    theirs: Side
    at_most: float | None = None
    times_as_fast: float | None = None
    rounds: int = 5


@dataclass(frozen=True)
class Figure:
    """One number with its unit, such as a peak of memory; `at_most` or `at_least` bounds it."""

    name: str
    of: Callable[[], float]
    unit: str
    at_most: float | None = None
    at_least: float | None = None
    rounds: int = 1


@dataclass(frozen=True)
class Result:
    """What came out of one of them: texts for the table, `holds` (None without a limit), and all that was measured."""

    name: str
    ours: str
    theirs: str
    ratio: str
    limit: str
    holds: bool | None
    measured: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the result as plain JSON values, with the times of each round in seconds."""
        return {"name": self.name, "limit": self.limit, "holds": self.holds, **self.measured}


def seconds(run: Callable[[], object]) -> float:
    """Return how long `run` takes on the clock. Rubbish is collected before and not meanwhile."""
    gc.collect()
    gc.disable()
    try:
        started = time.perf_counter()
        run()
        return time.perf_counter() - started
    finally:
        gc.enable()


def result_of(measurement: Comparison | Figure) -> Result:
    """Measure, and return what came out."""
    return _compared(measurement) if isinstance(measurement, Comparison) else _figured(measurement)


def _compared(comparison: Comparison) -> Result:
    """Time both sides in turn. The ratio is the median of the rounds' ratios, so that a slower minute does not tell."""
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(comparison.rounds):
        for side, times in ((comparison.theirs, theirs), (comparison.ours, ours)):
            side.before()
            times.append(seconds(side.run) * side.scale)
    faster = comparison.times_as_fast is not None
    pairs = zip(theirs, ours, strict=True) if faster else zip(ours, theirs, strict=True)
    ratio = statistics.median(one / other for one, other in pairs)
    holds, limit = None, ""
    if comparison.times_as_fast is not None:
        holds, limit = ratio >= comparison.times_as_fast, f"at least {comparison.times_as_fast:g} times as fast"
    elif comparison.at_most is not None:
        holds, limit = ratio <= comparison.at_most, f"at most {comparison.at_most:g} times"
    return Result(
        name=comparison.name,
        ours=f"{comparison.ours.name}: {_time(statistics.median(ours))}",
        theirs=f"{comparison.theirs.name}: {_time(statistics.median(theirs))}",
        ratio=f"{ratio:,.0f} times as fast" if faster else f"{ratio:.2f} times",
        limit=limit,
        holds=holds,
        measured={
            "ours": {"name": comparison.ours.name, "median": statistics.median(ours), "rounds": ours},
            "theirs": {"name": comparison.theirs.name, "median": statistics.median(theirs), "rounds": theirs},
            "ratio": ratio,
            "unit": "seconds",
        },
    )


def _figured(figure: Figure) -> Result:
    values = [figure.of() for _ in range(figure.rounds)]
    median = statistics.median(values)
    holds, limit = None, ""
    if figure.at_most is not None:
        holds, limit = median <= figure.at_most, f"at most {figure.at_most:,g} {figure.unit}"
    elif figure.at_least is not None:
        holds, limit = median >= figure.at_least, f"at least {figure.at_least:,g} {figure.unit}"
    return Result(
        name=figure.name,
        ours=f"{median:,.2f} {figure.unit}" if median < 10 else f"{median:,.0f} {figure.unit}",
        theirs="",
        ratio="",
        limit=limit,
        holds=holds,
        measured={"median": median, "rounds": values, "unit": figure.unit},
    )


def _time(length: float) -> str:
    return f"{length:,.2f} s" if length >= 1 else f"{length * 1000:,.1f} ms"
