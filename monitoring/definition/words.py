"""Facts, targets and conditions as people read them."""

from monitoring.definition.schema import Band, Condition, Target

# What a rule may ask about an LEA, as pages, letters and definitions call it.
FACTS = {
    "swd_count": "Students with disabilities on census day",
    "missed_elements": "Elements whose target was missed",
    "intensive_rank": "Percentage rank in the intensive evaluation (0 is lowest)",
    "preschool_rank": "Percentage rank in the preschool evaluation (0 is lowest)",
    "lre_rank": "Percentage rank on least restrictive environment (0 is lowest)",
    "disproportionate_years": "Years of disproportionality in a row",
    "significantly_disproportionate": "Significantly disproportionate",
}
YEARS_BEFORE = "years_before_in_"  # with the code of a category: for how many years in a row an LEA was in it, or worse
OPERATORS = {">": "more than", ">=": "at least", "<": "less than", "<=": "at most"}


def fact_in_words(name: str) -> str:
    """Return what a fact is called; one that is not known here by its own name."""
    if name.startswith(YEARS_BEFORE):
        category = name.removeprefix(YEARS_BEFORE).replace("_", " ")
        return f"Years in a row before this one, determined as {category} or worse"
    return FACTS.get(name, name.replace("_", " "))


def target_in_words(target: Target) -> str:
    """Return what a target asks for: `more than 95 percent`."""
    return f"{OPERATORS[target.operator]} {target.value} {target.unit}".strip()


def condition_in_words(condition: Condition) -> str:
    """Return a condition as people read it: `Students with disabilities on census day: at most 100`."""
    if condition.fact is None:
        word = "; or " if condition.any_of else "; and "
        return word.join(_part_in_words(part) for part in condition.any_of or condition.all_of or ())
    return f"{fact_in_words(condition.fact)}: {test_in_words(condition)}"


def _part_in_words(condition: Condition) -> str:
    return condition_in_words(condition) if condition.fact else f"({condition_in_words(condition)})"


def test_in_words(condition: Condition) -> str:
    """Return the test that a condition has of its fact: `at least 3`."""
    if condition.within is not None:
        return _band_in_words(condition.within)
    if isinstance(condition.equals, bool):
        return "yes" if condition.equals else "no"
    tests = {
        "at least": condition.at_least,
        "at most": condition.at_most,
        "more than": condition.more_than,
        "less than": condition.less_than,
        "exactly": condition.equals,
    }
    return next(f"{words} {value}" for words, value in tests.items() if value is not None)


def _band_in_words(band: Band) -> str:
    low = f"from {band.low}" if band.low_in else f"above {band.low}"
    return f"{low} {'up to and including' if band.high_in else 'to below'} {band.high}"
