"""Every problem an upload can have: declared once, with its severity and a sentence that says how to correct it."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Literal

Severity = Literal["error", "warning"]
LONGEST_SHOWN = 100  # characters of a cell that a report repeats, so that a report stays small enough to open
MOST_LISTED = 1000  # rows that a check lists; the others it counts, in one problem that says how many there are


@dataclass(frozen=True)
class Code:
    """A kind of problem. `sentence` has placeholders for `value`, `column` and what the check knows besides."""

    name: str
    severity: Severity
    sentence: str


@dataclass(frozen=True)
class Problem:
    """One problem of one file. `row` counts records, the header being 1; row 0 means the file as a whole.

    `count` is above one where the problem is that of the rows, from `row` on, that are not listed one by one.
    """

    row: int
    column: str
    code: str
    value: str
    message: str
    severity: Severity
    count: int = 1

    def as_json(self) -> dict[str, object]:
        """Return the problem as the JSON document of an import lists it."""
        values = asdict(self)
        del values["count"]
        return values


class FileRefused(Exception):  # noqa: N818 - named for what happened to the file
    """The file cannot be read as the table it should be; `problems` say why and how to correct it."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(" ".join(one.message for one in problems))
        self.problems = list(problems)


def _codes(severity: Severity, sentences: dict[str, str]) -> dict[str, Code]:
    return {name: Code(name, severity, sentence) for name, sentence in sentences.items()}


# What is wrong with the file as a whole, found before it is parsed.
_OF_THE_FILE = _codes(
    "error",
    {
        "empty_file": "The file is empty. Export it again and upload the new file.",
        "too_large": "The file has {size} MB and the limit is {limit} MB. Leave out what is not asked for.",
        "not_a_table": "This is {what}, whatever its name says. Save the table as CSV or XLSX and upload that.",
        "old_workbook": "This is a workbook in the old Excel format (.xls). Save it as .xlsx or CSV and upload that.",
        "locked_workbook": "The workbook is protected by a password. Save a copy without one and upload that.",
        "broken_workbook": "The workbook is cut off or damaged. Save it again in Excel and upload the new file.",
        "zip_bomb": "The workbook would unpack to {size} MB, far more than any table here. Save the sheet as CSV.",
        "has_macros": "The workbook carries macros, which are not accepted. Save it as .xlsx, without macros.",
        "has_external_links": "The workbook takes values from other files or from the network. Paste the table as values "
        "into a new workbook and upload that.",
        "has_embedded_objects": "The workbook carries other files or controls within it. Copy the table alone into a new "
        "workbook and upload that.",
        "has_entities": "The workbook declares XML entities, which no spreadsheet does. Open it in Excel, save it as a new "
        "workbook and upload that.",
        "scattered_cells": "The sheet reaches to row {row} and to {across} columns, and hardly a cell on the way is filled. "
        "Delete what is apart from the table.",
        "too_many_columns": "There are more than {limit} columns, and no table here has a tenth of them. Delete the "
        "columns that are not asked for, to the right of the table too.",
        "too_many_rows": "The file has more than {limit} rows, blank ones too. Delete the blank rows "
        "and the rows that are not asked for.",
        "long_cell": "A cell holds more than {limit} characters. Shorten it, or close the quotation mark that runs on.",
        "nul_bytes": "The text holds NUL bytes, so something other than a spreadsheet wrote it. Save it again as CSV.",
        "not_text": "The file is not text in UTF-8, UTF-16 or Windows encoding. Save it as “CSV UTF-8” or XLSX.",
        "open_quote": "A quotation mark opens a cell here and none closes it, so no one can say where the "
        "rows after it end. Close it, or double a mark that is meant.",
        "unknown_part": "The columns do not say which of the Dashboard’s files this is. Rename the file so that its name "
        "says {words}, and upload it again.",
        "no_rows": "The file has a header and no rows. Add the rows and upload it again.",
        "wrong_format": "This looks like the “{looks_like}” file, and “{format}” is expected. Choose the other format, "
        "or the other file.",
        "missing_column": "The column {column} is missing. Add it to the header; the file has: {present}.",
        "duplicate_column": "The column {column} is in the header twice (as “{value}”). Keep one of them.",
    },
)

