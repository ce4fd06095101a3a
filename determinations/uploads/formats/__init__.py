"""The formats of uploads: one a module of this package, under the module's name. They are found, and listed nowhere.

A format gives the choice on the page of uploads, the page of its columns, the templates to download, the command, and
where its rows are stored. A module without a complete FORMAT stops the start, and so do two that look alike.
"""

from collections.abc import Iterable

from django.db.models import Model

from cim_portal.lib import discovery
from determinations.uploads.declaring import Format

FORMATS: dict[str, Format] = {}


def discover() -> None:
    """Find the formats: first those that others are checked against, then by title. Raises `Incomplete`."""
    found = discovery.declared(__name__, __path__, name="FORMAT", kind=Format)
    for name, form in found.items():
        if form.name != name:
            raise discovery.Incomplete(f"the format of {__name__}.{name} is called {form.name}")
    _insist_on_differences(found.values())
    FORMATS.clear()
    FORMATS.update(sorted(found.items(), key=lambda one: (not one[1].comes_first, one[1].title)))


def choices() -> dict[str, str]:
    """Return what each format is called where one is chosen, by its name."""
    return {name: form.choice for name, form in FORMATS.items()}


def storing(model: type[Model]) -> list[str]:
    """Return the names of the formats whose rows are stored in the table of `model`."""
    return [form.name for form in FORMATS.values() if form.model is model]


def giving_way() -> list[str]:
    """Return the names of the formats whose rows count only where no other format says the same."""
    return [form.name for form in FORMATS.values() if form.gives_way]


def _insist_on_differences(forms: Iterable[Format]) -> None:
    """Insist that a person can tell formats apart by their titles, and the portal their files by their columns."""
    seen: dict[str, str] = {}
    for form in forms:
        for what in (f"the title {form.title}", f"the columns {', '.join(sorted(form.required))}"):
            if other := seen.get(what):
                raise discovery.Incomplete(f"the formats {other} and {form.name} have both {what}")
            seen[what] = form.name


discover()
