"""manage.py run: the whole portal on one machine, until Ctrl-C."""

import gc
import os
import signal
import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cim_portal import demo
from cim_portal.checks import insist_on_a_safe_start
from cim_portal.demo import story
from cim_portal.embedded import processes, servers
from cim_portal.embedded.listening import listen
from monitoring.people.models import Person

# In the order in which they start: the web server answers before the others ask for the processor.
PROCESSES = {
    "web": "cim_portal.serving --port={port} --processes=2",
    "worker": "celery -A cim_portal -q worker --concurrency=2 --loglevel=WARNING",
    "scheduler": "celery -A cim_portal -q beat --loglevel=WARNING",
}
BEHIND = 5  # how much the others give way to the web server, as `nice` counts
OFTEN, SHORTLY = 5, 60.0  # a process that ends so often within so many seconds is not started again


class Command(BaseCommand):
    help = "Migrates, loads the demonstration state once, and starts web server, worker and scheduler."

    def handle(self, *args: Any, **options: Any) -> None:
        _insist_on_a_place()
        self._started: list[processes.Child] = []
        try:
            for asked_to_end in (signal.SIGINT, signal.SIGTERM):  # a shell may have started it deaf to Ctrl-C
                signal.signal(asked_to_end, _interrupt)
            processes.note_launcher()
            self._prepare()
            self._listening = _listen()
            self._serve()
        except KeyboardInterrupt:
            self.stdout.write("\nStopping …")
        finally:
            for asked_to_end in (signal.SIGINT, signal.SIGTERM):  # it is ending
                signal.signal(asked_to_end, signal.SIG_IGN)
            processes.end(self._started)
            if os.environ.get("CIM_EMBEDDED") == "1":
                servers.stop()

    def _prepare(self) -> None:
        pages = self._start("pages", "cim_portal.embedded.frontend --collect")  # on another core
        gc.set_threshold(100_000, 50, 100)  # it makes many objects and drops few: looking for them rarely saves seconds
        call_command("migrate", verbosity=0)
        insist_on_a_safe_start()
        if settings.DEMONSTRATION and not Person.objects.exists():
            self.stdout.write("Loading the demonstration state, once. This takes half a minute …")
            story.tell(leas=demo.LEAS, years=demo.YEARS, at=timezone.now(), say=self.stdout.write)
        if pages.wait():
            raise CommandError("The files of the pages could not be put in place; the reason is above.")

    def _serve(self) -> None:
        children: dict[str, processes.Child] = {}
        for name in PROCESSES:
            children[name] = self._start_server(name)
            if name == "web":
                _wait_until_it_answers(children[name])
        self._announce()
        ended: dict[str, list[float]] = {name: [] for name in PROCESSES}
        while all(len(moments) < OFTEN for moments in ended.values()):
            time.sleep(0.5)
            self._revive_servers()
            for name, child in children.items():
                if child.poll() is not None:
                    self.stderr.write(f"The {name} ended; it is started again.")
                    moment = time.monotonic()
                    ended[name] = [one for one in ended[name] if moment - one < SHORTLY] + [moment]
                    children[name] = self._start_server(name)
        self.stderr.write("One of them ends again and again; stopping the others. The reason is above.")

    def _revive_servers(self) -> None:
        try:
            for name in servers.revive():
                self.stderr.write(f"{name} was gone; it is started again.")
        except Exception as fault:  # the next try, half a second later, may succeed
            self.stderr.write(f"A server that is gone does not start yet: {fault}")

    def _start_server(self, name: str) -> processes.Child:
        words = PROCESSES[name].format(port=settings.PORT)
        if name == "web":
            door = self._listening.fileno()
            return self._start(name, f"{words} --socket={door}", files=[door])
        child = self._start(name, words)
        os.setpriority(os.PRIO_PROCESS, child.pid, BEHIND)  # someone waits for a page
        return child

    def _start(self, name: str, words: str, *, files: Sequence[int] = ()) -> processes.Child:
        child = processes.start(name, words.split(), files=files)
        self._started.append(child)
        return child

    def _announce(self) -> None:
        self.stdout.write(self.style.SUCCESS(f"\nThe portal answers at {settings.PORTAL_URL}  (Ctrl-C ends it)\n"))
        if settings.DEMONSTRATION:
            for account in demo.accounts():
                self.stdout.write(f"  {account.role:<20} {account.email:<40} {account.password}")


def _insist_on_a_place() -> None:
    """Refuse a second start in the same folder, and a port that someone else holds. Raises CommandError."""
    if processes.running():
        raise CommandError(
            "The portal of this folder runs already. `make stop` ends it; CIM_RUN_DIR names another folder."
        )
    if _answers():
        raise CommandError(f"Something else answers on port {settings.PORT}. Choose another: PORT=8001 make run")


def _listen() -> socket.socket:
    """Return the door, which stays open while the web server starts again: who comes then waits. Raises CommandError."""
    try:
        return listen("127.0.0.1", settings.PORT)
    except OSError as fault:
        raise CommandError(f"Port {settings.PORT} was taken meanwhile: {fault}. Choose another.") from fault


def _wait_until_it_answers(web: processes.Child) -> None:
    while web.poll() is None:
        with suppress(OSError, HTTPException):
            asked = HTTPConnection("127.0.0.1", settings.PORT, timeout=1)
            asked.request("GET", "/healthz/live")
            if asked.getresponse().status == HTTPStatus.OK:
                return


def _answers() -> bool:
    """Say whether something accepts connections on the portal's port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(settings.PORT))) == 0


def _interrupt(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
