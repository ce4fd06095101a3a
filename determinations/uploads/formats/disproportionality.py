"""The counts from which risk ratios are calculated."""

from collections.abc import Mapping

import pandas as pd
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from determinations.ratios.categories import CATEGORIES, EVENTS, FOLDED, GROUPS
from determinations.uploads import kinds
from determinations.uploads.checks import cells, numbers, places
from determinations.uploads.checks.known import Known
from determinations.uploads.checks.rows import each, numbered
from determinations.uploads.declaring import Column, Format
from determinations.uploads.kinds import Frame
from determinations.uploads.models import DisproportionalityCount
from determinations.uploads.problems import Problem
from determinations.uploads.storing import lea_keys


def category_is_known(frame: Frame, known: Known) -> list[Problem]:
    """The category is one of the fourteen."""
    written, category = frame.read["category"].str.strip() != "", frame.typed["category"]
    return each(frame, written & ~category.isin(list(CATEGORIES)), "category", "unknown_category")


def outcome_within_base(frame: Frame, known: Known) -> list[Problem]:
    """No more students have the outcome than there are, where students are counted."""
    counts_students = frame.typed["category"] != EVENTS
    bad = counts_students & (frame.typed["outcome"] > frame.typed["base"])
    return each(frame, bad, "outcome", "outcome_over_base", base=frame.read["base"])


def folded_groups_are_together(frame: Frame, known: Known) -> list[Problem]:
    """Groups that are kept as one are amended together: a row of one of them would take the place of all."""
    group = frame.typed["group"].astype("str")
    of_several = group.isin([*FOLDED, *FOLDED.values()])
    cell = pd.DataFrame({"lea": frame.typed["lea_code"], "category": frame.typed["category"].astype("str")})
    alone = of_several & ~numbered(cell)[of_several].duplicated(keep=False).reindex(group.index, fill_value=False)
    holders = {into: folded for folded, into in FOLDED.items()}
    part = each(frame, alone & group.isin(list(FOLDED)), "group", "part_of_a_group", other=group.map(FOLDED))
    whole = each(frame, alone & group.isin(list(holders)), "group", "group_holds_another", other=group.map(holders))
    return part + whole


def rows(frame: Frame, lea_ids: Mapping[str, int]) -> pd.DataFrame:
    """Give one row a category and group, the groups that are folded into another added up under its first row."""
    typed = frame.typed
    counts = pd.DataFrame(
        {
            "row": typed.index,
            "lea_id": lea_keys(typed["lea_code"], lea_ids),
            "category": typed["category"].astype("int64"),
            "group": typed["group"].astype("str").replace(FOLDED),
            "outcome": typed["outcome"].astype("int64"),
            "base": typed["base"].astype("int64"),
        }
    )
    cells = counts.groupby(["lea_id", "category", "group"], sort=False)
    folded = cells.agg({"row": "min", "outcome": "sum", "base": "sum"}).reset_index().set_index("row")
    return folded.assign(group=kinds.each_once(folded["group"]))


FORMAT = Format(
    name="disproportionality",
    title=gettext_lazy("counts for disproportionality"),
    purpose=gettext_lazy(
        "Says how many students of each race or ethnicity an LEA has, and how many of them are in each category. Risk"
        " ratios are calculated from these counts."
    ),
    columns=(
        Column("year", gettext_lazy("Year"), kinds.year, gettext_lazy("The year of the upload.")),
        Column("lea_code", gettext_lazy("LEA code"), kinds.lea_code, gettext_lazy("The LEA that is counted.")),
        Column(
            "category",
            gettext_lazy("Category"),
            kinds.number,
            format_lazy(gettext_lazy("The number of the category, from 1 to {last}."), last=len(CATEGORIES)),
        ),
        Column(
            "group",
            gettext_lazy("Race or ethnicity"),
            kinds.capitals,
            gettext_lazy("The race or ethnicity of the students."),
            aliases=("race_ethnicity",),
            allowed=(*GROUPS, *FOLDED),
        ),
        Column(
            "outcome",
            gettext_lazy("Students in the category"),
            kinds.number,
            gettext_lazy("How many students of the group are in the category; events in category 14."),
        ),
        Column(
            "base",
            gettext_lazy("Students among whom they are counted"),
            kinds.number,
            gettext_lazy("How many students of the group they are counted among."),
        ),
    ),
    checks=(
        cells.filled("year", "lea_code", "category", "group", "outcome", "base"),
        places.year_of_upload,
        places.lea_code("lea_code"),
        places.lea_is_known("lea_code"),
        category_is_known,
        cells.one_of("group", (*GROUPS, *FOLDED), "unknown_group"),
        numbers.is_count("outcome", "base"),
        numbers.is_given("outcome", "base"),
        outcome_within_base,
        cells.unique("lea_code", "category", "group"),
    ),
    of_amendments=(folded_groups_are_together,),
    model=DisproportionalityCount,
    rows=rows,
    compared={"outcome": "outcome", "base": "base"},
)
