"""The federal determinations that the state made itself."""

from collections.abc import Mapping

import pandas as pd
from django.utils.translation import gettext_lazy

from determinations.uploads import kinds
from determinations.uploads.checks import cells, places
from determinations.uploads.checks.known import Known
from determinations.uploads.checks.rows import each
from determinations.uploads.declaring import Column, Format
from determinations.uploads.kinds import Frame
from determinations.uploads.models import OfficialDetermination
from determinations.uploads.problems import Problem
from determinations.uploads.storing import lea_keys
from monitoring.definition import Definition

NOT_APPLICABLE = "na"  # as `kinds.word` reads NA


def determination_is_known(frame: Frame, known: Known) -> list[Problem]:
    """The category is one of the year's definition, or the row says that none applies."""
    given = frame.typed["determination"]
    bad = (given != "") & ~given.isin([*known.determinations, NOT_APPLICABLE])
    allowed = ", ".join(known.determinations)
    return each(frame, bad, "determination", "unknown_determination", year=known.year, allowed=allowed)


def rows(frame: Frame, lea_ids: Mapping[str, int]) -> pd.DataFrame:
    """Give the category of each LEA, blank where none applies."""
    return pd.DataFrame(
        {
            "lea_id": lea_keys(frame.typed["lea_code"], lea_ids),
            "determination": kinds.spread(
                frame.typed["determination"], lambda texts: texts.replace(NOT_APPLICABLE, "")
            ),
        }
    )


def _codes(definition: Definition) -> tuple[str, ...]:
    categories = definition.determinations.categories
    return (*(category.code for category in categories), "NA") if categories else ()


FORMAT = Format(
    name="determinations",
    title=gettext_lazy("determinations that the state made"),
    purpose=gettext_lazy(
        "Says the federal category that the state determined for an LEA, of this year or of one before."
    ),
    columns=(
        Column("year", gettext_lazy("Year"), kinds.year, gettext_lazy("The year of the upload.")),
        Column("lea_code", gettext_lazy("LEA code"), kinds.lea_code, gettext_lazy("The LEA that was determined.")),
        Column(
            "determination",
            gettext_lazy("Determination"),
            kinds.word,
            gettext_lazy("The category, by its code, or NA where none applies."),
            aliases=("annual_determination",),
            allowed=_codes,
        ),
    ),
    checks=(
        cells.filled("year", "lea_code", "determination"),
        places.year_of_upload,
        places.lea_code("lea_code"),
        places.lea_is_known("lea_code"),
        determination_is_known,
        cells.unique("lea_code"),
    ),
    model=OfficialDetermination,
    rows=rows,
    compared={"determination": "determination"},
)
