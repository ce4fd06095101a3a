"""What a directory changes for LEAs: written into the ledger, with a notice to whom it concerns."""

from copy import copy
from datetime import datetime

from determinations.uploads import comparison, directory, events, notices
from determinations.uploads.models import Upload
from monitoring.access.who import Actor
from monitoring.ledger import ledger
from monitoring.ledger.kinds import EventKind
from monitoring.notices import outbox
from monitoring.notices.kinds import Kind
from monitoring.notices.outbox import About
from monitoring.places.models import Lea, Selpa

Notified = dict[Kind, list[About]]


def notify(upload: Upload, *, by: Actor, at: datetime) -> None:
    """Notify of LEAs that the newest directory moves to another SELPA, renames, or no longer has, before it does so.

    Of a move both SELPAs are notified: the one that the LEA leaves, and with the LEA the one to which it comes.
    """
    before = comparison.earlier(upload)
    if before is None or not directory.is_newest(upload):
        return
    lines = comparison.lines(upload, before, kinds=("changed", "gone"))
    leas = Lea.objects.select_related("selpa").in_bulk([line.code for line in lines], field_name="code")
    selpas = {selpa.code: selpa for selpa in Selpa.objects.all()}
    for line in lines:
        lea = leas[line.code]
        if line.kind == "gone":
            _tell(events.LEA_GONE, {notices.LEA_GONE: [_about(lea, upload)]}, lea, by=by, at=at)
        for column, old, new in line.changes:
            values = {"before": old, "after": new}
            if column == "lea_name":
                notified: Notified = {notices.LEA_RENAMED: [_about(lea, upload, **values)]}
                _tell(events.LEA_RENAMED, notified, lea, by=by, at=at, **values)
            elif column == "selpa_code":
                values = {"before": str(selpas.get(old, old)), "after": str(selpas.get(new, new))}
                notified = {notices.LEA_LEFT_SELPA: [_about(lea, upload, **values)]}
                if new in selpas:
                    moved = copy(lea)
                    moved.selpa = selpas[new]
                    notified[notices.LEA_MOVED] = [_about(moved, upload, **values)]
                _tell(events.LEA_MOVED, notified, lea, by=by, at=at, **values)


def _tell(kind: EventKind, notified: Notified, lea: Lea, *, by: Actor, at: datetime, **values: str) -> None:
    ledger.record(kind, lea, by=by, at=at, values=values, lea=lea)
    for notice, things in notified.items():
        outbox.notify_all(kind, notice, things, at=at)


def _about(lea: Lea, upload: Upload, **values: str) -> About:
    return About(lea, f"/leas/{lea.code}/", {"year": upload.year.year, **values})
