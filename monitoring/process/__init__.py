"""The year's document: levels, rules, indicators, targets, steps, activities, tasks and dates, as data.

`read` turns the YAML that an administrator hands in into a `Process`, or says everything that is wrong with it and
where. Nothing here knows a particular year.
"""

from monitoring.process.reading import SIZE_LIMIT, Fault, ProcessRefused, of, read
from monitoring.process.references import ACTIVITIES, LETTER_ELEMENTS
from monitoring.process.schema import (
    Activity,
    Category,
    Column,
    Condition,
    Disproportionality,
    Field,
    Level,
    Need,
    Process,
    Rule,
    Task,
    holds,
)
from monitoring.process.words import FACTS, OPERATORS, YEARS_BEFORE, fact_in_words, in_words, target_in_words

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
    "Disproportionality",
    "Fault",
    "Field",
    "Level",
    "Need",
    "Process",
    "ProcessRefused",
    "Rule",
    "Task",
    "fact_in_words",
    "holds",
    "in_words",
    "of",
    "read",
    "target_in_words",
]
