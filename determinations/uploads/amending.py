"""Rows of a file that take the place of the same rows of what is published, and of nothing else."""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection, models

from determinations.uploads import queries
from determinations.uploads.declaring import Format
from determinations.uploads.formats import FORMATS
from determinations.uploads.models import LeaRowQuerySet, Upload
from determinations.uploads.reading import file as reading
from monitoring.files import keeping
from monitoring.places.models import Lea
from monitoring.years.models import Year


@dataclass(frozen=True)
class Published:
    """A row that counts: in which file, where in it, and its cells as the file has them, by column; blank where it has none."""

    file_name: str
    row: int
    cells: dict[str, str]

    @property
    def key(self) -> str:
        """What an address calls it among those of its LEA."""
        return f"{self.row}-{self.file_name}"


def published_rows(year: Year, form: Format, lea: Lea) -> list[Published]:
    """Return the rows of an LEA that count for a year, as they were uploaded: their files are read again."""
    rows = LeaRowQuerySet(form.model).published(year.year).filter(upload__format=form.name, lea=lea)
    places = list(rows.order_by("row").values_list("upload", "row"))
    found = []
    for upload in Upload.objects.filter(pk__in={pk for pk, _row in places}).order_by("position"):
        content = keeping.content(upload.file_id)
        read = reading.read(content, name=upload.file_name, form=form, year=year.year, size_limit=settings.UPLOAD_LIMIT)
        texts = read.frame.read.loc[[row for pk, row in places if pk == upload.pk]].astype(str)
        found += [
            Published(upload.file_name, int(row), {one.name: cells.get(one.name, "") for one in form.own_columns})
            for row, cells in zip(texts.index, texts.to_dict("records"), strict=True)
        ]
    return found


def key_of(model: type[models.Model]) -> list[str]:
    """Return the columns by which a row of an upload is known, as the table itself holds them to be unique."""
    unique = [one.fields for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]
    names = unique[0] if unique else [field.name for field in model._meta.pk_fields]
    columns = {field.name: field.column or field.name for field in model._meta.concrete_fields}
    return [columns[name] for name in names if name != "upload"]


def amend(upload: Upload) -> int:
    """Have the rows of `upload` take the place of those that count now, by the key of each; return its position.

    What was changed before is changed once more; what is not in the file stays.
    """
    counting = list(queries.counting_uploads(upload).values_list("pk", "position"))
    model = FORMATS[upload.format].model
    table, key = model._meta.db_table, key_of(model)
    same = " AND ".join(f'old."{column}" = fresh."{column}"' for column in key)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} AS old SET amended_by_id = %s FROM {table} AS fresh "  # noqa: S608 - no value of a user
            f"WHERE fresh.upload_id = %s AND old.upload_id = ANY(%s) AND old.amended_by_id IS NULL AND {same}",
            [upload.pk, upload.pk, [pk for pk, _ in counting]],
        )
    return max(position for _, position in counting) + 1
