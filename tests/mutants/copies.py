"""Copies of the tree to put mutants into, with servers of their own. Nothing of them stays, whatever ends the command.

`python -m tests.mutants.copies FOLDER` is the process that clears up: it waits until the one that started it closes its
end of a pipe, which PostgreSQL, Redis and a `kill -9` cannot keep open.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.mutants.mutant import ROOT

LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "node_modules", ".run", "staticfiles", "*_cache", "__pycache__")
NOT_PASSED_ON = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "CIM_RUN_DIR", "CIM_EMBEDDED", "PYTEST_ADDOPTS")
STOP = "from cim_portal.embedded import servers; servers.stop()"


def environment() -> dict[str, str]:
    """Return the environment of what runs in a copy: it starts servers of its own."""
    return {name: said for name, said in os.environ.items() if name not in NOT_PASSED_ON}


@contextmanager
def copied() -> Iterator[Path]:
    """Copy the tree for the body."""
    folder = Path(tempfile.mkdtemp(prefix="mutants-"))
    folder.chmod(0o755)  # PostgreSQL may run as another account
    words = [sys.executable, "-m", "tests.mutants.copies", str(folder)]
    broom = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, env=environment(), start_new_session=True)  # noqa: S603 - our own words
    try:
        yield Path(shutil.copytree(ROOT, folder / "tree", ignore=LEFT_OUT))
    finally:
        broom.communicate()


def clear_up(folder: Path) -> None:
    """Wait for the end of whoever uses the copy, end its servers, and remove it."""
    sys.stdin.read()
    subprocess.run([sys.executable, "-c", STOP], cwd=folder / "tree", check=False)  # noqa: S603 - our own words
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    clear_up(Path(sys.argv[1]))
