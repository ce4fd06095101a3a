"""What a directory changes for LEAs: written into the ledger, with a notice to whom it concerns."""

from collections import defaultdict
from copy import copy
from datetime import datetime

from determinations.uploads import comparison, directory, events, notices
from determinations.uploads.models import Upload
from monitoring.access.who import Actor
from monitoring.ledger import ledger
from monitoring.ledger.kinds import EventKind, Values
from monitoring.notices import outbox
from monitoring.notices.kinds import Kind
from monitoring.notices.outbox import About
from monitoring.places.models import Lea, Selpa


def notify(upload: Upload, *, by: Actor, at: datetime) -> None:
    """Notify of LEAs that the newest directory moves to another SELPA, renames, or no longer has, before it does so.

    Of a move both SELPAs are notified: the one that the LEA leaves, and with the LEA the one to which it comes. The number
    of queries is the same however many LEAs there are.
    """
    before = comparison.earlier(upload)
    if before is None or not directory.is_newest(upload):
        return
    lines = comparison.lines(upload, before, kinds=("changed", "gone"))
    leas = Lea.objects.select_related("selpa").in_bulk([line.code for line in lines], field_name="code")
    selpas = {selpa.code: selpa for selpa in Selpa.objects.all()}
    happened: dict[EventKind, list[tuple[Lea, Values]]] = defaultdict(list)
    about: dict[tuple[EventKind, Kind], list[About]] = defaultdict(list)
    for line in lines:
        lea = leas[line.code]
        if line.kind == "gone":
            happened[events.LEA_GONE].append((lea, {}))
            about[events.LEA_GONE, notices.LEA_GONE].append(_about(lea, upload))
        for column, old, new in line.changes:
            values = {"before": old, "after": new}
            if column == "lea_name":
                happened[events.LEA_RENAMED].append((lea, values))
                about[events.LEA_RENAMED, notices.LEA_RENAMED].append(_about(lea, upload, **values))
            elif column == "selpa_code":
                values = {"before": str(selpas.get(old, old)), "after": str(selpas.get(new, new))}
                happened[events.LEA_MOVED].append((lea, values))
                about[events.LEA_MOVED, notices.LEA_LEFT_SELPA].append(_about(lea, upload, **values))
                if new in selpas:
                    moved = copy(lea)
                    moved.selpa = selpas[new]
                    about[events.LEA_MOVED, notices.LEA_MOVED].append(_about(moved, upload, **values))
    for kind, of_leas in happened.items():
        ledger.record_all(kind, of_leas, by=by, at=at, leas=[lea for lea, _ in of_leas])
    for (kind, notice), things in about.items():
        outbox.notify_all(kind, notice, things, at=at)


def _about(lea: Lea, upload: Upload, **values: str) -> About:
    return About(lea, f"/leas/{lea.code}/", {"year": upload.year.year, **values})
