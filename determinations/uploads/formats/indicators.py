"""The rates of indicators, with their targets."""

import operator
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pandas as pd
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from cim_portal.lib.numbers import target_in_words
from cim_portal.lib.sheets import Table
from determinations.uploads import kinds
from determinations.uploads.checks import cells, numbers, places
from determinations.uploads.checks.known import Known
from determinations.uploads.checks.rows import each, numbered
from determinations.uploads.declaring import Column, Format, Layout
from determinations.uploads.kinds import Frame
from determinations.uploads.models import IndicatorResult
from determinations.uploads.problems import Problem
from determinations.uploads.storing import in_order, lea_keys
from monitoring.years.models import Year

MOST_OF_A_TARGET = 1000  # most are percentages, and 4A's is a ratio
_HOLDS = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le, "=": operator.eq}


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
    return each(
        frame,
        pd.Series(several[numbers], index=index),
        "indicator",
        "ambiguous_indicator",
        year=known.year,
        candidates=pd.Series(np.array([", ".join(found) for found in meant], dtype=object)[numbers], index=index),
    ) + each(frame, pd.Series(none[numbers], index=index), "indicator", "unknown_indicator", year=known.year)


def target_is_readable(frame: Frame, known: Known) -> list[Problem]:
    """The target is an operator and a number, a number, or a special value."""
    return each(frame, frame.typed["target_state"] == kinds.BAD, "target", "bad_target")


def target_is_possible(frame: Frame, known: Known) -> list[Problem]:
    """The target is a number that a rate can be compared with."""
    far = frame.typed["target_value"].abs() > MOST_OF_A_TARGET
    return each(frame, far, "target", "out_of_range", low=-MOST_OF_A_TARGET, high=MOST_OF_A_TARGET)


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
    return each(
        frame,
        contradicted,
        "target_met",
        "met_contradicts_rate",
        rate=frame.read["rate"],
        target=kinds.spread(frame.read["target"], _targets_in_words),
        computed=met.map({True: _("Yes"), False: _("No")}),
    )


def _rates_as_written(rates: pd.Series) -> pd.Series:
    """Return the rates as the file has them, and what says that there is none in one spelling."""
    state = kinds.number.read("rate", rates)["rate_state"]
    return rates.str.strip().str.slice(0, 40).mask(state == "--", "--")


def _targets_in_words(targets: pd.Series) -> pd.Series:
    """Return targets as people read them: `at least 60%` where the file says >=60%."""
    read = kinds.target.read("target", targets)
    said = [
        target_in_words(operator=symbol, value=None if np.isnan(value) else value, text=text)
        for symbol, value, text in zip(read["target_operator"], read["target_value"], read["target"], strict=True)
    ]
    return pd.Series(said, index=targets.index, dtype="str")


def rows(frame: Frame, lea_ids: Mapping[str, int]) -> pd.DataFrame:
    """Give the result of each LEA and element, in the order of the table's index."""
    typed = frame.typed
    columns = pd.DataFrame(
        {
            "lea_id": lea_keys(typed["lea_code"], lea_ids),
            "indicator": typed["element"],
            "label": typed["label"],
            "numerator": typed["numerator_exact"],
            "denominator": typed["denominator_exact"],
            "rate_text": kinds.spread(frame.read["rate"], _rates_as_written),
            "rate": typed["rate_exact"],
            "target_text": kinds.spread(typed["target"], lambda texts: texts.str.slice(0, 40)),
            "target_operator": typed["target_operator"],
            "target": typed["target_value_exact"],
            "target_met": typed["target_met"],
            "monitoring_activities": typed["monitoring_activities"],
        }
    )
    return in_order(columns, columns["lea_id"].to_numpy("int64"), columns["indicator"].cat.codes.to_numpy())


def table(year: Year) -> Table:
    """Return the published indicator rows of a year under the columns of the format `indicators`.

    Rates and targets are as the state's file wrote them, so that the table can be imported again.
    """
    columns = ["year", "lea_code", "indicator", "label", "numerator", "denominator", "rate", "target", "target_met"]
    published = IndicatorResult.objects.published(year.year).select_related("lea").order_by("lea__code", "row")
    rows = [
        [
            year.year,
            row.lea.code,
            row.indicator,
            row.label,
            _count(row.numerator),
            _count(row.denominator),
            row.rate_text,
            row.target_text,
            row.target_met,
            row.monitoring_activities,
        ]
        for row in published
    ]
    return [*columns, "monitoring_activities"], rows


