"""Gathers the models of this app's subjects, for Django alone: everyone else imports them where they are."""

from determinations.letters.models import Letter, LetterText
from determinations.runs.models import LevelResult, Run
from determinations.uploads.models import (
    DirectoryRow,
    DisproportionalityCount,
    IndicatorResult,
    OfficialDetermination,
    OfficialLevel,
    Problem,
    Rank,
    Upload,
)

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
