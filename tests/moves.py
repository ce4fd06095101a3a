"""Every row of `MOVES`, from every subject that has moves, and the page of the documents that lists them."""

from collections import defaultdict
from pathlib import Path

from django.apps import apps

from cim_portal.lib import subjects
from monitoring.ledger.ledger import Move
from monitoring.ledger.models import status_in_words

ROOT = Path(__file__).resolve().parent.parent
APPS = ("monitoring", "determinations", "improvement_plans")
FILES = [path for app in APPS for path in sorted((ROOT / app).glob("*/moves.py"))]


def moves_by_thing() -> dict[str, tuple[Move, ...]]:
    """Return the moves of each kind of thing, by the name of its model."""
    found: dict[str, list[Move]] = defaultdict(list)
    for app in APPS:
        for module in subjects.modules(app, "moves"):
            for thing, moves in module.MOVES.items():
                found[thing] += moves
    return {thing: tuple(moves) for thing, moves in found.items()}


def document(found: dict[str, tuple[Move, ...]]) -> str:
    """Return `docs/moves.md`: each move with its states in the words of the pages, who makes it, and whom it tells."""
    lines = [
        "# Moves",
        "",
        "Every change of state, printed from `MOVES` of each subject. No one sets a status by hand.",
        "",
    ]
    models = {model.__name__: model for app in APPS for model in apps.get_app_config(app).get_models()}
    for thing, moves in found.items():
        head = ("move", "from", "to", "who", "in the ledger", "notices")
        lines += [f"## {thing}", "", _row(*head), _row(*("---" for _ in head))]
        for move in moves:
            sources = ", ".join(status_in_words(models[thing], status) for status in sorted(move.source))
            target = status_in_words(models[thing], move.target)
            told = ", ".join(f"`{kind.name}`" for kind in move.notifies) or "none"
            lines.append(_row(str(move.verb), sources, target, _who(move), move.words, told))
        lines.append("")
    return "\n".join(lines)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _who(move: Move) -> str:
    return (move.who.__doc__ or "").splitlines()[0] if "no_one" not in move.who.__name__ else "The portal itself."