def _count(number: Decimal | None) -> int | str:
    """Return a count as a whole number, blank where it is not known."""
    return "" if number is None else int(number)


def _spellings(frame: Frame) -> tuple[np.ndarray, list[tuple[str, str]]]:
    """Return the different pairs of indicator and label, and for each row the place of its pair among them."""
    pairs = frame.typed[["indicator", "label"]]
    of_rows = numbered(pairs)
    different = pairs[~of_rows.duplicated()]  # by where they are first, as they are numbered here
    return pd.factorize(of_rows)[0], list(different.itertuples(index=False, name=None))


FORMAT = Format(
    name="indicators",
    title=gettext_lazy("indicator rates"),
    purpose=gettext_lazy(
        "Says the rate of an LEA in each indicator, its target, and whether the state says that it was met."
    ),
    columns=(
        Column("year", gettext_lazy("Year"), kinds.year, gettext_lazy("The year of the upload.")),
        Column("lea_code", gettext_lazy("LEA code"), kinds.lea_code, gettext_lazy("The LEA whose rate it is.")),
        Column(
            "indicator",
            gettext_lazy("Indicator"),
            kinds.code,
            gettext_lazy("The indicator, by its code or one of the names that the year's definition knows."),
        ),
        Column(
            "label",
            gettext_lazy("Name of the indicator"),
            kinds.text,
            gettext_lazy("What the indicator is called, where its number is that of several."),
            required=False,
            aliases=("indicator_label",),
        ),
        Column(
            "numerator",
            gettext_lazy("Students that the rate counts"),
            kinds.number,
            gettext_lazy("How many students the rate counts."),
            required=False,
        ),
        Column(
            "denominator",
            gettext_lazy("Students in all"),
            kinds.number,
            gettext_lazy("Among how many students."),
            required=False,
        ),
        Column(
            "rate",
            gettext_lazy("Rate"),
            kinds.number,
            gettext_lazy("The rate in percent, from 0 to 100; a ratio where the indicator is one."),
        ),
        Column(
            "target",
            gettext_lazy("Target"),
            kinds.target,
            gettext_lazy("What the rate is compared with."),
            required=False,
        ),
        Column(
            "target_met",
            gettext_lazy("Target met"),
            kinds.met,
            gettext_lazy("Whether the state says that the target was met. This counts."),
            required=False,
        ),
        Column(
            "monitoring_activities",
            gettext_lazy("Monitoring activities"),
            kinds.prose,
            gettext_lazy("What the state wrote next to the rate."),
            required=False,
        ),
    ),
    layouts=(
        # The local Annual Performance Report: no year, and “indicator” is the label of “indicator_no”.
        Layout(
            name=gettext_noop("local APR"),
            headers={
                "agency_code": "lea_code",
                "indicator_no": "indicator",
                "indicator": "label",
                "rate": "rate",
                "target": "target",
                "target_met": "target_met",
                "monitoring_activities": "monitoring_activities",
            },
            unused=frozenset({"agency_name", "selpa_name", "selpa_code", "determination"}),
        ),
    ),
    prepare=with_elements,
    checks=(
        cells.filled("year", "lea_code", "indicator"),
        places.year_of_upload,
        places.lea_code("lea_code"),
        places.lea_is_known("lea_code"),
        element_is_known,
        cells.at_most(60, "element"),
        cells.at_most(200, "label", "monitoring_activities"),
        cells.no_spreadsheet_error("label", "monitoring_activities"),
        numbers.is_count("numerator", "denominator"),
        numbers.part_of_whole,
        numbers.is_number("rate"),
        numbers.between(0, 100, "rate"),
        numbers.not_shares("rate"),
        numbers.rate_of_counts,
        target_is_readable,
        target_is_possible,
        cells.yes_or_no("target_met"),
        met_of_rate,
        cells.unique("lea_code", "element"),
    ),
    model=IndicatorResult,
    rows=rows,
    compared={
        "numerator": "numerator",
        "denominator": "denominator",
        "rate_text": "rate",
        "target_text": "target",
        "target_met": "target_met",
        "monitoring_activities": "monitoring_activities",
    },
    table=table,
)
