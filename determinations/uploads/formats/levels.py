"""The levels that the state decided itself."""

from collections.abc import Mapping

import pandas as pd
from django.utils.translation import gettext_lazy

from determinations.uploads import kinds
from determinations.uploads.checks import cells, places
from determinations.uploads.checks.known import Known
from determinations.uploads.checks.rows import each
from determinations.uploads.declaring import Column, Format
from determinations.uploads.kinds import Frame
from determinations.uploads.models import OfficialLevel
from determinations.uploads.problems import Problem
from determinations.uploads.storing import lea_keys
from monitoring.definition import Definition


def level_is_known(frame: Frame, known: Known) -> list[Problem]:
    """The level is one of the year's definition."""
    level = frame.typed["level"]
    bad = (level != "") & ~level.isin(list(known.levels))
    return each(frame, bad, "level", "unknown_level", year=known.year, allowed=", ".join(known.levels))


def rows(frame: Frame, lea_ids: Mapping[str, int]) -> pd.DataFrame:
    """Give the level of each LEA."""
    return pd.DataFrame({"lea_id": lea_keys(frame.typed["lea_code"], lea_ids), "level": frame.typed["level"]})


def _codes(definition: Definition) -> tuple[str, ...]:
    return tuple(level.code for level in definition.levels)


FORMAT = Format(
    name="levels",
    title=gettext_lazy("levels that the state decided"),
    purpose=gettext_lazy(
        "Says the level that the state selected for an LEA. It counts, and is shown next to what the rules give."
    ),
    columns=(
        Column("year", gettext_lazy("Year"), kinds.year, gettext_lazy("The year of the upload.")),
        Column("lea_code", gettext_lazy("LEA code"), kinds.lea_code, gettext_lazy("The LEA whose level it is.")),
        Column("level", gettext_lazy("Level"), kinds.capitals, gettext_lazy("The level, by its code."), allowed=_codes),
    ),
    checks=(
        cells.filled("year", "lea_code", "level"),
        places.year_of_upload,
        places.lea_code("lea_code"),
        places.lea_is_known("lea_code"),
        level_is_known,
        cells.unique("lea_code"),
    ),
    model=OfficialLevel,
    rows=rows,
    compared={"level": "level"},
)
