"""What a field list cannot say: values that are given or computed, drawings, and what must fit together.

An activity is known by its role and never by its slug. A key of GIVEN is role.field, one of CELLS role.table.column.
"""

from improvement_plans.activities import (
    budget,
    drill_down,
    gathering,
    links,
    plan_builder,
    progress,
    readable,
    root_cause,
    roster,
)
from improvement_plans.activities.shown import Fault, Shown
from monitoring.definition import roles

GIVEN = {**drill_down.GIVEN, **root_cause.GIVEN, **gathering.GIVEN, **budget.GIVEN, **progress.GIVEN}
CELLS = {**drill_down.CELLS, **progress.CELLS}
CHECKS = (
    *roster.CHECKS,
    *drill_down.CHECKS,
    *root_cause.CHECKS,
    *gathering.CHECKS,
    *plan_builder.CHECKS,
    *budget.CHECKS,
    *links.CHECKS,
    *readable.CHECKS,
)

ROLES = (
    *roster.ROLES,
    *drill_down.ROLES,
    *root_cause.ROLES,
    *gathering.ROLES,
    *plan_builder.ROLES,
    *budget.ROLES,
    *progress.ROLES,
)

__all__ = ["CELLS", "CHECKS", "GIVEN", "ROLES", "Fault", "Shown", "register"]


def register() -> None:
    """Make the roles known to the documents, so that one with a role that is unknown or incomplete is refused."""
    roles.register(*ROLES)
