"""The documents that come with the portal, as texts and as plain values to change."""

import copy
import re
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from monitoring.definition import Definition, StepForms, read_step_forms, read_year

FOLDER, FORMS = Path("fixtures/definitions"), Path("fixtures/step_forms/cim.yaml")
YEARS = tuple(sorted(int(path.stem) for path in FOLDER.glob("*.yaml")))


def text(year: int) -> str:
    """Return the document of a year as it comes with the portal."""
    return (FOLDER / f"{year}.yaml").read_text()


def values(text: str) -> dict[str, Any]:
    """Return what a text in YAML says."""
    return dict(YAML(typ="safe", pure=True).load(text))


def document(year: int) -> dict[str, Any]:
    """Return what the document of a year says, to be changed."""
    return copy.deepcopy(_document(year))


@cache
def _document(year: int) -> dict[str, Any]:
    return values(text(year))


def dumped(document: dict[str, Any]) -> str:
    """Return a document as YAML."""
    out = StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # it is declared as None
    yaml.representer.ignore_aliases = lambda data: True
    yaml.dump(document, out)
    return out.getvalue()


def shipped(name: str) -> StepForms | None:
    """Return the step forms that come with the portal, without asking the database."""
    return _cim() if name == "cim" else None


@cache
def _cim() -> StepForms:
    return read_step_forms(FORMS.read_text())


@cache
def read(year: int) -> Definition:
    """Return the definition of a year that comes with the portal."""
    return read_year(text(year), forms=shipped)


def renamed(text: str, *, first: str = "our_") -> str:
    """Return a document in which every activity has another slug."""
    for slug in (activity["slug"] for activity in values(FORMS.read_text())["activities"]):
        text = re.sub(rf"(slug: |activity: |from: ){slug}\b(?!:)", rf"\1{first}{slug}", text)
    return text
