"""Checks of what a row is about: its year and its LEA."""

from determinations.uploads.checks.known import Check, Known
from determinations.uploads.checks.rows import each, written
from determinations.uploads.kinds import Frame
from determinations.uploads.problems import Problem


def year_of_upload(frame: Frame, known: Known) -> list[Problem]:
    """A stated year is a year, and the one the upload is for."""
    if "year" not in frame.stated:
        return []
    year, there = frame.typed["year"], written(frame, "year")
    possible = year.between(2000, 2100)
    bad = each(frame, there & ~possible, "year", "bad_year")
    return bad + each(frame, possible & (year != known.year), "year", "other_year", year=known.year)


def lea_code(column: str) -> Check:
    """The cell is a code; one that lost its leading zero is restored, and that is said."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        code, there = frame.typed[column], written(frame, column)
        lost = frame.typed[f"{column}_lost_zero"]
        bad = each(frame, there & (code == ""), column, "bad_code")
        return bad + each(frame, lost, column, "lost_zero", restored=code)

    return check


def lea_is_known(column: str) -> Check:
    """The code is that of an LEA in the published directory."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        code = frame.typed[column]
        return each(frame, (code != "") & ~code.isin(known.leas), column, "unknown_lea")

    return check
