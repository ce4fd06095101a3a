"""The portal's own processes of a run folder: started, noted there, and ended, also those that a killed start left.

A start is noted as well, under LAUNCHER. It ends what it started itself and nothing else; who asks the folder to stop asks
the start, and waits until it is gone, so that the next one never meets the last one's end.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from cim_portal.embedded.folder import run_dir

LAUNCHER = "run"
_OURS = ("cim_portal", "manage.py")  # one of them is in the command line of each
_PATIENCE = 10.0  # seconds between asking and insisting
_TEARDOWN = 30.0  # seconds that a start may take to end what it started, and the servers
Child = subprocess.Popen[bytes]


def note_launcher() -> None:
    """Note this process as the start that the folder's processes belong to."""
    _note(LAUNCHER).write_text(str(os.getpid()))


def start(name: str, words: list[str], *, files: Sequence[int] = ()) -> Child:
    """Start `python -m words…` with these open files, and note it under `name`."""
    child = subprocess.Popen([sys.executable, "-m", *words], pass_fds=files)  # noqa: S603 - our own words
    _note(name).write_text(str(child.pid))
    return child


def running() -> list[int]:
    """Return the process numbers of what was started in this folder and still runs."""
    return [pid for pid in _noted().values() if _is_ours(pid)]


def end(children: Sequence[Child]) -> None:
    """End the children of this start, ask first and then insist, and forget the start; what others began is theirs."""
    for child in children:
        child.terminate()
    if not _within(_PATIENCE, lambda: all(child.poll() is not None for child in children)):
        for child in children:
            child.kill()
            child.wait()
    mine = {os.getpid(), *(child.pid for child in children)}
    for name, pid in _noted().items():
        if pid in mine:
            _note(name).unlink(missing_ok=True)


def stop() -> None:
    """Ask the start of the folder to end, wait for it, then end what is left; what has ended is no error."""
    launcher = _noted().get(LAUNCHER)
    if launcher and _is_ours(launcher):
        _send(launcher, signal.SIGTERM)
        _within(_TEARDOWN, lambda: not _is_ours(launcher))
    for pid in running():
        _send(pid, signal.SIGTERM)
    _within(_PATIENCE, lambda: not running())
    for pid in running():
        _send(pid, signal.SIGKILL)
    for name in _noted():
        _note(name).unlink(missing_ok=True)


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Wait until it holds, and say whether it did in time."""
    deadline = time.monotonic() + seconds
    while not (so := holds()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return so


def _noted() -> dict[str, int]:
    """Return the process numbers that are noted in the folder, by name."""
    found = {}
    for file in sorted(run_dir().glob("*.child")):
        with suppress(FileNotFoundError, ValueError):  # its start removes or writes it at this moment
            found[file.stem] = int(file.read_text())
    return found


def _note(name: str) -> Path:
    return run_dir() / f"{name}.child"


def _is_ours(pid: int) -> bool:
    """Say whether the number still belongs to a process of the portal: it may have ended, and been given to another."""
    if Path("/proc/self").exists():
        with suppress(OSError):
            line = Path(f"/proc/{pid}/cmdline").read_bytes()
            return any(word.encode() in line for word in _OURS)
        return False
    asked = subprocess.run(  # noqa: S603 - a number of our own
        ["ps", "-p", str(pid), "-o", "stat=,command="],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    return any(word in asked.stdout for word in _OURS) and not asked.stdout.startswith("Z")
