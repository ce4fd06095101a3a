"""What the data say: uploads and their rows, runs of the rules, letters."""

from determinations.models.indicators import (
    DirectoryRow,
    DisproportionalityCount,
    IndicatorResult,
    OfficialDetermination,
    OfficialLevel,
    Rank,
)
from determinations.models.letters import Letter, LetterText
from determinations.models.runs import LevelResult, Run
from determinations.models.uploads import Problem, Upload

__all__ = [
    "DirectoryRow",
    "DisproportionalityCount",
    "IndicatorResult",
    "Letter",
    "LetterText",
    "LevelResult",
    "OfficialDetermination",
    "OfficialLevel",
    "Problem",
    "Rank",
    "Run",
    "Upload",
]
