"""The levels of a run as a table."""

from cim_portal.lib.sheets import Table
from determinations.runs import queries
from determinations.runs.models import Run


def levels(run: Run) -> Table:
    """Return each LEA of a run with its level, what the rules compute and what the state decided.

    `rule` is the number of the rule that gave the computed level, from 1. A blank level is no level, and `outcome` then
    what the rules end in besides; a blank `official` says that the state gave none, and `none` that it decided on no level.
    """
    columns = [
        "lea_code",
        "lea_name",
        "county",
        "selpa",
        "level",
        "outcome",
        "computed",
        "official",
        "rule",
        "missing_facts",
    ]
    columns += ["determination", "computed_determination", "official_determination"]
    rows = [
        [
            line.code,
            line.name,
            line.county,
            line.selpa,
            result.level,
            result.outcome,
            result.computed,
            "" if result.official is None else result.official or "none",
            "" if result.rule is None else result.rule + 1,
            ", ".join(result.missing),
            result.determination,
            result.computed_determination,
            "" if result.official_determination is None else result.official_determination or "na",
        ]
        for result in queries.results_of(run).defer("explanation")
        for line in [queries.level_line(result)]
    ]
    return columns, rows
