"""Every problem an upload can have: declared once, with its severity and a sentence that says how to correct it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from determinations.uploads.characters import visible

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Severity = Literal["error", "warning"]
LONGEST_SHOWN = 100  # characters of a cell that a report repeats, so that a report stays small enough to open
MOST_LISTED = 1000  # rows that a check lists; the others it counts, in one problem that says how many there are


@dataclass(frozen=True)
class Code:
    """A kind of problem. `sentence` has `%(value)s` for `value`, `column` and what the check knows besides."""

    name: str
    severity: Severity
    sentence: "StrOrPromise"


@dataclass(frozen=True)
class Problem:
    """One problem of one file. `row` counts records, the header being 1; row 0 means the file as a whole.

    `words` is what the code's sentence says besides `column` and `value`. `count` is above one where the problem is that
    of the rows, from `row` on, that are not listed one by one.
    """

    row: int
    column: str
    code: str
    value: str
    words: Mapping[str, str]
    count: int = 1

    @property
    def severity(self) -> Severity:
        """Whether the problem is in the way of publication."""
        return CODES[self.code].severity

    @property
    def message(self) -> str:
        """What is wrong and how to correct it, in the language of whoever reads it."""
        return message(code=self.code, column=self.column, value=self.value, words=self.words, count=self.count)


class FileRefused(Exception):  # noqa: N818 - named for what happened to the file
    """The file cannot be read as the table it should be; `problems` say why and how to correct it."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(" ".join(one.message for one in problems))
        self.problems = list(problems)


def _codes(severity: Severity, sentences: dict[str, "StrOrPromise"]) -> dict[str, Code]:
    return {name: Code(name, severity, sentence) for name, sentence in sentences.items()}


# What is wrong with the file as a whole, found before it is parsed.
_OF_THE_FILE = _codes(
    "error",
    {
        "empty_file": _("The file is empty. Export it again and upload the new file."),
        "too_large": _("The file has %(size)s MB and the limit is %(limit)s MB. Leave out what is not asked for."),
        "not_a_table": _("This is %(what)s, whatever its name says. Save the table as CSV or XLSX and upload that."),
        "old_workbook": _(
            "This is a workbook in the old Excel format (.xls). Save it as .xlsx or CSV and upload that."
        ),
        "locked_workbook": _("The workbook is protected by a password. Save a copy without one and upload that."),
        "broken_workbook": _("The workbook is cut off or damaged. Save it again in Excel and upload the new file."),
        "zip_bomb": _("The workbook would unpack to %(size)s MB, far more than any table here. Save the sheet as CSV."),
        "has_macros": _("The workbook carries macros, which are not accepted. Save it as .xlsx, without macros."),
        "has_external_links": _(
            "The workbook takes values from other files or from the network. Paste the table as values into "
            "a new workbook and upload that."
        ),
        "has_embedded_objects": _(
            "The workbook carries other files or controls within it. Copy the table alone into a new "
            "workbook and upload that."
        ),
        "has_entities": _(
            "The workbook declares XML entities, which no spreadsheet does. Open it in Excel, save it as a "
            "new workbook and upload that."
        ),
        "scattered_cells": _(
            "The sheet reaches to row %(row)s and to %(across)s columns, and hardly a cell on the way is "
            "filled. Delete what is apart from the table."
        ),
        "too_many_columns": _(
            "There are more than %(limit)s columns, and no table here has a tenth of them. Delete the "
            "columns that are not asked for, to the right of the table too."
        ),
        "too_many_rows": _(
            "The file has more than %(limit)s rows, blank ones too. Delete the blank rows and the rows that "
            "are not asked for."
        ),
        "long_cell": _(
            "A cell holds more than %(limit)s characters. Shorten it, or close the quotation mark that runs on."
        ),
        "nul_bytes": _(
            "The text holds NUL bytes, so something other than a spreadsheet wrote it. Save it again as CSV."
        ),
        "not_text": _("The file is not text in UTF-8, UTF-16 or Windows encoding. Save it as “CSV UTF-8” or XLSX."),
        "open_quote": _(
            "A quotation mark opens a cell here and none closes it, so no one can say where the rows after "
            "it end. Close it, or double a mark that is meant."
        ),
        "unknown_part": _(
            "The columns do not say which of the Dashboard’s files this is. Rename the file so that its "
            "name says %(words)s, and upload it again."
        ),
        "no_rows": _("The file has a header and no rows. Add the rows and upload it again."),
        "wrong_format": _(
            "This looks like the “%(looks_like)s” file, and “%(format)s” is expected. Choose the other "
            "format, or the other file."
        ),
        "missing_column": _("The column %(column)s is missing. Add it to the header; the file has: %(present)s."),
        "duplicate_column": _("The column %(column)s is in the header twice (as “%(value)s”). Keep one of them."),
    },
)

