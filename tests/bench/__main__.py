"""Run benchmarks on servers of their own: `python -m tests.bench [NAME …] [--json FILE]`. Exit 1: a limit does not hold."""

import argparse
import importlib
import json
import os
import platform
import shutil
import sys
import warnings
from contextlib import closing
from pathlib import Path

import django
import psycopg2
from django.core.management import call_command
from django.db import connection

from cim_portal.embedded import servers
from cim_portal.embedded.folder import PROJECT
from tests.bench import BENCHMARKS, measuring

PLAIN = PROJECT / ".run"


def main() -> int:
    """Measure what is asked for, print it as a table, and write it as JSON."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}; all of them unless said"
    )
    parser.add_argument("--json", type=Path, default=PLAIN / "bench.json", help="where the measurements are written")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(BENCHMARKS):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    folder = _own_servers()
    try:
        results = [result for name in asked.names or BENCHMARKS for result in _measured(name)]
        machine = _machine()
    finally:
        servers.stop()
        shutil.rmtree(folder, ignore_errors=True)
    document = {"machine": machine, "results": [result.as_json() for result in results]}
    asked.json.parent.mkdir(parents=True, exist_ok=True)
    asked.json.write_text(json.dumps(document, indent=2) + "\n")
    sys.stdout.write(_table(results))
    return 1 if any(result.holds is False for result in results) else 0


def _own_servers() -> Path:
    """Start PostgreSQL and Redis in a fresh folder, whatever others there are, and make the tables."""
    folder = PLAIN / "bench"
    os.environ.update(CIM_RUN_DIR=str(folder), DJANGO_SETTINGS_MODULE="cim_portal.settings")
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("DATABASE_OWNER_URL", None)
    os.environ.pop("REDIS_URL", None)
    servers.stop()  # what a killed run left
    shutil.rmtree(folder, ignore_errors=True)
    servers.put_into_environment()
    os.environ["DATABASE_URL"] = owner = os.environ.pop("DATABASE_OWNER_URL")  # tables are made and emptied
    with (
        closing(psycopg2.connect(owner.replace(servers.OWNER, "postgres", 1))) as superuser,
        superuser.cursor() as cursor,
    ):
        cursor.execute(f"GRANT pg_checkpoint TO {servers.OWNER}")  # what was put off is written before each round
        superuser.commit()
    warnings.simplefilter("ignore")
    django.setup()
    call_command("migrate", verbosity=0)
    return folder


def _measured(name: str) -> list[measuring.Result]:
    benchmark = importlib.import_module(f"tests.bench.{name}")
    importlib.import_module("tests.bench.emptying").empty()  # nothing of the benchmark before
    results = []
    for measurement in benchmark.measure():
        sys.stderr.write(f"{name}: {measurement.name} …\n")
        results.append(measuring.result_of(measurement))
        sys.stderr.write(f"    {results[-1].ours}   {results[-1].theirs}   {results[-1].ratio}\n")
    return results


def _machine() -> dict[str, object]:
    """Say what it was measured on."""
    processors = Path("/proc/cpuinfo")
    models = [line.partition(":")[2].strip() for line in _lines(processors) if line.startswith("model name")]
    memory = [line.split()[1] for line in _lines(Path("/proc/meminfo")) if line.startswith("MemTotal")]
    with connection.cursor() as cursor:
        postgres = ".".join(str(cursor.connection.server_version // 10**n % 100) for n in (4, 0))
    return {
        "processor": models[0] if models else platform.processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(int(memory[0]) / 1024**2, 1) if memory else None,
        "system": platform.platform(),
        "python": platform.python_version(),
        "postgresql": postgres,
    }


def _lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


def _table(results: list[measuring.Result]) -> str:
    """Return the results as a table of plain text, a few lines each."""
    said = {True: "holds", False: "DOES NOT HOLD", None: ""}
    rows = [("what", "portal", "other side", "ratio", "limit", "")]
    rows += [(one.name, one.ours, one.theirs, one.ratio, one.limit, said[one.holds]) for one in results]
    widths = [max(len(row[place]) for row in rows) for place in range(6)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
