"""What the data say: uploads and their rows, runs of the rules, letters."""

from determinations.models.indicators import DirectoryRow, IndicatorResult, OfficialLevel, Rank
from determinations.models.letters import Letter
from determinations.models.runs import LevelResult, Run
from determinations.models.uploads import Problem, Upload

__all__ = [
    "DirectoryRow",
    "IndicatorResult",
    "Letter",
    "LevelResult",
    "OfficialLevel",
    "Problem",
    "Rank",
    "Run",
    "Upload",
]
