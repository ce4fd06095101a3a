"""What is asked of the columns of an upload. A check is a pure function `(frame, known) -> list[Problem]`.

The functions here build checks for the columns they are given; each works by columns and loops only over what is bad.
Texts are asked about once each (`kinds.spread`), whatever the number of rows in which they stand.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from determinations.ratios.categories import CATEGORIES, EVENTS
from determinations.uploads import kinds
from determinations.uploads.kinds import Frame
from determinations.uploads.problems import MOST_LISTED, SPREADSHEET_ERROR, Problem, more, problem


@dataclass(frozen=True)
class Known:
    """What the portal knows already and an upload is checked against.

    `leas` has the codes of 7 digits, `counties` the names by the two digits of their code, `selpas` the names by
    code, blank where there is none. `elements_for(indicator, label)` gives the elements of the year's definition that
    a cell may mean: none, one, or several where a bare number is not enough.
    """

    year: int
    leas: frozenset[str]
    counties: Mapping[str, str]
    selpas: Mapping[str, str]
    levels: tuple[str, ...]
    determinations: tuple[str, ...]
    elements_for: Callable[[str, str], tuple[str, ...]]


Check = Callable[[Frame, Known], list[Problem]]

NOT_APPLICABLE = "na"  # as `kinds.word` reads NA
MOST_OF_A_TARGET = 1000  # most are percentages, and 4A's is a ratio

_HOLDS = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le, "=": operator.eq}


def filled(*columns: str) -> Check:
    """Each of the columns that stand in the file has something in every row."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        return [
            one
            for column in columns
            if column in frame.stated
            for one in _each(frame, ~_written(frame, column), column, "blank_cell")
        ]

    return check


def at_most(limit: int, *columns: str) -> Check:
    """The texts fit where they are kept; an element is said at its indicator."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        found = []
        for column in columns:
            place = "indicator" if column == "element" else column
            if place in frame.stated:
                long = kinds.spread(frame.typed[column], lambda texts: texts.str.len() > limit)
                found += _each(frame, long, place, "too_long", limit=limit)
        return found

    return check


def year_of_upload(frame: Frame, known: Known) -> list[Problem]:
    """A stated year is a year, and the one the upload is for."""
    if "year" not in frame.stated:
        return []
    year, written = frame.typed["year"], _written(frame, "year")
    possible = year.between(2000, 2100)
    bad = _each(frame, written & ~possible, "year", "bad_year")
    return bad + _each(frame, possible & (year != known.year), "year", "other_year", year=known.year)


def lea_code(column: str) -> Check:
    """The cell is a code; one that lost its leading zero is mended, and that is said."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        code, written = frame.typed[column], _written(frame, column)
        lost = frame.typed[f"{column}_lost_zero"]
        bad = _each(frame, written & (code == ""), column, "bad_code")
        return bad + _each(frame, lost, column, "lost_zero", mended=code)

    return check


def lea_is_known(column: str) -> Check:
    """The code is that of an LEA in the published directory."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        code = frame.typed[column]
        return _each(frame, (code != "") & ~code.isin(known.leas), column, "unknown_lea")

    return check


def county_of_code(frame: Frame, known: Known) -> list[Problem]:
    """The county that the row names, or its two digits, is the one that its CDS code begins with."""
    code, says = frame.typed["cds_code_cds"].astype("str"), frame.typed["county"].astype("str")
    belongs = code.str.slice(0, 2).map(known.counties).astype("str").fillna("no county of California")
    named = says.str.lower().str.replace(r"\s+county$", "", regex=True)
    right = (named == belongs.str.lower()) | (says == code.str.slice(0, 2))
    bad = (code != "") & (says != "") & ~right
    return _each(frame, bad, "county", "wrong_county", lea=code, belongs=belongs)


def selpa_code(frame: Frame, known: Known) -> list[Problem]:
    """The SELPA's code has four digits; one that lost its leading zero is mended, and that is said."""
    code, written = frame.typed["selpa_code"], _written(frame, "selpa_code")
    bad = _each(frame, written & (code == ""), "selpa_code", "bad_selpa_code")
    return bad + _each(frame, frame.typed["selpa_code_lost_zero"], "selpa_code", "lost_zero", mended=code)


