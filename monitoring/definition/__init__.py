"""The year's document: levels, rules, indicators, targets, steps, activities, tasks and dates, as data.

`read_definition` turns the YAML that an administrator hands in into a `Definition`, or says everything that is wrong with it and
where. Nothing here knows a particular year.
"""

from monitoring.definition.reading import SIZE_LIMIT, DefinitionRefused, Fault, definition_of, read_definition
from monitoring.definition.references import ACTIVITIES, LETTER_ELEMENTS
from monitoring.definition.schema import (
    Activity,
    Category,
    Column,
    Condition,
    Definition,
    Disproportionality,
    Field,
    Level,
    Need,
    Rule,
    Task,
    holds,
)
from monitoring.definition.words import (
    FACTS,
    OPERATORS,
    YEARS_BEFORE,
    condition_in_words,
    fact_in_words,
    target_in_words,
)

__all__ = [
    "ACTIVITIES",
    "FACTS",
    "LETTER_ELEMENTS",
    "OPERATORS",
    "SIZE_LIMIT",
    "YEARS_BEFORE",
    "Activity",
    "Category",
    "Column",
    "Condition",
    "Definition",
    "DefinitionRefused",
    "Disproportionality",
    "Fault",
    "Field",
    "Level",
    "Need",
    "Rule",
    "Task",
    "condition_in_words",
    "definition_of",
    "fact_in_words",
    "holds",
    "read_definition",
    "target_in_words",
]
