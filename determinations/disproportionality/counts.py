"""The counts of a year as arrays: of each LEA, category and group, and of the whole state."""

import io
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pyarrow.csv
from django.db import connection
from django.db.models import Sum
from numpy.typing import NDArray

from determinations.ratios.arithmetic import Numbers
from determinations.ratios.categories import CATEGORIES, GROUPS
from determinations.uploads.models import DisproportionalityCount, Upload
from monitoring.places.models import Lea

GROUP_CODES = tuple(GROUPS)
SHAPE = (len(CATEGORIES), len(GROUPS))


def of_leas(uploads: Sequence[int], lea: Lea | None) -> tuple[NDArray[np.int64], Numbers, Numbers, Numbers, Numbers]:
    """Return the LEAs' keys, and rows, their uploads, outcomes and bases shaped (LEAs, 14, 7), as PostgreSQL has them."""
    groups = ", ".join(f"'{code}'" for code in GROUP_CODES)
    keys = ", ".join(f"{upload:d}" for upload in uploads)
    one = f" AND lea_id = {lea.pk:d}" if lea else ""
    copied = io.BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f'COPY (SELECT lea_id, category - 1, array_position(ARRAY[{groups}], "group"::text) - 1, row, upload_id, '  # noqa: S608 - numbers
            "outcome, base"
            f" FROM {DisproportionalityCount._meta.db_table} WHERE upload_id IN ({keys}) "
            f"AND (amended_by_id IS NULL OR amended_by_id NOT IN ({keys})){one}) TO STDOUT WITH (FORMAT csv)",
            copied,
        )
    names = ["lea", "category", "group", "row", "upload", "outcome", "base"]
    if not copied.tell():
        return np.zeros(0, dtype=np.int64), *(np.zeros((0, *SHAPE), dtype=np.int64) for _ in range(4))  # type: ignore[return-value]
    copied.seek(0)
    table = pyarrow.csv.read_csv(copied, read_options=pyarrow.csv.ReadOptions(column_names=names))
    lea_of, category, group, *values = (table.column(name).to_numpy() for name in names)
    leas, at = np.unique(lea_of, return_inverse=True)
    filled = [np.zeros((len(leas), *SHAPE), dtype=np.int64) for _ in values]
    for array, value in zip(filled, values, strict=True):
        array[at, category, group] = value
    return leas, filled[0], filled[1], filled[2], filled[3]


def of_state(uploads: Sequence[Upload]) -> tuple[Numbers, Numbers]:
    """Return the outcomes and bases of the whole state, shaped (14, 7).

    They are added up once a process: the same files, amended in the same order, always come to the same.
    """
    return _of_state(_Uploads(uploads))


class _Uploads:
    """Carries uploads past the cache, which knows them by the hashes of their files."""

    def __init__(self, uploads: Sequence[Upload]) -> None:
        self.keys = [one.pk for one in uploads]
        self.files = tuple(one.file_id for one in uploads)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Uploads) and self.files == other.files

    def __hash__(self) -> int:
        return hash(self.files)


@lru_cache(maxsize=64)
def _of_state(uploads: _Uploads) -> tuple[Numbers, Numbers]:
    outcome, base = np.zeros(SHAPE, dtype=np.int64), np.zeros(SHAPE, dtype=np.int64)
    sums = DisproportionalityCount.objects.of(uploads.keys).values_list("category", "group").order_by()
    for category, group, *added in sums.annotate(Sum("outcome"), Sum("base")):
        place = category - 1, GROUP_CODES.index(group)
        outcome[place], base[place] = map(int, added)
    outcome.flags.writeable = base.flags.writeable = False  # others get the same ones
    return outcome, base
