"""The open data: tables of published data by year, as CSV and Parquet, each with the columns that its rows declare."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import IO, TYPE_CHECKING, Any, get_args

import pyarrow
from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pyarrow import parquet

from cim_portal.api import finding, rows
from cim_portal.api.finding import Asked
from cim_portal.lib import sheets
from determinations.letters.models import Letter
from determinations.runs.models import Run
from determinations.uploads.models import Upload

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

AT_ONCE = 2000  # rows that are in memory together
_KINDS = {int: pyarrow.int64(), float: pyarrow.float64(), str: pyarrow.string(), date: pyarrow.date32()}


@dataclass(frozen=True)
class Dataset:
    """A table of published data: its name in addresses, what it is, what its rows say, and the rows of a year."""

    name: str
    title: "StrOrPromise"
    says: "StrOrPromise"
    row: type[Schema]
    find: Callable[[Asked], Iterator[Schema]]

    @property
    def columns(self) -> list[str]:
        """The names of its columns."""
        return list(self.row.model_fields)

    def csv(self, year: int) -> Iterator[bytes]:
        """Yield the table of a year as CSV, some rows at a time."""
        return sheets.csv_pieces(self.columns, self._values(year))

    def parquet(self, year: int) -> IO[bytes]:
        """Return the table of a year as a Parquet file, which is written some rows at a time, and is gone once closed."""
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
        with parquet.ParquetWriter(file, self.schema) as writer:
            for some in sheets.some_at_a_time(self._values(year)):
                lines = [dict(zip(self.columns, line, strict=True)) for line in some]
                writer.write_table(pyarrow.Table.from_pylist(lines, schema=self.schema))
        file.seek(0)
        return file

    @property
    def schema(self) -> Any:  # pyarrow has no types
        """Its columns with their kinds and meanings, as Parquet has them."""
        return pyarrow.schema(
            pyarrow.field(name, _KINDS[_kind(field.annotation)], metadata={"description": str(field.description)})
            for name, field in self.row.model_fields.items()
        )

    def _values(self, year: int) -> Iterator[list[object]]:
        return ([getattr(row, name) for name in self.columns] for row in self.find(Asked(year)))


def _kind(annotation: Any) -> type:  # as typing has it
    """Return the kind of a field that may be empty."""
    kinds: tuple[type, ...] = get_args(annotation) or (annotation,)
    return next(one for one in kinds if one is not type(None))


def _levels(asked: Asked) -> Iterator[Schema]:
    return map(finding.level_row, finding.levels(asked).iterator(chunk_size=AT_ONCE))


def _leas(asked: Asked) -> Iterator[Schema]:
    return map(finding.lea_row, finding.leas(asked).iterator(chunk_size=AT_ONCE))


DATASETS = {
    one.name: one
    for one in (
        Dataset(
            "levels",
            _("Published levels"),
            _("The monitoring level of each LEA whose Annual Determination Letter is issued."),
            rows.Level,
            _levels,
        ),
        Dataset("leas", _("LEAs by year"), _("Every LEA in the directory of the year."), rows.Lea, _leas),
        Dataset(
            "indicators",
            _("Indicators"),
            _(
                "Each element of the state’s data of the LEAs whose level is published. Numbers that could tell of fewer "
                "than 11 students are hidden."
            ),
            rows.Indicator,
            finding.indicator_rows,
        ),
    )
}


def fingerprint(dataset: Dataset, year: int) -> str:
    """Return what changes whenever the table of a year may have changed: its letters, final run, files or columns."""
    letters = Letter.objects.filter(year__year=year, status=Letter.Status.ISSUED)
    uploads = Upload.objects.filter(year__year=year, status=Upload.Status.PUBLISHED)
    said = (
        dataset.name,
        dataset.columns,
        letters.aggregate(count=Count("pk"), newest=Max("pk")),
        list(Run.objects.filter(year__year=year, status=Run.Status.FINAL).values_list("pk", "definition")),
        list(uploads.order_by("pk").values_list("pk", flat=True)),
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]