# What is wrong with a cell or a row, so that nothing is published.
_OF_A_CELL = _codes(
    "error",
    {
        "wrong_number_of_cells": _(
            "This row has %(found)s cells and the header %(expected)s. Put cells that contain the separator "
            "in quotation marks."
        ),
        "blank_cell": _("%(column)s is blank. Fill it in."),
        "too_long": _("This text has more than %(limit)s characters. Shorten it."),
        "hidden_character": _(
            "%(column)s holds %(name)s, which no one sees and which may change how the text reads. Delete "
            "it, or type the cell again."
        ),
        "replacement_character": _(
            "%(column)s holds the mark for a letter that was lost (“%(value)s”). Write it again, or export the file again as "
            "“CSV UTF-8”."
        ),
        "formula_without_value": _(
            "%(column)s holds a formula that was never calculated, so the cell has no value. Open the file in Excel, save it, "
            "and upload it again."
        ),
        "note_under_table": _(
            "“%(value)s” is a note or a total under the table and not a row of it. Delete it, and upload the file again."
        ),
        "spreadsheet_error": _(
            "“%(value)s” is the spreadsheet’s own error, not a value. Correct the formula, or write the value."
        ),
        "digits_lost": _(
            "“%(value)s” is a code that a spreadsheet shortened, so its last digits are lost. Take the "
            "codes from where they came from, as text, and export the file again."
        ),
        "became_a_date": _(
            "“%(value)s” is a date, and none is expected here: a spreadsheet makes one of 5/12 or 3-4. "
            "Format the column as text and write the value again."
        ),
        "bad_year": _("“%(value)s” is not a year between 2000 and 2100. Write it with four digits."),
        "other_year": _(
            "This row is of %(value)s, and the upload is for %(year)s. Remove the row, or correct the year."
        ),
        "bad_code": _("“%(value)s” is not a code of 7 or 14 digits. Format the column as text, so that zeros stay."),
        "unknown_lea": _(
            "No LEA has the code %(value)s. Correct the code, or publish a directory that has this LEA first."
        ),
        "wrong_county": _("The code %(lea)s belongs to %(belongs)s, and the row says %(value)s. Correct one of them."),
        "bad_selpa_code": _("“%(value)s” is not a SELPA code. Write the four digits, as text."),
        "bad_lea_type": _("“%(value)s” is not a kind of LEA. Write one of: %(allowed)s."),
        "duplicate_row": _("Row %(other)s says the same %(key)s already. Keep one of the two rows."),
        "not_a_number": _(
            "“%(value)s” is not a number. Write a number, or NC, NA, --, * or nothing where there is none."
        ),
        "not_a_count": _("“%(value)s” is not a whole number from 0. Write how many, or nothing where it is not known."),
        "out_of_range": _("%(column)s is %(value)s, outside %(low)s to %(high)s. Correct it."),
        "numerator_over_denominator": _(
            "The numerator %(value)s is larger than the denominator %(denominator)s. Correct one of them."
        ),
        "rate_contradicts_counts": _(
            "The rate is %(value)s, and %(numerator)s of %(denominator)s is %(computed)s%%. Correct the "
            "rate or the counts."
        ),
        "rate_is_a_fraction": _(
            "The rate %(value)s is a share of 1, and %(numerator)s of %(denominator)s is %(computed)s%%. "
            "Write it as a percentage."
        ),
        "bad_target": _("“%(value)s” is not a target. Write a sign and a number, such as >=51.2%% or <2.76."),
        "bad_target_met": _("“%(value)s” is neither Yes, No nor NA. Write one of the three."),
        "not_a_local_number": _(
            "“%(value)s” may be a name or a number of the state. Write the LEA’s own number of the child, such as A-17."
        ),
        "not_a_day": _("“%(value)s” is not a day. Write it as 2023-01-31."),
        "unknown_meeting": _("“%(value)s” is no meeting. Write one of: %(allowed)s."),
        "unknown_reserve": _("“%(value)s” does not say whether funds were reserved. Write one of: %(allowed)s."),
        "unknown_evaluation": _("“%(value)s” is no evaluation. Write one of: %(allowed)s."),
        "unknown_determination": _(
            "The definition of %(year)s has no category “%(value)s”. Write one of: %(allowed)s, or NA."
        ),
        "no_rows_of_leas": _(
            "No row is of an LEA and of the student group %(group)s, so there is nothing to take. Districts "
            "say D under rtype, and charters that are LEAs say S and Y under charter_flag."
        ),
        "unmapped_part": _(
            "The definition of %(year)s does not say which indicator the Dashboard’s %(part)s file is "
            "about. Add “%(alias)s” to the aliases of one, and upload the file again."
        ),
        "unknown_group": _("“%(value)s” is no group. Write one of: %(allowed)s."),
        "unknown_category": _("“%(value)s” is no category. Write its number, from 1 to 14."),
        "not_given_count": _(
            "“%(value)s” is no count. A ratio needs every count of the state; write it as a whole number."
        ),
        "outcome_over_base": _(
            "The outcome %(value)s is larger than the base %(base)s, and only category 14 counts events. "
            "Correct one of them."
        ),
        "unknown_level": _("The definition of %(year)s has no level “%(value)s”. Write one of: %(allowed)s."),
    },
)

