"""manage.py run: the whole portal on one machine, until Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from cim_portal import demo
from cim_portal.embedded import servers
from monitoring.models import Person


class Command(BaseCommand):
    help = "Migrates, loads the demonstration state once, and starts web server, worker and scheduler."

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, _interrupt)
        ours = os.environ.get("CIM_EMBEDDED") == "1"
        try:
            self._prepare()
            self._serve()
        except KeyboardInterrupt:
            self.stdout.write("\nStopping …")
        finally:
            if ours:
                servers.stop()

    def _prepare(self) -> None:
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if settings.DEMONSTRATION and not Person.objects.exists():
            self.stdout.write("Loading the demonstration state. This takes a minute, once …")
            call_command("seed_demo", verbosity=0)

    def _serve(self) -> None:
        commands = (
            "celery -A cim_portal worker --concurrency=2 --loglevel=WARNING",
            "celery -A cim_portal beat --loglevel=WARNING",
            f"gunicorn cim_portal.wsgi --bind 127.0.0.1:{settings.PORT} --workers=2 --threads=4 --log-level=warning",
        )
        children = [
            subprocess.Popen([sys.executable, "-m", *command.split()])  # noqa: S603 - our own words
            for command in commands
        ]
        try:
            self._announce()
            while all(child.poll() is None for child in children):
                time.sleep(0.5)
            self.stderr.write("One of the servers ended; stopping the others. Its reason stands above.")
        finally:
            _end(children)

    def _announce(self) -> None:
        self.stdout.write(self.style.SUCCESS(f"\nThe portal answers at {settings.PORTAL_URL}  (Ctrl-C ends it)\n"))
        if settings.DEMONSTRATION:
            for account in demo.accounts():
                self.stdout.write(f"  {account.role:<20} {account.email:<40} {account.password}")


def _interrupt(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end(children: list["subprocess.Popen[bytes]"]) -> None:
    """Ask each to end, then insist."""
    for child in children:
        with suppress(ProcessLookupError):
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