def selpa_is_named(frame: Frame, known: Known) -> list[Problem]:
    """A new SELPA has a name somewhere in the file; said once, where it first stands."""
    code, name = frame.typed["selpa_code"], frame.typed["selpa_name"]
    unnamed = (code != "") & ~code.isin(list(known.selpas)) & ~code.isin(list(code[name != ""]))
    return _each(frame, unnamed & ~code.duplicated(), "selpa_code", "selpa_without_name")


def selpa_has_one_name(frame: Frame, known: Known) -> list[Problem]:
    """A SELPA is called the same in every row; said at the first row that calls it otherwise."""
    named = frame.typed.loc[frame.typed["selpa_name"] != "", ["selpa_code", "selpa_name"]].astype("str")
    if named.empty:
        return []
    first = named.drop_duplicates("selpa_code").reset_index(names="row").set_index("selpa_code")
    first_name, first_row = named["selpa_code"].map(first["selpa_name"]), named["selpa_code"].map(first["row"])
    differs = (named["selpa_name"] != first_name) & ~named.duplicated()
    return _each(
        frame,
        differs.reindex(frame.read.index, fill_value=False),
        "selpa_name",
        "several_selpa_names",
        selpa=frame.typed["selpa_code"],
        other=first_name.reindex(frame.read.index),
        row_of_other=first_row.reindex(frame.read.index, fill_value=0),
    )


def one_of(column: str, allowed: tuple[str, ...], code: str) -> Check:
    """The word is one of those that are allowed."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        given = frame.typed[column]
        bad = (given != "") & ~given.isin(list(allowed))
        return _each(frame, bad, column, code, allowed=", ".join(allowed))

    return check


def level_is_known(frame: Frame, known: Known) -> list[Problem]:
    """The level is one of the year's definition."""
    level = frame.typed["level"]
    bad = (level != "") & ~level.isin(list(known.levels))
    return _each(frame, bad, "level", "unknown_level", year=known.year, allowed=", ".join(known.levels))


def determination_is_known(frame: Frame, known: Known) -> list[Problem]:
    """The category is one of the year's definition, or the row says that none applies."""
    given = frame.typed["determination"]
    bad = (given != "") & ~given.isin([*known.determinations, NOT_APPLICABLE])
    allowed = ", ".join(known.determinations)
    return _each(frame, bad, "determination", "unknown_determination", year=known.year, allowed=allowed)


def unique(*key: str) -> Check:
    """No two rows say the same; named is the earlier one."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        numbers = _numbered(frame.typed[list(key)])
        repeated = numbers.duplicated()
        if not repeated.any():
            return []
        for one in key:
            repeated &= frame.typed[one] != ""
        first = pd.Series(frame.read.index, index=frame.read.index).groupby(numbers).transform("min")
        said = " and ".join("indicator" if one == "element" else one for one in key)
        column = "indicator" if key[-1] == "element" else key[-1]
        return _each(frame, repeated, column, "duplicate_row", other=first, key=said)

    return check


def is_number(*columns: str) -> Check:
    """The cell is a number or a special value."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        return [
            one
            for column in columns
            for one in _each(frame, frame.typed[f"{column}_state"] == kinds.BAD, column, "not_a_number")
        ]

    return check


def is_count(*columns: str) -> Check:
    """The cell is a whole number from 0, or a special value."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        found = []
        for column in columns:
            count, state = frame.typed[column], frame.typed[f"{column}_state"]
            broken = count.notna() & ((count < 0) | (count != np.floor(count)) | (count > 2**31 - 1))
            found += _each(frame, broken | (state == kinds.BAD), column, "not_a_count")
        return found

    return check


def between(low: int, high: int, column: str) -> Check:
    """The number lies within the two ends."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        value = frame.typed[column]
        return _each(frame, (value < low) | (value > high), column, "out_of_range", low=low, high=high)

    return check


def part_of_whole(frame: Frame, known: Known) -> list[Problem]:
    """A numerator is no larger than its denominator."""
    numerator, denominator = frame.typed["numerator"], frame.typed["denominator"]
    return _each(
        frame,
        numerator > denominator,
        "numerator",
        "numerator_over_denominator",
        denominator=frame.read["denominator"] if "denominator" in frame.stated else "",
    )