# What is worth a look. Someone has to accept it before the data are published.
_WARNINGS = _codes(
    "warning",
    {
        "unknown_column": _("The column “%(value)s” is not used here and was left out. Check that its name is right."),
        "hidden_row": _(
            "This row is hidden in the workbook, by a filter or by hand, and was read like every other. Show all rows and "
            "delete it if it is not meant."
        ),
        "hidden_column": _(
            "The column %(column)s is hidden in the workbook, and was read. Show it, and delete it if it is not meant."
        ),
        "hidden_number": _(
            "The format of this cell hides its number, %(value)s, and it was read as empty, as it looks. If the number is meant, "
            "give the cell the format General; if not, clear the cell."
        ),
        "shown_as_text": _(
            "This cell holds %(value)s, and its format shows “%(shown)s” instead. It was read as it is shown. If the number is "
            "meant, give the cell the format General; if not, write the text into the cell."
        ),
        "hidden_sheet": _(
            "The table is on the sheet “%(value)s”, which is hidden, and was read. Show the sheet, and check that it is the "
            "one that is meant."
        ),
        "several_sheets": _(
            "The sheet “%(value)s” was read. %(others)s have the same columns and were not: put all rows on one sheet if they "
            "are meant too."
        ),
        "guessed_letters": _(
            "The file is not in UTF-8, and this cell was read as “%(value)s”. Check it, or save the file as “CSV UTF-8” and "
            "upload that."
        ),
        "encoded_twice": _(
            "“%(value)s” looks like “%(meant)s” in the wrong encoding. Check it, or export the file again as “CSV UTF-8”."
        ),
        "lost_letter": _(
            "“%(value)s” has a question mark within a word, as programs write for a letter that they lost. Check it, or export "
            "the file again as “CSV UTF-8”."
        ),
        "shares_of_one": _(
            "Every %(column)s of the file is between 0 and 1, from row %(first)s to row %(last)s. Are these shares of one? "
            "Then write percentages: %(value)s as %(meant)s."
        ),
        "lost_zero": _(
            "“%(value)s” has lost its leading zero and was read as %(restored)s. Format the column as text."
        ),
        "selpa_without_name": _(
            "SELPA %(value)s is new and has no name. It will be created; add selpa_name to name it."
        ),
        "several_selpa_names": _(
            "SELPA %(selpa)s is also called “%(other)s” in row %(row_of_other)s. The first name is used."
        ),
        "ambiguous_indicator": _(
            "“%(value)s” may be several elements of %(year)s: %(candidates)s. It is stored as read and "
            "counts like every other element; write which one it is to have it counted as that."
        ),
        "unknown_indicator": _(
            "The definition of %(year)s does not know “%(value)s”. It is stored as read and counts like "
            "every other element."
        ),
        "district_not_in_directory": _(
            "The directory has no LEA with the code %(value)s, so the row was left out. If it is an LEA, "
            "publish a directory that has it and upload the file again."
        ),
        "rate_is_missing": _(
            "The rate is blank with %(denominator)s students, and only rates of fewer than %(least)s are "
            "suppressed. It is stored without a rate; write it where it is known."
        ),
        "met_contradicts_rate": _(
            "The row says %(value)s, and a rate of %(rate)s against a target of %(target)s says "
            "%(computed)s. What is stated counts."
        ),
    },
)

