"""Reads of published counts."""

from determinations.runs.models import LevelResult
from determinations.uploads.models import DisproportionalityCount


def has_cells(result: LevelResult) -> bool:
    """Say whether the run of a result read counts for disproportionality of its LEA."""
    return DisproportionalityCount.objects.filter(
        upload__runs=result.run_id, upload__year=result.run.year_id, lea=result.lea_id
    ).exists()
