"""Which faults pass by themselves, and how long to wait for it."""

import errno
import smtplib
from datetime import timedelta

import redis
from django.db import InterfaceError, OperationalError
from kombu.exceptions import OperationalError as BrokerError

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
TRIED_FOR = timedelta(hours=24)
# A disk that is full, and files or memory that ran out: an operator makes room.
_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM}
_REFUSED_FOR_GOOD = 500  # from this code on, a mail server means it


def passes(fault: BaseException) -> bool:
    """Say whether the same work may succeed later: a server is away or full, and not the work itself wrong."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return all(code < _REFUSED_FOR_GOOD for code, _said in fault.recipients.values())
    if isinstance(fault, smtplib.SMTPResponseException):
        return fault.smtp_code < _REFUSED_FOR_GOOD or isinstance(fault, smtplib.SMTPAuthenticationError)
    if isinstance(fault, smtplib.SMTPException | ConnectionError | TimeoutError | redis.ConnectionError | BrokerError):
        return True
    if isinstance(fault, OperationalError | InterfaceError):
        return True
    return isinstance(fault, OSError) and (fault.errno in _ROOM or type(fault).__name__ in ("gaierror", "herror"))


def pause(tries: int) -> timedelta:
    """Return how long to wait after that many tries: a minute, two, four, up to an hour."""
    return min(FIRST_PAUSE * (1 << min(tries, 10)), LONGEST_PAUSE)