# What is worth a look next to what is published, which a file alone does not show.
COMPARED = _codes(
    "warning",
    {
        "group_holds_another": _(
            "%(value)s is kept together with %(other)s, and this row takes the place of both. If the file that it amends has "
            "%(other)s in rows of their own, add the row of %(other)s for the same LEA and category."
        ),
        "no_swd_counts": _(
            "The state's directory does not say how many students with disabilities an LEA has. LEAs for "
            "which it stays unknown, so that none of them is in the cycle of small LEAs: %(leas)s. Add a column swd_count to the "
            "file, or amend the directory."
        ),
        "no_charters": _(
            "This is the state's file of districts, which has no charter schools. LEAs of the directory that are charters and "
            "would not be in the year: %(charters)s. Upload the state's file of schools and districts, or amend the directory."
        ),
        "leas_gone": _(
            "%(gone)s of the %(before)s LEAs of %(file)s are not in this file, and would not be in the year: %(value)s."
        ),
        "corrections_undone": _(
            "Rows that were corrected since would again be as this file has them, or be gone (%(count)s): %(value)s. Correct "
            "them in this file too, if the corrections still hold."
        ),
        "rows_gone": _("%(gone)s of the %(before)s rows of %(file)s, which count now, are not in this file."),
        "selpa_changes": _("%(lea)s moves from SELPA %(before)s to SELPA %(value)s. Its plans move with it."),
    },
)
COMPARED |= _codes(
    "error",
    {
        "part_of_a_group": _(
            "%(value)s is kept together with %(other)s, and this row alone would take the place of both. Add the row of "
            "%(other)s for the same LEA and category."
        ),
        "no_selpa": _(
            "The state's directory does not say to which SELPA %(lea)s (%(value)s) belongs, and the portal does not know it. "
            "Add a column selpa_code to the file, and write the four digits of its SELPA in this row."
        ),
    },
)

CODES = _OF_THE_FILE | _OF_A_CELL | _WARNINGS | COMPARED


def problem(
    code: str,
    *,
    row: int = 0,
    column: str = "",
    value: str = "",
    words: Mapping[str, object] = MappingProxyType({}),
) -> Problem:
    """Return the problem `code`, with what its sentence says besides column and value."""
    plain = visible(value[:LONGEST_SHOWN])
    shown = plain if len(value) <= LONGEST_SHOWN else plain + "…"
    said = {name: visible(str(word)) for name, word in words.items()}
    return Problem(row=row, column=visible(column)[:60], code=code, value=shown, words=said)


def message(*, code: str, column: str, value: str, words: Mapping[str, str], count: int) -> str:
    """Return the sentence of a problem. Raises `KeyError` for an unknown code or a missing word."""
    if "listed" not in words:
        return str(CODES[code].sentence) % {"column": column, "value": value, **words}
    sentence = ngettext(
        "%(count)s more row has this problem from here on. The first %(listed)s are listed; correct what they have in "
        "common, and upload the file again.",
        "%(count)s more rows have this problem from here on. The first %(listed)s are listed; correct what they have in "
        "common, and upload the file again.",
        count,
    )
    return sentence % {"count": f"{count:,}", **words}


def more(code: str, *, row: int, column: str = "", count: int) -> Problem:
    """Return the problem of `count` rows with `code`, from `row` on, that are not listed one by one."""
    return Problem(row=row, column=column, code=code, value="", words={"listed": f"{MOST_LISTED:,}"}, count=count)


def refuse(code: str, **words: object) -> FileRefused:
    """Return the exception that refuses the whole file for `code`."""
    return FileRefused(problem(code, words=words))


def errors(found: list[Problem]) -> list[Problem]:
    """Return those problems that are in the way of publication."""
    return [one for one in found if one.severity == "error"]


def warnings(found: list[Problem]) -> list[Problem]:
    """Return those problems that someone has to accept."""
    return [one for one in found if one.severity == "warning"]
