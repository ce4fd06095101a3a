"""Gathers the models of this app's subjects, for Django alone: everyone else imports them where they are."""

from determinations.letters.models import Letter, LetterOpening, LetterText, Release
from determinations.preliminary.models import Contest, Look, Window
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
    "Contest",
    "DirectoryRow",
    "DisproportionalityCount",
    "IndicatorResult",
    "Letter",
    "LetterOpening",
    "LetterText",
    "LevelResult",
    "Look",
    "OfficialDetermination",
    "OfficialLevel",
    "Problem",
    "Rank",
    "Release",
    "Run",
    "Upload",
    "Window",
]
