"""Makes known what an app can record and tell: its subjects' `NOTICES`, `EVENTS` and `MOVES`."""

from cim_portal.lib import subjects
from monitoring.ledger import kinds as ledger_kinds
from monitoring.notices import kinds


def register(app: str) -> None:
    """Register the kinds of notices and of events that the subjects of `app` declare. Each app does so when it starts.

    An event that tells a kind of notice no one registered is a mistake in the portal itself.
    """
    for module in subjects.modules(app, "notices"):
        kinds.register(*module.NOTICES)
    found = [kind for module in subjects.modules(app, "events") for kind in module.EVENTS]
    for module in subjects.modules(app, "moves"):
        found += [move for moves in module.MOVES.values() for move in moves]
    for event in found:
        for told in event.tells:
            if kinds.kind(told.name) is not told:
                raise ValueError(f"{event.name} tells {told.name}, which no subject's NOTICES has")
    ledger_kinds.register(*found)
