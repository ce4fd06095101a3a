"""Gathers the models of this app's subjects, for Django alone: everyone else imports them where they are."""

from determinations.findings.models import (
    Child,
    EvidenceFile,
    Fact,
    Finding,
    FindingLetter,
    Hold,
    Nudge,
    Round,
    SampleResult,
)
from determinations.letters.models import Letter, LetterOpening, LetterText, Release
from determinations.preliminary.models import Contest, Look, Window
from determinations.record_reviews.models import Answer, Item, Record, RecordReview, Sample
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
    "Answer",
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
    "Item",
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
    "Record",
    "RecordReview",
    "Release",
    "Round",
    "Run",
    "Sample",
    "SampleResult",
    "Timeline",
    "Upload",
    "Window",
]
