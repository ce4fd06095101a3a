"""What a rule may ask about an LEA for a year: a file a fact, each with its `FACT`.

The files are found, and nothing else lists them. Values come with where they are from: file, row and column.
"""

from importlib import import_module
from pkgutil import iter_modules

from determinations.levels.facts.declared import Declared, Fact, Sources, Value
from monitoring.definition import facts as definition_facts

__all__ = ["Declared", "Fact", "Sources", "Value", "declared_facts", "register"]


def declared_facts() -> tuple[Declared, ...]:
    """Return every fact that a file of this package declares, in the order of the files' names."""
    found = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    return tuple(module.FACT for module in found if hasattr(module, "FACT"))


def register() -> None:
    """Make the facts known to the documents, so that a rule that asks for another is refused."""
    definition_facts.register(*(fact.kind for fact in declared_facts()))
