"""The documents that say what a year is: its levels, rules and dates, and the step forms with its activities, as data.

`read_definition` turns the YAML that an administrator gives into a `Definition`, or says everything that is wrong with it
and where; `definition_of` returns the one that a kept version says. Nothing here knows a particular year.
"""

from monitoring.definition.facts import fact_in_words, is_small_fact
from monitoring.definition.faults import Fault
from monitoring.definition.reading import DefinitionRefused, is_step_forms, read_step_forms, read_year
from monitoring.definition.references import ACTIVITIES, KEPT_CAUSES, LETTER_ELEMENTS
from monitoring.definition.roles import Role
from monitoring.definition.schema import (
    Activity,
    Category,
    Column,
    Condition,
    Definition,
    Disproportionality,
    FederalColumn,
    Field,
    Letterhead,
    Level,
    Need,
    Requirement,
    Rule,
    StepForms,
    Task,
    holds,
)
from monitoring.definition.text import SIZE_LIMIT
from monitoring.definition.versions import definition_of, newest_forms, read_definition, unread
from monitoring.definition.words import (
    condition_in_words,
    need_in_words,
    status_in_words,
    target_in_words,
    value_in_words,
)

__all__ = [
    "ACTIVITIES",
    "KEPT_CAUSES",
    "LETTER_ELEMENTS",
    "SIZE_LIMIT",
    "Activity",
    "Category",
    "Column",
    "Condition",
    "Definition",
    "DefinitionRefused",
    "Disproportionality",
    "Fault",
    "FederalColumn",
    "Field",
    "Letterhead",
    "Level",
    "Need",
    "Requirement",
    "Role",
    "Rule",
    "StepForms",
    "Task",
    "condition_in_words",
    "definition_of",
    "fact_in_words",
    "holds",
    "is_small_fact",
    "is_step_forms",
    "need_in_words",
    "newest_forms",
    "read_definition",
    "read_step_forms",
    "read_year",
    "status_in_words",
    "target_in_words",
    "unread",
    "value_in_words",
]
