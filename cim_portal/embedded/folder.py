"""The folder of what this machine makes for the portal: embedded servers, mails that are written down, secrets.

Only the account that runs the portal reads what is in it.
"""

import os
import secrets
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent


def run_dir() -> Path:
    """Return `.run/`, or the folder that `CIM_RUN_DIR` names, made where it is missing."""
    folder = Path(os.environ.get("CIM_RUN_DIR") or PROJECT / ".run").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(
        0o711 if os.geteuid() == 0 else 0o700
    )  # under root, PostgreSQL is another account's and passes through
    return folder


def secret(name: str) -> str:
    """Return the secret of that name, drawn once for the folder."""
    file = run_dir() / name
    if not file.exists():
        fresh = file.with_name(f"{name}.{secrets.token_hex(8)}")
        with open(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as drawn:
            drawn.write(secrets.token_urlsafe(60))
        try:
            os.link(fresh, file)  # whoever is first; the others read what is there
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return file.read_text()
