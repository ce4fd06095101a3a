"""The parts of the two documents, each a frozen model: what may be where, and what one asks of it."""

from monitoring.definition.schema.conditions import Band, Condition, Rule
from monitoring.definition.schema.forms import (
    Activity,
    Column,
    Field,
    FormActivity,
    Need,
    Step,
    StepForms,
    Use,
    holds,
)
from monitoring.definition.schema.measures import (
    Category,
    CategoryRule,
    Disproportionality,
    Indicator,
    StatusFrom,
    Target,
)
from monitoring.definition.schema.year import (
    Contact,
    Definition,
    Letterhead,
    Level,
    OtherOutcome,
    Requirement,
    Snapshot,
    Task,
    YearDocument,
)

__all__ = [
    "Activity",
    "Band",
    "Category",
    "CategoryRule",
    "Column",
    "Condition",
    "Contact",
    "Definition",
    "Disproportionality",
    "Field",
    "FormActivity",
    "Indicator",
    "Letterhead",
    "Level",
    "Need",
    "OtherOutcome",
    "Requirement",
    "Rule",
    "Snapshot",
    "StatusFrom",
    "Step",
    "StepForms",
    "Target",
    "Task",
    "Use",
    "YearDocument",
    "holds",
]
