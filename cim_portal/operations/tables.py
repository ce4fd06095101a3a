"""The tables of the operations page as files, by their names in the address."""

from collections.abc import Callable
from datetime import datetime

from cim_portal.lib.sheets import Table
from cim_portal.operations import queries


def _lanes(_mails: str, _at: datetime) -> Table:
    columns = ["lane", "waiting", "put_off", "running", "oldest_waits_since"]
    return columns, [[one.title, one.waiting, one.put_off, one.running, one.oldest] for one in queries.lanes()]


def _failed(_mails: str, _at: datetime) -> Table:
    columns = ["job", "kind", "title", "about", "failed_at", "why"]
    found = queries.all_failed_jobs()
    return columns, [[one.number, one.kind, one.title, one.about, one.at, one.reason] for one in found]


def _mails(mails: str, _at: datetime) -> Table:
    columns = ["job", "to", "mail", "asked_at", "status", "why", "tried_again_at"]
    found = queries.all_mails(mails)
    return columns, [
        [one.number, one.to, one.title, one.asked_at, one.status, one.reason, one.again_at] for one in found
    ]


def _processes(_mails: str, at: datetime) -> Table:
    columns = ["process", "kind", "last_sign_of_life", "alive"]
    return columns, [[one.name, one.kind, one.at, one.is_alive] for one in queries.processes(at=at)]


TABLES: dict[str, Callable[[str, datetime], Table]] = {  # given the state of mails that is asked for, and the moment
    "lanes": _lanes,
    "failed": _failed,
    "mails": _mails,
    "processes": _processes,
}
