"""One way to write a value down, so that equal values have equal bytes and one hash."""

import hashlib
import json


def canonical(value: object) -> bytes:
    """Return the JSON of `value`: keys in order, no blanks, UTF-8. Raises `TypeError` for what JSON cannot hold."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def sha256(content: bytes) -> str:
    """Return the SHA-256 of `content` as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
