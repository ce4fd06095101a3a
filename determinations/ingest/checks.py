"""What is asked of the columns of an upload. A check is a pure function `(frame, known) -> list[Problem]`.

The functions here build checks for the columns they are given; each works by columns and loops only over what is bad.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from determinations.ingest import kinds
from determinations.ingest.kinds import Frame
from determinations.ingest.problems import MOST_LISTED, Problem, more, problem
from determinations.ratios import CATEGORIES, EVENTS


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
_HOLDS = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le, "=": operator.eq}


def filled(*columns: str) -> Check:
    """Each of the columns that stand in the file has something in every row."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        return [
            one
            for column in columns
            if column in frame.stated
            for one in _each(frame, frame.read[column].str.strip() == "", column, "blank_cell")
        ]

    return check


def at_most(limit: int, *columns: str) -> Check:
    """The texts fit where they are kept; an element is said at its indicator."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        found = []
        for column in columns:
            place = "indicator" if column == "element" else column
            if place in frame.stated:
                found += _each(frame, frame.typed[column].str.len() > limit, place, "too_long", limit=limit)
        return found

    return check


def year_of_upload(frame: Frame, known: Known) -> list[Problem]:
    """A stated year is a year, and the one the upload is for."""
    if "year" not in frame.stated:
        return []
    year, written = frame.typed["year"], frame.read["year"].str.strip() != ""
    possible = year.between(2000, 2100)
    bad = _each(frame, written & ~possible, "year", "bad_year")
    return bad + _each(frame, possible & (year != known.year), "year", "other_year", year=known.year)


def lea_code(column: str) -> Check:
    """The cell is a code; one that lost its leading zero is mended, and that is said."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        code, written = frame.typed[column], frame.read[column].str.strip() != ""
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
    code = frame.typed["cds_code_cds"]
    belongs = code.str.slice(0, 2).map(known.counties).astype("str").fillna("no county of California")
    says = frame.typed["county"]
    named = says.str.lower().str.replace(r"\s+county$", "", regex=True)
    right = (named == belongs.str.lower()) | (says == code.str.slice(0, 2))
    bad = (code != "") & (says != "") & ~right
    return _each(frame, bad, "county", "wrong_county", lea=code, belongs=belongs)


def selpa_code(frame: Frame, known: Known) -> list[Problem]:
    """The SELPA's code has four digits; one that lost its leading zero is mended, and that is said."""
    code, written = frame.typed["selpa_code"], frame.read["selpa_code"].str.strip() != ""
    bad = _each(frame, written & (code == ""), "selpa_code", "bad_selpa_code")
    return bad + _each(frame, frame.typed["selpa_code_lost_zero"], "selpa_code", "lost_zero", mended=code)


def selpa_is_named(frame: Frame, known: Known) -> list[Problem]:
    """A new SELPA has a name somewhere in the file; said once, where it first stands."""
    code, name = frame.typed["selpa_code"], frame.typed["selpa_name"]
    unnamed = (code != "") & ~code.isin(list(known.selpas)) & ~code.isin(code[name != ""])
    return _each(frame, unnamed & ~code.duplicated(), "selpa_code", "selpa_without_name")


