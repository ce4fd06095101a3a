"""The portal's own processes of a run folder: started, noted there, and ended, also those that a killed start left."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from cim_portal.embedded.folder import run_dir

_OURS = "cim_portal"  # is in the command line of each
_PATIENCE = 10.0  # seconds between asking and insisting


def start(name: str, words: list[str]) -> "subprocess.Popen[bytes]":
    """Start `python -m words…` and note it under `name`."""
    child = subprocess.Popen([sys.executable, "-m", *words])  # noqa: S603 - our own words
    _note(name).write_text(str(child.pid))
    return child


def running() -> list[int]:
    """Return the process numbers of what was started in this folder and still runs."""
    noted = [int(file.read_text()) for file in sorted(run_dir().glob("*.child"))]
    return [pid for pid in noted if _is_ours(pid)]


def stop() -> None:
    """Ask each process of the folder to end, then insist; one that has ended is no error."""
    for pid in running():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + _PATIENCE
    while (left := running()) and time.monotonic() < deadline:
        time.sleep(0.1)
    for pid in left:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    for file in run_dir().glob("*.child"):
        file.unlink()


def _note(name: str) -> Path:
    return run_dir() / f"{name}.child"


def _is_ours(pid: int) -> bool:
    """Say whether the number still belongs to a process of the portal: it may have ended, and been given to another."""
    if Path("/proc/self").exists():
        with suppress(OSError):
            return _OURS.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
        return False
    asked = subprocess.run(  # noqa: S603 - a number of our own
        ["ps", "-p", str(pid), "-o", "stat=,command="],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    return _OURS in asked.stdout and not asked.stdout.startswith("Z")
