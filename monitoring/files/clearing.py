"""Removes files that no row names: whoever had them kept failed afterwards, so that the row was never written.

Bytes are there before their row is. A file is therefore left for a day, and whoever keeps the same bytes once more holds
the clearing off until their row is written.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from cim_portal.lib import store
from monitoring.files.models import Kept

logger = logging.getLogger(__name__)
LEFT_FOR = timedelta(days=1)
SHARE = 10  # more than one of so many files: then it is the database that lacks rows
LOCK = 0x46494C45  # "FILE": keeps our advisory lock apart from anyone else's


def hold_off() -> None:
    """Have nothing cleared until the caller's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LOCK])


def clear(*, at: datetime) -> int:
    """Remove the files of before yesterday that have no row, and return how many.

    Where more than a tenth have none, the folder belongs to another database, or the database is not restored yet: then
    nothing is removed, and the log says so.
    """
    old, nameless = 0, []
    for paths in store.written_before(at - LEFT_FOR):
        old += len(paths)
        nameless += _nameless(paths)
    if len(nameless) * SHARE > old:
        logger.warning("%s of %s kept files have no row: none was removed", len(nameless), old)
        return 0
    removed = 0
    for path in nameless:
        with transaction.atomic():
            if _is_alone() and _nameless([path]):  # one that was kept once more meanwhile has its row by now
                store.remove(path)
                removed += 1
    logger.info("removed %s kept files without a row", removed)
    return removed


def _nameless(paths: Sequence[str]) -> list[str]:
    """Return those of the paths that no row names."""
    by_name = {path.rpartition("/")[2]: path for path in paths}
    named = Kept.objects.filter(pk__in=by_name).values_list("pk", flat=True)
    return [by_name[name] for name in by_name.keys() - set(named)]


def _is_alone() -> bool:
    """Say whether no one is keeping a file now; then whoever wants to waits until the caller's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])