def selpa_has_one_name(frame: Frame, known: Known) -> list[Problem]:
    """A SELPA is called the same in every row; said at the first row that calls it otherwise."""
    named = frame.typed.loc[frame.typed["selpa_name"] != "", ["selpa_code", "selpa_name"]]
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
        keys = frame.typed[list(key)]
        complete = (keys != "").all(axis=1)
        first = pd.Series(frame.read.index, index=frame.read.index).groupby([keys[one] for one in key]).transform("min")
        said = " and ".join("indicator" if one == "element" else one for one in key)
        column = "indicator" if key[-1] == "element" else key[-1]
        repeated = complete & keys.duplicated()
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
            broken = (state == kinds.NUMBER) & ((count < 0) | (count % 1 != 0) | (count > 2**31 - 1))
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
    decimals = frame.read["rate"].str.extract(r"\.([0-9]*?)0*\s*%?\s*$")[0].str.len().fillna(0).clip(upper=2)
    beyond = rate.between(0, 100) & ((rate - computed).abs() > 0.555 * 10.0**-decimals)
    fraction = beyond & (rate <= 1) & ((100 * rate - computed).abs() <= 1)
    words = {
        "numerator": numerator.fillna(0).astype("int64"),
        "denominator": denominator.fillna(0).astype("int64"),
        "computed": computed.round(2),
    }
    return _each(frame, beyond & ~fraction, "rate", "rate_contradicts_counts", **words) + _each(
        frame, fraction, "rate", "rate_is_a_fraction", **words
    )


def target_is_readable(frame: Frame, known: Known) -> list[Problem]:
    """The target is an operator and a number, a number, or a special value."""
    return _each(frame, frame.typed["target_state"] == kinds.BAD, "target", "bad_target")


def met_is_readable(frame: Frame, known: Known) -> list[Problem]:
    """What is stated about the target is Yes, No or NA."""
    return _each(frame, frame.typed["target_met"] == kinds.BAD, "target_met", "bad_target_met")


def met_of_rate(frame: Frame, known: Known) -> list[Problem]:
    """What is stated about the target agrees with the rate, where there is a rate and a target with its operator."""
    rate, value, stated = frame.typed["rate"], frame.typed["target_value"], frame.typed["target_met"]
    computed = pd.Series("", index=frame.typed.index)
    for symbol, holds in _HOLDS.items():
        asked = (frame.typed["target_operator"] == symbol) & rate.notna() & value.notna()
        computed = computed.mask(asked & holds(rate, value), "Yes").mask(asked & ~holds(rate, value), "No")
    contradicted = stated.isin(["Yes", "No"]) & (computed != "") & (computed != stated)
    if not contradicted.any():
        return []
    return _each(
        frame,
        contradicted,
        "target_met",
        "met_contradicts_rate",
        rate=frame.read["rate"],
        target=frame.read["target"],
        computed=computed,
    )


def with_elements(frame: Frame, known: Known) -> Frame:
    """Return the frame with the column `element`: which element of the year's definition each row is about.

    One that the definition does not know, or that may be several of it, is kept as read. Each different spelling is
    looked up once.
    """
    spellings = frame.typed[["indicator", "label"]].drop_duplicates()
    meant = {}
    for cell, label in spellings.itertuples(index=False):
        candidates = known.elements_for(cell, label)
        as_read = cell if cell.endswith(label) else f"{cell} {label}"
        meant[cell, label] = candidates[0] if len(candidates) == 1 else as_read
    keys = pd.MultiIndex.from_frame(frame.typed[["indicator", "label"]])
    elements = pd.Series(keys.map(meant), index=frame.typed.index, dtype="str")
    return replace(frame, typed=frame.typed.assign(element=elements))


def element_is_known(frame: Frame, known: Known) -> list[Problem]:
    """The indicator is one of the year's definition, and a bare number is not several of them."""
    spelling = pd.MultiIndex.from_frame(frame.typed[["indicator", "label"]])
    meant = {pair: known.elements_for(*pair) for pair in spelling.unique()}
    several = {pair: ", ".join(found) for pair, found in meant.items() if len(found) > 1}
    candidates = pd.Series(spelling.map(lambda pair: several.get(pair, "")), index=frame.typed.index)
    unknown = pd.Series(spelling.map(lambda pair: not meant[pair]), index=frame.typed.index).astype(bool)
    written = frame.typed["indicator"] != ""
    return _each(
        frame,
        written & (candidates != ""),
        "indicator",
        "ambiguous_indicator",
        year=known.year,
        candidates=candidates,
    ) + _each(frame, written & unknown, "indicator", "unknown_indicator", year=known.year)


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
