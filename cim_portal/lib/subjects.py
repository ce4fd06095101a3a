"""The subjects of an app: the packages in it, and the modules of one name that several of them have."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from types import ModuleType


def modules(app: str, name: str) -> list[ModuleType]:
    """Return the module of that name of each subject of `app` that has one, in the order of the subjects' names."""
    package = import_module(app)
    subjects = sorted(found.name for found in iter_modules(package.__path__) if found.ispkg)
    ways = [f"{app}.{subject}.{name}" for subject in subjects]
    return [import_module(way) for way in ways if find_spec(way)]
