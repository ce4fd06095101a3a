"""What is counted of requests, for machines that watch the portal.

Each process of the web server counts into a file of its own; whichever process is asked adds up those of all of them, its
threads included. Elsewhere a process counts for itself.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from prometheus_client import CollectorRegistry, Histogram, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # the library's name for where the files are
_requests = Histogram(
    "cim_request_seconds",
    "Requests by view, method and status, and how long an answer took.",
    ["view", "method", "status"],
    registry=None,
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)


def share(folder: Path) -> None:
    """Count into files of the folder, which is emptied, before the processes of a web server are started."""
    folder.mkdir(exist_ok=True)
    for file in folder.glob("*.db"):
        file.unlink()
    os.environ[FOLDER] = str(folder)
    values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]


def count_request(line: Mapping[str, object]) -> None:
    """Count a request by what its line in the log says."""
    seconds = float(str(line["ms"])) / 1000
    _requests.labels(str(line["view"]), str(line["method"]), str(line["status"])).observe(seconds)


def text(*others: Collector) -> bytes:
    """Return what was counted, and what others know, as Prometheus reads it."""
    registry = CollectorRegistry()
    if FOLDER in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(_requests)
    for other in others:
        registry.register(other)
    return generate_latest(registry)
