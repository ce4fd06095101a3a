"""Reads hostile files, each in a process of its own, and prints as JSON what each was refused for and what it took.

`python -m tests.determinations.uploads.measured FORMAT FILE …` starts idle: everything is imported before the first file.
"""

import json
import os
import resource
import sys
from pathlib import Path

import django

django.setup()

from tests.determinations.uploads.world import examine  # noqa: E402 - formats name their models, which need the apps

CPU_LIMIT = 60  # seconds, so that nothing hangs


def measure(path: Path, form: str) -> dict[str, object]:
    """Read the file, and return its codes with the seconds of processor time and the MB over idle that it took."""
    idle = resource.getrusage(resource.RUSAGE_SELF)
    found = examine(path.read_bytes(), name=path.name, form=form)[1]
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "codes": sorted({one.code for one in found if one.severity == "error"}),
        "seconds": spent.ru_utime + spent.ru_stime - idle.ru_utime - idle.ru_stime,
        "megabytes": (spent.ru_maxrss - idle.ru_maxrss) / 1024,
    }


def apart(path: Path, form: str) -> None:
    """Measure the file in a child that takes its memory with it, and print one line."""
    if child := os.fork():
        _, status = os.waitpid(child, 0)
        if status:
            print(json.dumps({"file": path.name, "codes": [f"ended with {status}"]}), flush=True)  # noqa: T201
        return
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT, CPU_LIMIT))
    print(json.dumps({"file": path.name, **measure(path, form)}), flush=True)  # noqa: T201
    os._exit(0)


if __name__ == "__main__":
    for argument in sys.argv[2:]:
        apart(Path(argument), sys.argv[1])