def rate_of_counts(frame: Frame, known: Known) -> list[Problem]:
    """The rate is that of its numerator and denominator, as far as its digits go.

    Zeros at the end of a rate may be a spreadsheet's formatting, so 85.70 allows for what rounds to 85.7. And published
    figures are often rounded twice, from 61.246 by way of 61.25 to 61.3, so a little more than half a digit is allowed.
    """
    rate, numerator, denominator = (frame.typed[name] for name in ("rate", "numerator", "denominator"))
    computed = 100 * numerator / denominator.where(denominator > 0)
    allowed = kinds.spread(frame.read["rate"], _half_a_digit)
    beyond = rate.between(0, 100) & ((rate - computed).abs() > allowed)
    if not beyond.any():
        return []
    fraction = beyond & (rate <= 1) & ((100 * rate - computed).abs() <= 1)
    words = {
        "numerator": numerator.fillna(0).clip(upper=2**53).astype("int64"),
        "denominator": denominator.fillna(0).clip(upper=2**53).astype("int64"),
        "computed": computed.round(2),
    }
    return _each(frame, beyond & ~fraction, "rate", "rate_contradicts_counts", **words) + _each(
        frame, fraction, "rate", "rate_is_a_fraction", **words
    )


def _half_a_digit(rates: pd.Series) -> pd.Series:
    """Return by how much a rate may be off, a little more than half of its last digit that is no zero at the end."""
    digits = rates.str.extract(r"\.([0-9]*?)0*\s*%?\s*$")[0].str.len().fillna(0).clip(upper=2)
    return 0.555 * 10.0 ** -digits.astype("float64")


def target_is_readable(frame: Frame, known: Known) -> list[Problem]:
    """The target is an operator and a number, a number, or a special value."""
    return _each(frame, frame.typed["target_state"] == kinds.BAD, "target", "bad_target")


def met_is_readable(frame: Frame, known: Known) -> list[Problem]:
    """What is stated about the target is Yes, No or NA."""
    return _each(frame, frame.typed["target_met"] == kinds.BAD, "target_met", "bad_target_met")


def met_of_rate(frame: Frame, known: Known) -> list[Problem]:
    """What is stated about the target agrees with the rate, where there is a rate and a target with its operator."""
    rate, value, stated = frame.typed["rate"], frame.typed["target_value"], frame.typed["target_met"]
    both, comparison = rate.notna() & value.notna(), frame.typed["target_operator"]
    met, missed = pd.Series(False, index=both.index), pd.Series(False, index=both.index)
    for symbol, holds in _HOLDS.items():
        asked = both & (comparison == symbol)
        if asked.any():
            held = holds(rate, value)
            met, missed = met | (asked & held), missed | (asked & ~held)
    contradicted = ((stated == "Yes") & missed) | ((stated == "No") & met)
    if not contradicted.any():
        return []
    return _each(
        frame,
        contradicted,
        "target_met",
        "met_contradicts_rate",
        rate=frame.read["rate"],
        target=frame.read["target"],
        computed=met.map({True: "Yes", False: "No"}),
    )


def with_elements(frame: Frame, known: Known) -> Frame:
    """Return the frame with the column `element`: which element of the year's definition each row is about.

    One that the definition does not know, or that may be several of it, is kept as read. Each different spelling is
    looked up once.
    """
    numbers, spellings = _spellings(frame)
    meant = []
    for cell, label in spellings:
        candidates = known.elements_for(cell, label)
        as_read = cell if cell.endswith(label) else f"{cell} {label}"
        meant.append(candidates[0] if len(candidates) == 1 else as_read)
    elements = kinds.each_once(pd.Series(meant, dtype="str")).array.take(numbers)
    return replace(frame, typed=frame.typed.assign(element=pd.Series(elements, index=frame.typed.index)))


def element_is_known(frame: Frame, known: Known) -> list[Problem]:
    """The indicator is one of the year's definition, and a bare number is not several of them."""
    numbers, spellings = _spellings(frame)
    meant = [known.elements_for(cell, label) if cell else ("",) for cell, label in spellings]
    if all(len(found) == 1 for found in meant):
        return []
    several = np.array([len(found) > 1 for found in meant])
    none = np.array([not found for found in meant])
    index = frame.typed.index
    return _each(
        frame,
        pd.Series(several[numbers], index=index),
        "indicator",
        "ambiguous_indicator",
        year=known.year,
        candidates=pd.Series(np.array([", ".join(found) for found in meant], dtype=object)[numbers], index=index),
    ) + _each(frame, pd.Series(none[numbers], index=index), "indicator", "unknown_indicator", year=known.year)


