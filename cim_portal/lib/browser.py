"""Finds an installed Chromium for the browser journeys."""

import os
import shutil


def find_chromium() -> str | None:
    """Return the path of Chromium: what `CHROMIUM` names, or one in the usual places, or None."""
    if named := os.environ.get("CHROMIUM"):
        return named
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if path := shutil.which(name):
            return path
    mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    return mac if os.path.exists(mac) else None