# What is wrong with a cell or a row, so that nothing is published.
_OF_A_CELL = _codes(
    "error",
    {
        "wrong_number_of_cells": "This row has {found} cells and the header {expected}. Put cells that contain the "
        "separator in quotation marks.",
        "blank_cell": "{column} is blank. Fill it in.",
        "too_long": "This text has more than {limit} characters. Shorten it.",
        "hidden_character": "{column} holds {name}, which no one sees and which may change how the text reads. Delete it, "
        "or type the cell again.",
        "spreadsheet_error": "“{value}” is the spreadsheet’s own error, not a value. Correct the formula, or write the value.",
        "digits_lost": "“{value}” is a code that a spreadsheet shortened, so its last digits are lost. Take the codes from "
        "where they came from, as text, and export the file again.",
        "became_a_date": "“{value}” is a date, and none is expected here: a spreadsheet makes one of 5/12 or 3-4. Format "
        "the column as text and write the value again.",
        "bad_year": "“{value}” is not a year between 2000 and 2100. Write it with four digits.",
        "other_year": "This row is of {value}, and the upload is for {year}. Take the row out or correct the year.",
        "bad_code": "“{value}” is not a code of 7 or 14 digits. Format the column as text, so that zeros stay.",
        "unknown_lea": "No LEA has the code {value}. Correct the code, or publish a directory that has this LEA first.",
        "wrong_county": "The code {lea} belongs to {belongs}, and the row says {value}. Correct one of them.",
        "bad_selpa_code": "“{value}” is not a SELPA code. Write the four digits, as text.",
        "bad_lea_type": "“{value}” is not a kind of LEA. Write one of: {allowed}.",
        "duplicate_row": "Row {other} says the same {key} already. Keep one of the two rows.",
        "not_a_number": "“{value}” is not a number. Write a number, or NC, NA, --, * or nothing where there is none.",
        "not_a_count": "“{value}” is not a whole number from 0. Write how many, or nothing where it is not known.",
        "out_of_range": "{column} is {value}, outside {low} to {high}. Correct it.",
        "numerator_over_denominator": "The numerator {value} is larger than the denominator {denominator}. "
        "Correct one of them.",
        "rate_contradicts_counts": "The rate is {value}, and {numerator} of {denominator} is {computed} %. Correct the "
        "rate or the counts.",
        "rate_is_a_fraction": "The rate {value} is a share of 1, and {numerator} of {denominator} is {computed} %. "
        "Write it as a percentage.",
        "bad_target": "“{value}” is not a target. Write an operator and a number, such as >=51.2% or <2.76.",
        "bad_target_met": "“{value}” is neither Yes, No nor NA. Write one of the three.",
        "unknown_evaluation": "“{value}” is no evaluation. Write one of: {allowed}.",
        "unknown_determination": "The definition of {year} has no category “{value}”. Write one of: {allowed}, or NA.",
        "no_rows_of_leas": "No row is of an LEA and of the student group {group}, so there is nothing to take. Districts say "
        "D under rtype, and charters that are LEAs say S and Y under charter_flag.",
        "unmapped_part": "The definition of {year} does not say which indicator the Dashboard’s {part} file is about. Add "
        "“{alias}” to the aliases of one, and upload the file again.",
        "unknown_group": "“{value}” is no group. Write one of: {allowed}.",
        "unknown_category": "“{value}” is no category. Write its number, from 1 to 14.",
        "not_given_count": "“{value}” is no count. A ratio needs every count of the state; write it as a whole number.",
        "outcome_over_base": "The outcome {value} is larger than the base {base}, and only category 14 counts events. "
        "Correct one of them.",
        "unknown_level": "The definition of {year} has no level “{value}”. Write one of: {allowed}.",
    },
)

