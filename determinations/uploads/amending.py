"""Rows of a file that take the place of the same rows of what is published, and of nothing else."""

from django.db import connection, models

from determinations.uploads import queries
from determinations.uploads.formats import FORMATS
from determinations.uploads.models import Upload


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
