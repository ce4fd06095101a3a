"""A file that waits to be published next to what is published: which rows are new, changed or gone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, models, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from determinations.uploads import amending, queries
from determinations.uploads.declaring import Format
from determinations.uploads.formats import FORMATS
from determinations.uploads.models import Upload
from determinations.uploads.problems import Problem, problem
from monitoring.ledger import ledger
from monitoring.places.models import Lea

NAMED = 10  # LEAs that a warning names
FAR_SMALLER = 10  # a file is far smaller where one of so many rows is gone
KINDS = {"changed": _("Changed"), "new": _("New"), "gone": _("Gone")}


@dataclass(frozen=True)
class Counts:
    """How many rows of the file are new, changed or the same, and how many of those that count now it does not have."""

    new: int = 0
    changed: int = 0
    gone: int = 0
    same: int = 0

    @property
    def before(self) -> int:
        """How many rows count now."""
        return self.changed + self.gone + self.same

    @property
    def shrinks(self) -> bool:
        """Whether so many of them are gone that more than a glance is asked for."""
        return self.gone > 0 and self.gone * FAR_SMALLER >= self.before


@dataclass(frozen=True)
class Line:
    """A row that differs: of which LEA and of what, the rows of the new and the old file, and what changed, from and to.

    `file_before` is the old file where it is an amendment of the one that the comparison names.
    """

    kind: str
    code: str
    name: str
    what: str
    row: int | None
    row_before: int | None
    file_before: str
    changes: tuple[tuple[str, str, str], ...]

    @property
    def kind_words(self) -> str:
        """What happened to the row, in words."""
        return str(KINDS[self.kind])


def earlier(upload: Upload) -> Upload | None:
    """Return what the upload is held against: what it would replace or amend, or for a first directory that of the year
    before."""
    if published := queries.published_upload(upload):
        return published
    if upload.amends or not FORMATS[upload.format].comes_first:
        return None
    others = Upload.objects.filter(format=upload.format, status=Upload.Status.PUBLISHED, position=0)
    return others.filter(year__year__lt=upload.year.year).order_by("-year__year").first()


def counts(upload: Upload, before: Upload) -> Counts:
    """Count the rows of `upload` against those of `before` with what amends it. Of an amendment none are gone."""
    sql = _Sql(FORMATS[upload.format], amends=upload.amends)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT kind, count(*) FROM ({sql.joined}) AS compared GROUP BY kind",  # noqa: S608 - as below
            [upload.pk, _all_of(upload, before)],
        )
        return Counts(**dict(cursor.fetchall()))


def lines(
    upload: Upload, before: Upload, *, kinds: tuple[str, ...] = tuple(KINDS), first: int = 0, most: int | None = None
) -> list[Line]:
    """Return the rows that differ in one of these ways, by LEA, `most` of them from the place `first` on."""
    form = FORMATS[upload.format]
    sql = _Sql(form, amends=upload.amends)
    order = f"SELECT * FROM ({sql.joined}) AS compared WHERE kind = ANY(%s) ORDER BY code, what LIMIT %s OFFSET %s"  # noqa: S608 - as below
    with connection.cursor() as cursor:
        cursor.execute(order, [upload.pk, _all_of(upload, before), list(kinds), most, first])
        return [_line(row, list(form.compared.values())) for row in cursor.fetchall()]


def corrections_undone(upload: Upload, before: Upload, *, most: int) -> tuple[int, list[Line]]:
    """Return how many rows that were amended since `before` the file has otherwise, or not at all, and the first of them."""
    if not queries.counting_uploads(upload).filter(position__gt=0).exists():
        return 0, []
    form = FORMATS[upload.format]
    undone = (
        f"SELECT *, count(*) OVER () FROM ({_Sql(form, amends=False).joined}) AS compared "  # noqa: S608 - as above
        "WHERE kind IN ('changed', 'gone') AND file_before IS NOT NULL ORDER BY code, what LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(undone, [upload.pk, _all_of(upload, before), most])
        rows = cursor.fetchall()
    return (rows[0][-1] if rows else 0), [_line(row[:-1], list(form.compared.values())) for row in rows]


def problems_of(upload: Upload) -> list[Problem]:
    """Return what someone should know of a checked file before it counts: LEAs that are gone or change their SELPA,
    a file that has far fewer rows than the one that it replaces, and corrections that it would undo."""
    before = earlier(upload)
    if before is None:
        return []
    counted = counts(upload, before)
    found = [] if upload.amends else _of_corrections(upload, before)
    if not FORMATS[upload.format].comes_first:
        words = {"gone": f"{counted.gone:,}", "before": f"{counted.before:,}", "file": before.file_name}
        return [*found, problem("rows_gone", words=words)] if counted.shrinks else found
    if counted.gone:
        gone = [f"{line.name} ({line.code})" for line in lines(upload, before, kinds=("gone",), most=NAMED)]
        said = "; ".join(gone) + ("; …" if counted.gone > NAMED else "")
        words = {"gone": f"{counted.gone:,}", "before": f"{counted.before:,}", "file": before.file_name, "value": said}
        found.append(problem("leas_gone", value=said, words=words))
    for line in lines(upload, before, kinds=("changed",)):
        for column, old, new in line.changes:
            if column == "selpa_code":
                words = {"lea": line.name, "before": old}
                found.append(problem("selpa_changes", row=line.row or 0, column=column, value=new, words=words))
    return found


def _of_corrections(upload: Upload, before: Upload) -> list[Problem]:
    """Return a warning where the file would undo what was amended since the one that it replaces."""
    count, undone = corrections_undone(upload, before, most=NAMED)
    if not count:
        return []
    of = [f"{one.name} ({one.code}{', ' if one.what else ''}{one.what}; {one.file_before})" for one in undone]
    said = "; ".join(of) + ("; …" if count > NAMED else "")
    return [problem("corrections_undone", value=said, words={"count": f"{count:,}", "value": said})]


def many_gone(upload: Upload) -> int:
    """Return how many rows that count now the file does not have, where they are so many that a tick is not enough, or
    where something was published since the check, so that no one saw them.

    Rows are counted again only where the check found that some are gone, or something was published since.
    """
    before = None if upload.amends or upload.checked_at is None else earlier(upload)
    if before is None:
        return 0
    found = upload.problems.filter(code__in=("leas_gone", "rows_gone")).exists()
    unseen = queries.counting_uploads(upload).filter(published_at__gte=upload.checked_at).exists()
    if not found and not unseen:
        return 0
    counted = counts(upload, before)
    return counted.gone if counted.shrinks or unseen else 0


def gone_to_accept(upload: Upload) -> int:
    """Return how many rows are gone where someone still has to say that so many are meant to go."""
    gone = many_gone(upload)
    return 0 if gone == upload.gone_accepted else gone


@contextmanager
def as_if_published(upload: Upload) -> Iterator[None]:
    """Have the rows of a file that is ready count for the body, and nothing of that stay."""
    statuses: dict[models.Model, str] = {upload: Upload.Status.PUBLISHED}
    if not upload.amends:
        statuses = {**dict.fromkeys(queries.counting_uploads(upload), Upload.Status.SUPERSEDED), **statuses}
    with transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(
            published_at=Now(), position=amending.amend(upload) if upload.amends else 0
        )
        with ledger.supposing(statuses):
            if publishing := FORMATS[upload.format].publishing:
                publishing.enter(upload)
            yield
        transaction.set_rollback(True)


class _Sql:
    """The query that puts the rows of two uploads next to each other, made of what the format's table declares."""

    def __init__(self, form: Format, *, amends: bool) -> None:
        table, key = form.model._meta.db_table, amending.key_of(form.model)
        has_code = any(field.name == "code" for field in form.model._meta.get_fields())
        of = [f'"{one}"::text' for one in key if one not in ("lea_id", "code")]
        what = " || ', ' || ".join(of) or "''"
        names = {"code": "rows.code", "name": "rows.name"} if has_code else {"code": "lea.code", "name": "lea.name"}
        tables = f"{table} AS rows" if has_code else f"{table} AS rows, {Lea._meta.db_table} AS lea"
        of_lea = "" if has_code else " AND lea.id = lea_id"
        texts = "".join(f", coalesce(rows.{field}::text, '') AS f{n}" for n, field in enumerate(form.compared))
        one = (
            f"SELECT {names['code']} AS code, {names['name']} AS name, {what} AS what, row, upload_id{texts} "  # noqa: S608 - no value of a user
            f"FROM {tables} "
        )
        new = f"{one}WHERE upload_id = %s{of_lea}"
        old = f"{one}WHERE upload_id = ANY(%s) AND rows.amended_by_id IS NULL{of_lea}"
        file = f"SELECT file_name FROM {Upload._meta.db_table} WHERE id = b.upload_id AND position > 0"  # noqa: S608 - as above
        fields = [f"f{n}" for n in range(len(form.compared))]
        same = " AND ".join(f"a.{field} = b.{field}" for field in fields)
        both = "".join(f", a.{field}, b.{field}" for field in fields)
        self.joined = (
            "SELECT CASE WHEN b.code IS NULL THEN 'new' WHEN a.code IS NULL THEN 'gone' "  # noqa: S608 - as above
            f"WHEN {same} THEN 'same' ELSE 'changed' END AS kind, coalesce(a.code, b.code) AS code, "
            f"coalesce(a.name, b.name) AS name, coalesce(a.what, b.what) AS what, a.row AS row, b.row AS row_before, "
            f"({file}) AS file_before{both} "
            f"FROM ({new}) AS a {'LEFT' if amends else 'FULL'} JOIN ({old}) AS b ON a.code = b.code AND a.what = b.what"
        )


def _all_of(upload: Upload, before: Upload) -> list[int]:
    """Return the keys of `before` and of what amends it."""
    return [one.pk for one in (before, *queries.counting_uploads(before)) if one.pk != upload.pk]


def _line(row: tuple[str | int | None, ...], columns: list[str]) -> Line:
    kind, code, name, what, number, before, file, *values = row
    pairs = zip(columns, values[::2], values[1::2], strict=True)
    changes = tuple((column, str(old), str(new)) for column, new, old in pairs if kind == "changed" and new != old)
    return Line(str(kind), str(code), str(name), str(what), _number(number), _number(before), str(file or ""), changes)


def _number(row: str | int | None) -> int | None:
    return None if row is None else int(row)