# What is worth a look. Someone has to accept it before the data are published.
_WARNINGS = _codes(
    "warning",
    {
        "unknown_column": "The column “{value}” is not used here and was left out. Check that its name is right.",
        "lost_zero": "“{value}” has lost its leading zero and was read as {restored}. Format the column as text.",
        "selpa_without_name": "SELPA {value} is new and has no name. It will be created; add selpa_name to name it.",
        "several_selpa_names": "SELPA {selpa} is also called “{other}” in row {row_of_other}. The first name is used.",
        "ambiguous_indicator": "“{value}” may be several elements of {year}: {candidates}. It is stored as read and counts "
        "like every other element; write which one it is to have it counted as that.",
        "unknown_indicator": "The definition of {year} does not know “{value}”. It is stored as read and counts like "
        "every other element.",
        "district_not_in_directory": "The directory has no LEA with the code {value}, so the row was left out. If it is an "
        "LEA, publish a directory that has it and upload the file again.",
        "rate_is_missing": "The rate is blank with {denominator} students, and only rates of fewer than {least} are "
        "suppressed. It is stored without a rate; write it where it is known.",
        "met_contradicts_rate": "The row says {value}, and a rate of {rate} against the target {target} says "
        "{computed}. What is stated counts.",
    },
)

CODES = _OF_THE_FILE | _OF_A_CELL | _WARNINGS

# What a spreadsheet does to a cell says more than that the cell cannot be read: which codes it explains, and how it looks.
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
# Control characters other than tab and line ends, and what is drawn as nothing or turns the direction of writing.
HIDDEN = (
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_HIDDEN = re.compile(HIDDEN)


def problem(
    code: str,
    *,
    row: int = 0,
    column: str = "",
    value: str = "",
    words: Mapping[str, object] = MappingProxyType({}),
) -> Problem:
    """Return the problem `code` with its sentence filled in. Raises `KeyError` for an unknown code or missing word."""
    declared = CODES[code]
    plain = visible(value[:LONGEST_SHOWN])
    shown = plain if len(value) <= LONGEST_SHOWN else plain + "…"
    message = visible(declared.sentence.format(column=column, value=shown, **words))
    return Problem(
        row=row, column=visible(column)[:60], code=code, value=shown, message=message, severity=declared.severity
    )


def visible(text: str) -> str:
    """Return the text with each hidden character as its number, so that a report can be shown and stored."""
    return _HIDDEN.sub(lambda hidden: f"<U+{ord(hidden[0]):04X}>", text)


def explained(one: Problem) -> Problem:
    """Return the problem that says what a spreadsheet did to the cell, where that is why it cannot be read."""
    for code, explains, looks in _DAMAGE:
        if one.code in explains and looks.fullmatch(one.value):
            return problem(code, row=one.row, column=one.column, value=one.value)
    return one


def more(code: str, *, row: int, column: str = "", count: int) -> Problem:
    """Return the problem of `count` rows with `code`, from `row` on, that are not listed one by one."""
    message = (
        f"{count:,} more row{'s have' if count > 1 else ' has'} this problem from here on. The first {MOST_LISTED:,} are"
        " listed; correct what they have in common, and upload the file again."
    )
    return Problem(
        row=row, column=column, code=code, value="", message=message, severity=CODES[code].severity, count=count
    )


def refuse(code: str, **words: object) -> FileRefused:
    """Return the exception that refuses the whole file for `code`."""
    return FileRefused(problem(code, words=words))


def errors(found: list[Problem]) -> list[Problem]:
    """Return those problems that are in the way of publication."""
    return [one for one in found if one.severity == "error"]


def warnings(found: list[Problem]) -> list[Problem]:
    """Return those problems that someone has to accept."""
    return [one for one in found if one.severity == "warning"]
