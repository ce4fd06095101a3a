"""Checked columns into PostgreSQL by COPY: a hundred thousand rows in about a second, in the caller's transaction."""

import io
from collections.abc import Callable, Mapping

import pandas as pd
from django.db import connection, models

from determinations.ingest.checks import NOT_APPLICABLE
from determinations.ingest.kinds import Frame
from determinations.models import (
    DirectoryRow,
    DisproportionalityCount,
    IndicatorResult,
    OfficialDetermination,
    OfficialLevel,
    Rank,
    Upload,
)
from determinations.ratios import FOLDED


def store(*, upload: Upload, frame: Frame, lea_ids: Mapping[str, int]) -> int:
    """Store the rows of a frame without errors under `upload`, and return how many.

    `lea_ids` gives the key of each LEA by its code of 7 digits. Rows say nothing until the upload is published.
    """
    model, columns_of = _TABLES[upload.format]
    columns = columns_of(frame, lea_ids)
    columns.insert(0, "row", columns.index)
    columns.insert(0, "upload_id", upload.pk)
    _copy(model, columns)
    return len(columns)


def _directory(frame: Frame, lea_ids: Mapping[str, int]) -> pd.DataFrame:
    typed = frame.typed
    return pd.DataFrame(
        {
            "code": typed["cds_code"],
            "cds_code": typed["cds_code_cds"],
            "name": typed["lea_name"],
            "county": typed["county"],
            "selpa_code": typed["selpa_code"],
            "selpa_name": typed["selpa_name"],
            "lea_type": typed["lea_type"],
            "swd_count": typed["swd_count"].astype("Int64"),
        }
    )


def _indicators(frame: Frame, lea_ids: Mapping[str, int]) -> pd.DataFrame:
    typed = frame.typed
    return pd.DataFrame(
        {
            "lea_id": typed["lea_code"].map(lea_ids),
            "indicator": typed["element"],
            "label": typed["label"],
            "numerator": typed["numerator"],
            "denominator": typed["denominator"],
            "rate_text": frame.read["rate"].str.strip().str.slice(0, 40),
            "rate": typed["rate"],
            "target_text": typed["target"].str.slice(0, 40),
            "target_operator": typed["target_operator"],
            "target": typed["target_value"],
            "target_met": typed["target_met"],
            "monitoring_activities": typed["monitoring_activities"],
        }
    )


def _disproportionality(frame: Frame, lea_ids: Mapping[str, int]) -> pd.DataFrame:
    """Give one row a category and group, the groups that are folded into another added up under its first row."""
    typed = frame.typed
    counts = pd.DataFrame(
        {
            "row": typed.index,
            "lea_id": typed["lea_code"].map(lea_ids),
            "category": typed["category"].astype("int64"),
            "group": typed["group"].replace(FOLDED),
            "outcome": typed["outcome"].astype("int64"),
            "base": typed["base"].astype("int64"),
        }
    )
    cells = counts.groupby(["lea_id", "category", "group"], sort=False)
    return cells.agg({"row": "min", "outcome": "sum", "base": "sum"}).reset_index().set_index("row")


def _ranks(frame: Frame, lea_ids: Mapping[str, int]) -> pd.DataFrame:
    """Give the ranks that are numbers: one that is NC or blank is a fact that is missing."""
    typed = frame.typed[frame.typed["percent_rank"].notna()]
    return pd.DataFrame(
        {
            "lea_id": typed["lea_code"].map(lea_ids),
            "evaluation": typed["evaluation"],
            "percent_rank": typed["percent_rank"],
        }
    )


def _levels(frame: Frame, lea_ids: Mapping[str, int]) -> pd.DataFrame:
    return pd.DataFrame({"lea_id": frame.typed["lea_code"].map(lea_ids), "level": frame.typed["level"]})


def _determinations(frame: Frame, lea_ids: Mapping[str, int]) -> pd.DataFrame:
    given = frame.typed["determination"]
    return pd.DataFrame(
        {
            "lea_id": frame.typed["lea_code"].map(lea_ids),
            "determination": given.where(given != NOT_APPLICABLE, ""),
        }
    )


_TABLES: dict[str, tuple[type[models.Model], Callable[[Frame, Mapping[str, int]], pd.DataFrame]]] = {
    "leas": (DirectoryRow, _directory),
    "indicators": (IndicatorResult, _indicators),
    "disproportionality": (DisproportionalityCount, _disproportionality),
    "ranks": (Rank, _ranks),
    "levels": (OfficialLevel, _levels),
    "determinations": (OfficialDetermination, _determinations),
}


def _copy(model: type[models.Model], columns: pd.DataFrame) -> None:
    """COPY the columns, named as in the table of `model`, into it: a missing number is NULL, a text never is."""
    content = io.StringIO()
    columns.to_csv(content, index=False, header=False)
    content.seek(0)
    quoted = {str(name): connection.ops.quote_name(str(name)) for name in columns.columns}
    texts = ", ".join(quoted[str(name)] for name, kind in columns.dtypes.items() if kind == "str")
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY {table} ({', '.join(quoted.values())}) FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL ({texts}))",
            content,
        )
