"""The folder of what this machine makes for the portal: embedded servers, mails that are written down, the secret."""

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent


def run_dir() -> Path:
    """Return `.run/`, or the folder that `CIM_RUN_DIR` names, made where it is missing."""
    folder = Path(os.environ.get("CIM_RUN_DIR") or PROJECT / ".run").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder
