"""What a spreadsheet did to a cell says more than that the cell cannot be read."""

import re

from determinations.uploads.problems import Problem, problem

# The problems that each kind of damage explains, and how the cell looks.
_NO_VALUE = frozenset(
    "bad_code bad_selpa_code bad_lea_type bad_year bad_target bad_target_met not_a_number not_a_count wrong_county "
    "unknown_evaluation unknown_level unknown_indicator not_given_count unknown_group unknown_category".split()
)
_CODES_OF_LEAS = frozenset({"bad_code", "bad_selpa_code"})
_NUMBERS = frozenset({"bad_code", "bad_selpa_code", "bad_target", "not_a_number", "not_a_count", "not_given_count"})
SPREADSHEET_ERROR = r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|GETTING_DATA)"
_DAMAGE = (
    ("spreadsheet_error", _NO_VALUE, re.compile(SPREADSHEET_ERROR)),
    ("digits_lost", _CODES_OF_LEAS, re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,2}")),
    (
        "became_a_date",
        _NUMBERS,
        re.compile(
            r"[0-9]{1,4}([-/.])[0-9]{1,2}\1[0-9]{1,4}(?:[ T]0?0:00(?::00)?)?|[0-9]{1,2}-[A-Za-z]{3}|[A-Za-z]{3}-[0-9]{2}"
        ),
    ),
)


def explained(one: Problem) -> Problem:
    """Return the problem that says what a spreadsheet did to the cell, where that is why it cannot be read."""
    for code, explains, looks in _DAMAGE:
        if one.code in explains and looks.fullmatch(one.value):
            return problem(code, row=one.row, column=one.column, value=one.value)
    return one