def _spellings(frame: Frame) -> tuple[np.ndarray, list[tuple[str, str]]]:
    """Return the different pairs of indicator and label, and for each row the place of its pair among them."""
    pairs = frame.typed[["indicator", "label"]]
    of_rows = _numbered(pairs)
    different = pairs[~of_rows.duplicated()]  # by where they first stand, as they are numbered here
    return pd.factorize(of_rows)[0], list(different.itertuples(index=False, name=None))


def _numbered(columns: pd.DataFrame) -> pd.Series:
    """Return a number for each row, the same for rows that say the same and for no others."""
    numbers = np.zeros(len(columns), dtype="int64")
    for name in columns:
        column = kinds.each_once(columns[name])
        numbers = numbers * (len(column.cat.categories) + 1) + column.cat.codes.to_numpy() + 1
        if numbers.size and numbers.max() > 2**31:  # so that the next column cannot take it over what an integer holds
            numbers = pd.factorize(numbers)[0]
    return pd.Series(numbers, index=columns.index)


def _written(frame: Frame, column: str) -> pd.Series:
    """Say for each row whether something stands in the column."""
    return kinds.spread(frame.read[column], lambda texts: texts.str.strip() != "")


def category_is_known(frame: Frame, known: Known) -> list[Problem]:
    """The category is one of the fourteen."""
    written, category = frame.read["category"].str.strip() != "", frame.typed["category"]
    return _each(frame, written & ~category.isin(list(CATEGORIES)), "category", "unknown_category")


def is_given(*columns: str) -> Check:
    """The cell is a number, and not one of the values that say that there is none."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        nothing = [kinds.NUMBER, kinds.BLANK, kinds.BAD]
        return [
            one
            for column in columns
            for one in _each(frame, ~frame.typed[f"{column}_state"].isin(nothing), column, "not_given_count")
        ]

    return check


def outcome_within_base(frame: Frame, known: Known) -> list[Problem]:
    """No more students have the outcome than there are, where students are counted."""
    counts_students = frame.typed["category"] != EVENTS
    bad = counts_students & (frame.typed["outcome"] > frame.typed["base"])
    return _each(frame, bad, "outcome", "outcome_over_base", base=frame.read["base"])


def _each(frame: Frame, bad: pd.Series, column: str, code: str, **words: object) -> list[Problem]:
    """Return a problem for each row that is bad; a word that is a column gives its cell of that row.

    Many rows are not all listed: one last problem says how many more there are.
    """
    count = int(bad.sum())
    if not count:
        return []
    all_rows = frame.read.index[bad]
    rows = all_rows[:MOST_LISTED]
    cells = frame.read.loc[rows, column]
    columns = {name: list(of[rows]) if isinstance(of, pd.Series) else [of] * len(rows) for name, of in words.items()}
    found = [
        problem(
            code, row=int(row), column=column, value=str(cell).strip(), words=dict(zip(columns, filling, strict=True))
        )
        for row, cell, filling in zip(rows, cells, _transposed(columns, len(rows)), strict=True)
    ]
    if count > len(rows):
        found.append(more(code, row=int(all_rows[MOST_LISTED]), column=column, count=count - len(rows)))
    return found


def _transposed(columns: dict[str, list[object]], length: int) -> list[tuple[object, ...]]:
    return list(zip(*columns.values(), strict=True)) if columns else [()] * length


def no_spreadsheet_error(*columns: str) -> Check:
    """The text is none that a spreadsheet shows in place of a value, such as #REF!."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        found = []
        for column in columns:
            if column in frame.stated:
                broken = kinds.spread(
                    frame.read[column], lambda texts: texts.str.strip().str.fullmatch(SPREADSHEET_ERROR)
                )
                found += _each(frame, broken, column, "spreadsheet_error")
        return found

    return check


def target_is_possible(frame: Frame, known: Known) -> list[Problem]:
    """The target is a number that a rate can be compared with."""
    far = frame.typed["target_value"].abs() > MOST_OF_A_TARGET
    return _each(frame, far, "target", "out_of_range", low=-MOST_OF_A_TARGET, high=MOST_OF_A_TARGET)
