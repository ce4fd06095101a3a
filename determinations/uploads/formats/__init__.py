"""The formats of uploads: one a module of this package, under the module's name. They are found, and listed nowhere.

A format gives the choice on the page of uploads, the page of its columns, the templates to download, the command, and
where its rows are stored. A module without a complete FORMAT stops the start.
"""

from cim_portal.lib import discovery
from determinations.uploads.declaring import Format

FORMATS: dict[str, Format] = {}


def discover() -> None:
    """Find the formats: first those that others are checked against, then by title."""
    found = discovery.declared(__name__, __path__, name="FORMAT", kind=Format)
    for name, form in found.items():
        if form.name != name:
            raise discovery.Incomplete(f"the format of {__name__}.{name} is called {form.name}")
    FORMATS.clear()
    FORMATS.update(sorted(found.items(), key=lambda one: (not one[1].comes_first, one[1].title)))


discover()
