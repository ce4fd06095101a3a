"""Every row of `MOVES`, from every subject that has moves."""

from collections import defaultdict
from importlib import import_module
from pathlib import Path

from monitoring.ledger.ledger import Move

ROOT = Path(__file__).resolve().parent.parent
APPS = ("determinations", "improvement_plans")
FILES = [path for app in APPS for path in sorted((ROOT / app).glob("*/moves.py"))]


def moves_by_thing() -> dict[str, tuple[Move, ...]]:
    """Return the moves of each kind of thing, by the name of its model."""
    found: dict[str, list[Move]] = defaultdict(list)
    for path in FILES:
        module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for thing, moves in module.MOVES.items():
            found[thing] += moves
    return {thing: tuple(moves) for thing, moves in found.items()}
