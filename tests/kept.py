"""Kept files as who has got hold of the folder of files changes them."""

from pathlib import Path

from django.core.files.storage import storages

from cim_portal.lib import storing


def path_of(sha256: str) -> Path:
    """Return the file that is kept under a hash."""
    return Path(storages[storing.ALIAS].path(f"{sha256[:2]}/{sha256}"))


def change_file(sha256: str) -> None:
    """Change its last byte, and nothing that is seen of it from outside."""
    file = path_of(sha256)
    content = file.read_bytes()
    file.chmod(0o600)
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    file.chmod(0o400)
