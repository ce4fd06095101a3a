"""What follows from a level or a category of determination, in words."""

from determinations.runs.models import LevelResult
from monitoring.definition import Definition


def years_in_a_row(result: LevelResult, definition: Definition) -> int:
    """Return for how many years in a row an LEA was in its category or a worse one; 0 in the mildest, where that says
    nothing."""
    if not result.determination:
        return 0
    orders = [category.order for category in definition.determinations.categories]
    return result.determination_years if definition.category(result.determination).order > min(orders) else 0


def consequences(result: LevelResult, definition: Definition) -> tuple[str, ...]:
    """Return what follows from an LEA's category of determination after so many years in a row."""
    if not result.determination:
        return ()
    category = definition.category(result.determination)
    return tuple(one.text for one in category.consequences if result.determination_years >= one.years)
