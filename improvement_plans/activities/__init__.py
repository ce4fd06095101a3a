"""What a field list cannot say: values that are given or computed, drawings, and what must fit together."""

from improvement_plans.activities import budget, drill_down, links, plan_builder, progress, root_cause, roster
from improvement_plans.activities.shown import Fault, Shown

GIVEN = {**drill_down.GIVEN, **root_cause.GIVEN, **budget.GIVEN, **progress.GIVEN}
CELLS = {**drill_down.CELLS, **progress.CELLS}
CHECKS = (
    *roster.CHECKS,
    *drill_down.CHECKS,
    *root_cause.CHECKS,
    *plan_builder.CHECKS,
    *budget.CHECKS,
    *links.CHECKS,
)

__all__ = ["CELLS", "CHECKS", "GIVEN", "Fault", "Shown"]
