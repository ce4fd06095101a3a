"""Bytes to a typed frame: what the file is, its encoding, its header, its cells, each in a module of its own."""

from determinations.uploads.reading.file import SIZE_LIMIT, Reading, read
from determinations.uploads.reading.recognizing import recognized

__all__ = ["SIZE_LIMIT", "Reading", "read", "recognized"]
