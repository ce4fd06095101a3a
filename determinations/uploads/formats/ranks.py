"""The percentage ranks of LEAs in each evaluation."""

from collections.abc import Mapping

import pandas as pd
from django.utils.translation import gettext_lazy

from determinations.uploads import kinds
from determinations.uploads.checks import cells, numbers, places
from determinations.uploads.declaring import Column, Format
from determinations.uploads.kinds import Frame
from determinations.uploads.models import Rank
from determinations.uploads.storing import lea_keys

EVALUATIONS = ("intensive", "preschool", "lre")


def rows(frame: Frame, lea_ids: Mapping[str, int]) -> pd.DataFrame:
    """Give the ranks that are numbers: one that is NC or blank is a fact that is missing."""
    typed = frame.typed[frame.typed["percent_rank"].notna()]
    return pd.DataFrame(
        {
            "lea_id": lea_keys(typed["lea_code"], lea_ids),
            "evaluation": typed["evaluation"],
            "percent_rank": typed["percent_rank_exact"],
        }
    )


FORMAT = Format(
    name="ranks",
    title=gettext_lazy("percentage ranks"),
    purpose=gettext_lazy(
        "Says where an LEA is among all others in each evaluation that the rules of the year ask about."
    ),
    columns=(
        Column("year", gettext_lazy("Year"), kinds.year, gettext_lazy("The year of the upload.")),
        Column("lea_code", gettext_lazy("LEA code"), kinds.lea_code, gettext_lazy("The LEA that is ranked.")),
        Column(
            "evaluation",
            gettext_lazy("Evaluation"),
            kinds.word,
            gettext_lazy("In which evaluation."),
            allowed=EVALUATIONS,
        ),
        Column("percent_rank", gettext_lazy("Percent rank"), kinds.number, gettext_lazy("The rank, from 0 to 100.")),
    ),
    checks=(
        cells.filled("year", "lea_code", "evaluation"),
        places.year_of_upload,
        places.lea_code("lea_code"),
        places.lea_is_known("lea_code"),
        cells.one_of("evaluation", EVALUATIONS, "unknown_evaluation"),
        numbers.is_number("percent_rank"),
        numbers.between(0, 100, "percent_rank"),
        numbers.not_shares("percent_rank"),
        cells.unique("lea_code", "evaluation"),
    ),
    model=Rank,
    rows=rows,
    compared={"percent_rank": "percent_rank"},
)
