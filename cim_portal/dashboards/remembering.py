"""What was counted of final runs is kept for an hour, for everyone who asks for the same: what a final run read stays."""

import json
from collections.abc import Callable, Sequence
from hashlib import sha256

from django.core.cache import cache

from cim_portal.lib.shapes import Json
from determinations.runs.models import Run

KEPT = 3600  # seconds, so that a portal that counts otherwise is soon read


def counted(what: str, leas: Sequence[int], runs: Sequence[Run], count: Callable[[], Json]) -> Json:
    """Return what `count` gives about what the runs say of the LEAs with these keys, as JSON keeps it.

    `what` names it, with whatever else it depends on.
    """
    read = [[run.pk, run.inputs_sha256, run.definition_id] for run in runs]
    said = json.dumps([what, read, sorted(leas)])
    return cache.get_or_set(f"counted-{sha256(said.encode()).hexdigest()}", count, KEPT)
