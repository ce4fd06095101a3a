"""manage.py doctor: says what this machine lacks, and how to get it."""

import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from ctypes.util import find_library
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management.base import BaseCommand
from django.db import connection

from cim_portal.lib import fonts
from cim_portal.lib.browser import find_chromium
from cim_portal.lib.probing import answers
from monitoring.files import scanning

PANGO = {
    "debian": "apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core",
    "fedora": "dnf install -y pango dejavu-sans-fonts",
    "darwin": "brew install pango",
}
HARFBUZZ = {
    "debian": "apt-get install -y libharfbuzz-subset0",
    "fedora": "dnf install -y harfbuzz",
    "darwin": "brew install harfbuzz",
}


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is there, and what to do where it is not. `needed` is false for tests' needs."""

    name: str
    there: bool
    fix: str
    needed: bool = True


class Command(BaseCommand):
    help = "Says what this machine lacks, and how to get it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        findings = list(look())
        for finding in findings:
            word = "ok     " if finding.there else ("MISSING" if finding.needed else "absent ")
            self.stdout.write(f"{word}  {finding.name}" + ("" if finding.there else f"\n         {finding.fix}"))
        if any(f.needed and not f.there for f in findings):
            sys.exit(1)


def look() -> Iterator[Finding]:
    """Yield a finding for everything that the portal needs of its machine."""
    version = platform.python_version()
    yield Finding(f"Python 3.11 or newer ({version})", sys.version_info >= (3, 11), "Install Python 3.11 or newer.")
    draws = _pango_loads()
    yield Finding("Pango, which draws the PDFs", draws, f"Install it: {PANGO[_system()]}")
    yield Finding(
        "HarfBuzz-Subset, which keeps fonts in PDFs small and WeasyPrint quiet",
        find_library("harfbuzz-subset") is not None,
        f"Install it: {HARFBUZZ[_system()]}",
    )
    for package, names in fonts.lacking().items() if draws else ():
        yield Finding(
            f"Fonts for PDFs with {', '.join(names)}", False, f"Debian has them in the package {package}.", False
        )
    yield Finding(
        "PostgreSQL answers", answers(connection.ensure_connection), "See DATABASE_URL, or `make stop` first."
    )
    yield Finding("Redis answers", answers(lambda: cache.get("doctor")), "See REDIS_URL, or `make stop` first.")
    if scanning.is_set():
        yield Finding("ClamAV answers", answers(scanning.version), "See CLAMAV_URL. No file is taken until it answers.")
    else:
        yield Finding("Files are scanned for viruses", False, "Name a ClamAV in CLAMAV_URL.", False)
    front = settings.BASE_DIR / "static" / "vendor"
    yield Finding("Front-end files", front.is_dir() and any(front.iterdir()), "Run `make setup`.")
    yield Finding(
        "Chromium, for the browser journeys", find_chromium() is not None, "apt-get install -y chromium", False
    )


def _pango_loads() -> bool:
    # In a process of its own: a missing library would otherwise stay missed in this one.
    return subprocess.run([sys.executable, "-c", "import weasyprint"], capture_output=True, check=False).returncode == 0


def _system() -> str:
    if platform.system() == "Darwin":
        return "darwin"
    return "fedora" if shutil.which("dnf") else "debian"
