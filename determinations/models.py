"""Gathers the models of this app's subjects, for Django alone: everyone else imports them where they are."""

from determinations.findings.models import Child, EvidenceFile, Fact, Finding, FindingLetter, Hold, Nudge, Round
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
    Timeline,
    Upload,
)

__all__ = [
    "Child",
    "Contest",
    "DirectoryRow",
    "DisproportionalityCount",
    "EvidenceFile",
    "Fact",
    "Finding",
    "FindingLetter",
    "Hold",
    "IndicatorResult",
    "Letter",
    "LetterOpening",
    "LetterText",
    "LevelResult",
    "Look",
    "Nudge",
    "OfficialDetermination",
    "OfficialLevel",
    "Problem",
    "Rank",
    "Release",
    "Round",
    "Run",
    "Timeline",
    "Upload",
    "Window",
]
