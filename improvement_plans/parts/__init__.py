"""What a field list cannot say: values that are given or computed, drawings, and what must fit together."""

from improvement_plans.parts import budget, drill_down, plan_builder, root_cause, roster
from improvement_plans.parts.kinds import Fault, Shown

GIVEN = {**drill_down.GIVEN, **root_cause.GIVEN, **plan_builder.GIVEN, **budget.GIVEN}
CHECKS = (*roster.CHECKS, *drill_down.CHECKS, *root_cause.CHECKS, *plan_builder.CHECKS, *budget.CHECKS)

__all__ = ["CHECKS", "GIVEN", "Fault", "Shown"]
