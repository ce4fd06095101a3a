"""A million indicator rows: read, checked and stored, next to PostgreSQL's bare COPY and next to django-import-export.

The portal takes the bytes of a file from memory, reads and checks them, and stores each row with its number in the real table
with all that holds there, in one transaction. Bare COPY takes bytes from memory too, in one transaction, into a table without
key, index, constraint or trigger, and checks nothing but types. Two such tables are measured, because a file's columns are
not those of the table: texts are stored next to the numbers in them, and a target in three parts.

* Same columns: a table LIKE the portal's, and a file of the same rows that has its fourteen columns ready. This one is bounded.
* Same bytes: the very file that the portal gets, into a table that has just the nine columns of the file.
"""

import functools
import io
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from determinations.uploads import knowing, reading, services, storing
from determinations.uploads.formats import FORMATS
from determinations.uploads.models import IndicatorResult, Upload
from monitoring.people.models import Person
from monitoring.places.models import Lea
from monitoring.years.models import Year
from tests.bench import made, row_by_row
from tests.bench.measuring import Comparison, Figure, Side
from tests.cast import NOON

SAMPLE = 20_000
_BARE = """
    CREATE TABLE bare_columns (LIKE determinations_indicatorresult);
    CREATE TABLE bare_file (
        year integer, lea_code varchar(7), indicator varchar(60), numerator numeric(14, 4), denominator numeric(14, 4),
        rate varchar(40), target varchar(40), target_met varchar(3), monitoring_activities varchar(200)
    )
"""


def measure() -> Iterator[Comparison | Figure]:
    """Yield what is measured of an import."""
    cast, year = made.state()
    lines = made.rows()
    content = made.content(lines)
    upload = received(year, content, by=cast.administrator)
    with connection.cursor() as cursor:
        cursor.execute(_BARE)
    portal = Side("import", functools.partial(imported, content, upload), emptied)
    columns = ready(portal)
    same_columns = Side(
        "COPY", functools.partial(copied, columns, "bare_columns"), functools.partial(emptied, "bare_columns")
    )
    same_bytes = Side("COPY", functools.partial(copied, content, "bare_file"), functools.partial(emptied, "bare_file"))
    yield Comparison("1,000,000 rows against COPY, same columns", ours=portal, theirs=same_columns, at_most=3, rounds=7)
    yield Comparison("1,000,000 rows against COPY, same bytes", ours=portal, theirs=same_bytes)
    random.Random(5).shuffle(lines)
    mixed = Side("import", functools.partial(imported, made.content(lines), upload), emptied)
    yield Comparison("rows in no order against COPY, same columns", ours=mixed, theirs=same_columns, rounds=3)
    yield from by_row(portal, upload)
    emptied()
    whole = functools.cache(functools.partial(alone, upload.pk))
    yield Figure("peak memory of a process that imports them", lambda: whole()["peak_mib"], "MiB", at_most=1024)
    yield Figure("that process, from the kept file to ready", lambda: whole()["seconds"], "s")
    wrong = received(year, made.content(made.wrong_rows()), by=cast.administrator)
    worst = functools.cache(functools.partial(alone, wrong.pk))
    yield Figure("peak memory where all rows are wrong in six ways", lambda: worst()["peak_mib"], "MiB")
    yield Figure("that process, from the kept file to refused", lambda: worst()["seconds"], "s")


def by_row(portal: Side, upload: Upload) -> Iterator[Comparison]:
    """Yield the import next to django-import-export, which gets a sample of the rows."""
    sample = made.content(made.rows(rows=SAMPLE)).decode()
    scale = made.LEAS * made.ELEMENTS / SAMPLE
    row_by_row.make_table()
    for name, resource, rounds in (
        ("django-import-export", row_by_row.ByDefault, 1),  # more than a minute each
        ("django-import-export in bulk", row_by_row.InBulk, 3),
    ):
        theirs = Side(name, functools.partial(row_by_row.load, resource, sample, upload), row_by_row.empty, scale)
        yield Comparison(
            f"1,000,000 rows against {name}, {SAMPLE:,} of them scaled",
            ours=portal,
            theirs=theirs,
            times_as_fast=50,
            rounds=rounds,
        )


def received(year: Year, content: bytes, *, by: Person) -> Upload:
    """Receive the file and begin its check."""
    upload = services.receive(year=year, format="indicators", name="rows.csv", content=content, by=by, at=NOON).upload
    return services.start_check(upload=upload, by=by, at=NOON)


def emptied(table: str = IndicatorResult._meta.db_table) -> None:
    """Empty the table, and have PostgreSQL write what it put off, so that both sides start alike."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table}")
        cursor.execute("CHECKPOINT")


def ready(portal: Side) -> bytes:
    """Import the rows, and return them as a file that has the columns of the portal's table."""
    portal.before()
    portal.run()
    with connection.cursor() as cursor, io.BytesIO() as file:
        cursor.copy_expert(f"COPY {IndicatorResult._meta.db_table} TO STDOUT WITH (FORMAT csv, HEADER)", file)
        return file.getvalue()


def copied(content: bytes, table: str) -> None:
    """Have PostgreSQL take the bytes as they are."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} FROM STDIN WITH (FORMAT csv, HEADER)", io.BytesIO(content), size=1024 * 1024)


def imported(content: bytes, upload: Upload) -> None:
    """Read, check and store the bytes as `services.uploads.check` does."""
    form = FORMATS["indicators"]
    with transaction.atomic():
        was_read = reading.read(content, name="rows.csv", form=form, year=2023)
        lea_ids = dict(Lea.objects.values_list("code", "pk"))
        frame, found = form.examine(was_read.frame, knowing.known(upload.year, lea_ids, form=form))
        assert not was_read.problems + found
        storing.store(upload=upload, model=form.model, columns=form.rows(frame, lea_ids))


def alone(upload_pk: int) -> dict[str, Any]:
    """Check the upload in a process of its own, and return what it took."""
    done = subprocess.run(  # noqa: S603 - our own module with the key of our own row
        [sys.executable, "-m", "tests.bench.one_import", str(upload_pk)], check=True, capture_output=True, text=True
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
