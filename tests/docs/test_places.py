"""The places that the documents name are there, so that whoever looks finds them."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "cim_portal",
    "monitoring",
    "determinations",
    "improvement_plans",
    "templates",
    "tests",
    "docs",
    "fixtures",
    "static",
    "deployment",
    "locale",
)
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NO_PLACE = {"pdf/ua-1"}
NAMED = re.compile(r"`([a-z_]+/[a-zA-Z0-9_./-]*)(?:: [a-z_]+)?`")


def paths() -> set[str]:
    """Return every file and folder of ours, each also by the ends of its path: a reader is told where they are."""
    found: set[str] = set()
    for room in ROOMS:
        for path in (ROOT / room, *(ROOT / room).rglob("*")):
            parts = path.relative_to(ROOT).parts
            found |= {"/".join(parts[at:]) for at in range(len(parts))}
    return found


def is_there(named: str, known: set[str]) -> bool:
    """Say whether a document names a file or folder, or what a module defines: `steps/moves.submit_step`."""
    place = named.rstrip("/")
    if place in known:
        return True
    module, _, name = place.rpartition(".")
    files = [path for at in (f"{module}.py", f"*/{module}.py", f"*/{module}/__init__.py") for path in ROOT.glob(at)]
    defines = re.compile(rf"^(?:def|class) {name}\b|^{name} =|import.*\b{name}\b", re.MULTILINE)
    return any(defines.search(path.read_text()) for path in files)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_place_that_a_document_names_is_there(document: Path) -> None:
    known = paths()
    named = set(NAMED.findall(document.read_text())) - NO_PLACE
    assert [place for place in named if not is_there(place, known)] == []
