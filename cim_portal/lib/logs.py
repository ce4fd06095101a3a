"""The log: one line a request and a job, and what goes wrong, without a word that someone typed.

A line names a person by number and an address by its pattern. Where a library logs, only the sentence that is in its code is
written: what it fills in may be an address, a text or the token of a link. Of an exception its kind and where it was raised
are written, and not what it says.
"""

import logging
import re
import secrets
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from types import FrameType, TracebackType

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

LINES = logging.getLogger("cim_portal.lines")
OURS = ("cim_portal", "monitoring", "determinations", "improvement_plans")
HIDDEN = "…"  # in place of what a library fills in
CAUSES, FRAMES = 5, 20  # of an exception, at most
Facts = dict[str, object]
_Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
_ID = re.compile(r"[0-9A-Fa-f-]{16,64}")  # what no word can be written in
_around: ContextVar[Facts | None] = ContextVar("facts", default=None)


def request_id(given: str) -> str:
    """Return the number that a proxy or a browser gave to the request where it is one, else a new one."""
    return given if _ID.fullmatch(given) else secrets.token_hex(16)


@contextmanager
def line(what: str, **facts: object) -> Iterator[Facts]:
    """Write one line when the body ends, with the facts that are known by then and how many milliseconds it took.

    Every other line that is written meanwhile says the same facts, those that are not None.
    """
    known: Facts = {**(_around.get() or {}), **facts}
    token, began = _around.set(known), time.perf_counter()
    try:
        yield known
    finally:
        known["ms"] = round((time.perf_counter() - began) * 1000)
        LINES.info(what)
        _around.reset(token)


def note(**facts: object) -> None:
    """Add facts to the line of the work that is being done."""
    (_around.get() or {}).update(facts)


def known(fact: str) -> object:
    """Return a fact of the work that is being done, or None."""
    return (_around.get() or {}).get(fact)


def _cleaned(record: logging.LogRecord) -> logging.LogRecord:
    """Return the record as it may be written: what comes from a library without what it fills in or adds."""
    cleaned = copy(record)
    cleaned.__dict__ = {name: said for name, said in record.__dict__.items() if name in RESERVED_ATTRS}
    cleaned.exc_text = cleaned.stack_info = None
    if not record.name.startswith(OURS):
        cleaned.msg, cleaned.args = _sentence(record), None
    return cleaned


def _sentence(record: logging.LogRecord) -> str:
    """Return the sentence as the library's code has it, with numbers alone filled in; nothing where it was put together."""
    if not _is_in_the_code(record):
        return HIDDEN
    args = record.args
    if not args:
        return str(record.msg)
    try:
        if isinstance(args, Mapping):
            return str(record.msg % {name: _number(value) for name, value in args.items()})
        return str(record.msg % tuple(_number(value) for value in args))
    except (TypeError, ValueError, KeyError):  # it does not fit, and hides too
        return str(record.msg)


def _is_in_the_code(record: logging.LogRecord) -> bool:
    """Say whether the sentence is a constant of the function that logs it, which is still being called."""
    frame: FrameType | None = sys._getframe()
    while frame and (frame.f_code.co_filename, frame.f_code.co_name) != (record.pathname, record.funcName):
        frame = frame.f_back
    return frame is not None and record.msg in frame.f_code.co_consts


def _number(value: object) -> object:
    return value if isinstance(value, int | float) else HIDDEN


def _where(fault: BaseException | None) -> str:
    """Return the kinds of an exception and of its causes, the first cause first, each with where it was raised."""
    parts: list[str] = []
    while fault is not None and len(parts) < CAUSES:
        frames = traceback.format_list(traceback.extract_tb(fault.__traceback__)[-FRAMES:])
        parts.append("".join([*frames, type(fault).__name__]))
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    return "\n".join(reversed(parts))


class PlainLine(logging.Formatter):
    """A line that is read as it comes: when, how bad, who says it, what, and the facts."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s%(facts)s")

    def format(self, record: logging.LogRecord) -> str:
        cleaned = _cleaned(record)
        cleaned.facts = "".join(f" {name}={said}" for name, said in (_around.get() or {}).items() if said is not None)
        return super().format(cleaned)

    def formatException(self, ei: _Fault) -> str:  # noqa: N802 - its name in the standard library
        return _where(ei[1])


class JsonLine(JsonFormatter):
    """The same as a JSON document of one line, for machines that gather lines."""

    def __init__(self) -> None:
        names = {"levelname": "level", "name": "logger", "exc_info": "where"}
        super().__init__("%(levelname)s %(name)s %(message)s", timestamp="at", rename_fields=names)

    def format(self, record: logging.LogRecord) -> str:
        cleaned = _cleaned(record)
        cleaned.__dict__ |= _around.get() or {}
        if record.exc_info and record.exc_info[0]:
            cleaned.fault = record.exc_info[0].__name__
        return super().format(cleaned)

    def formatException(self, ei: _Fault) -> str:  # noqa: N802 - its name in the standard library
        return _where(ei[1])
