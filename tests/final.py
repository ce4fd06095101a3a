"""Makes a run final as an administrator does who looked at what looks wrong about it."""

from datetime import datetime

from determinations.levels import determining, doubts
from determinations.runs.models import Run
from monitoring.people.models import Person


def finalise(*, run: Run, by: Person | None, at: datetime) -> Run:
    """Let the run count, with everything accepted that looks wrong about it."""
    return determining.finalise(run=run, by=by, at=at, accepted=doubts.counts(run))
