"""The California School Dashboard's files of student groups: which rows are an LEA's, and what their blanks mean.

Each year has a file of suspension, one of chronic absenteeism and one of graduation, with rows of the state, of districts
and of schools, by student group. What counts here is the rows of LEAs for students with disabilities.
"""

from dataclasses import replace

import pandas as pd
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from cim_portal.lib.suppression import SHOWN_FROM
from determinations.uploads import kinds
from determinations.uploads.checks import cells, numbers, places
from determinations.uploads.checks.known import Known
from determinations.uploads.declaring import Column, Format, Layout, Part
from determinations.uploads.formats.indicators import rows
from determinations.uploads.kinds import Frame
from determinations.uploads.models import IndicatorResult
from determinations.uploads.problems import MOST_LISTED, Problem, more, problem

GROUP = "SWD"
SUPPRESSED = "--"

_NOT_IN_DIRECTORY = _("districts that the directory does not have")
_LABELS = {
    "suspension": "Suspension rate (Dashboard)",
    "chronic absenteeism": "Chronic absenteeism rate (Dashboard)",
    "graduation": "Graduation rate (Dashboard)",
}

_HEADERS = {
    "cds": "lea_code",
    "rtype": "rtype",
    "charter_flag": "charter_flag",
    "studentgroup": "studentgroup",
    "currnumer": "numerator",
    "currdenom": "denominator",
    "currstatus": "rate",
    "reportingyear": "year",
}
# Each year's file has those of the columns that its Dashboard had, from 2017 to 2025: 2022 none of the prior year, of change
# and of color; `safetynet` became `smalldenom`.
_UNUSED = frozenset(
    "schoolname districtname countyname coe_flag dass_flag type fiveyrnumer statuslevel priornumer priordenom priorstatus"
    " change changelevel color box accountabilitymet certifyflag safetynet smalldenom currnsizemet priornsizemet"
    " nsizemet nsizegroup flag95pct".split()
)


def of_leas(frame: Frame, known: Known) -> Frame:
    """Return the rows of LEAs for students with disabilities, as results of the element that the file is about.

    A rate that is blank for fewer than 11 students is suppressed, and reads `--`. The files have no targets.
    """
    kept = _left_out(frame, known) == ""
    typed, read = frame.typed[kept], frame.read[kept]
    suppressed = (typed["rate_state"] == kinds.BLANK) & ~(typed["denominator"] >= SHOWN_FROM)
    part = str(frame.typed["part"].iloc[0])
    elements = known.elements_for(alias(part), "")
    texts = {
        "indicator": alias(part),
        "element": elements[0] if len(elements) == 1 else alias(part),
        "label": _LABELS[part],
        "rate_state": typed["rate_state"].astype("str").mask(suppressed, SUPPRESSED),
        **dict.fromkeys(("target", "target_operator", "target_met", "monitoring_activities"), ""),
        "target_value_exact": None,
    }
    rate = read["rate"].astype("str").mask(suppressed, SUPPRESSED)
    return replace(
        frame,
        read=read.assign(rate=kinds.each_once(rate)),
        typed=typed.assign(
            target_value=float("nan"),
            **{name: kinds.each_once(pd.Series(text, index=typed.index, dtype="str")) for name, text in texts.items()},
        ),
    )


def left_out(frame: Frame, known: Known) -> dict[str, int]:
    """Return how many rows of the file are not kept, by what they are."""
    counted = _left_out(frame, known).value_counts()
    return {str(what): int(count) for what, count in counted.items() if what}


def alias(part: str) -> str:
    """Return what the definition's indicator has among its aliases: `Dashboard suspension`."""
    return f"Dashboard {part}"


def some_are_kept(frame: Frame, known: Known) -> list[Problem]:
    """The file has rows of LEAs for students with disabilities."""
    return [problem("no_rows_of_leas", words={"group": GROUP})] if frame.read.empty else []


def part_is_mapped(frame: Frame, known: Known) -> list[Problem]:
    """The definition has one indicator that the file is about."""
    if frame.typed.empty:
        return []
    part = frame.typed["part"].iloc[0]
    if len(known.elements_for(alias(part), "")) == 1:
        return []
    return [problem("unmapped_part", words={"year": known.year, "part": part, "alias": alias(part)})]


def district_is_known(frame: Frame, known: Known) -> list[Problem]:
    """The districts of the file are in the directory; the Dashboard also has some that are there as their parts."""
    missing = frame.read.loc[_left_out(frame, known) == _NOT_IN_DIRECTORY, "lea_code"]
    found = [
        problem("district_not_in_directory", row=row, column="lea_code", value=cell.strip())
        for row, cell in zip(missing.index[:MOST_LISTED], missing, strict=False)
    ]
    return found + _rest("district_not_in_directory", missing, "lea_code")


def rate_is_there(frame: Frame, known: Known) -> list[Problem]:
    """A rate is blank only where it is suppressed."""
    missing = frame.typed.loc[frame.typed["rate_state"] == kinds.BLANK, "denominator"]
    found = [
        problem(
            "rate_is_missing",
            row=row,
            column="rate",
            words={"denominator": f"{students:,.0f}", "least": SHOWN_FROM},
        )
        for row, students in zip(missing.index[:MOST_LISTED], missing, strict=False)
    ]
    return found + _rest("rate_is_missing", missing, "rate")


def _rest(code: str, rows: pd.Series, column: str) -> list[Problem]:
    """Return the problem of the rows that are not listed one by one, where there are any."""
    rest = len(rows) - MOST_LISTED
    return [more(code, row=int(rows.index[MOST_LISTED]), column=column, count=rest)] if rest > 0 else []


def _left_out(frame: Frame, known: Known) -> pd.Series:
    """Return for each row why it is left out, blank where it is kept.

    A school's row is kept where the school is a charter that is an LEA of the directory: its code is its own.
    """
    kind, typed = frame.typed["rtype"], frame.typed
    charter = (kind == "S") & typed["lea_code"].isin(known.leas)
    if "charter_flag" in frame.stated:
        charter &= typed["charter_flag"] == "Y"
    reason = pd.Series("", index=typed.index, dtype="str")
    unknown = (kind == "D") & (typed["lea_code"] != "") & ~typed["lea_code"].isin(known.leas)
    reason = reason.mask(unknown, _NOT_IN_DIRECTORY)
    reason = reason.mask(typed["studentgroup"] != GROUP, _("other student groups"))
    reason = reason.mask((kind == "S") & ~charter, _("schools that are not LEAs"))
    reason = reason.mask(kind == "X", _("the state"))
    return reason.mask(~kind.isin(["D", "S", "X"]), _("neither D, S nor X under rtype"))


FORMAT = Format(
    name="dashboard",
    title=gettext_lazy("student groups of the California School Dashboard"),
    purpose=gettext_lazy(
        "The Dashboard's own files of suspension, chronic absenteeism and graduation, as the state publishes them. The"
        " rows of LEAs for students with disabilities are taken."
    ),
    columns=(
        Column(
            "year", gettext_lazy("Year"), kinds.year, gettext_lazy("The year that the file reports on."), required=False
        ),
        Column(
            "lea_code",
            gettext_lazy("LEA code"),
            kinds.lea_code,
            gettext_lazy("The district, school or charter of the row."),
        ),
        Column(
            "rtype",
            gettext_lazy("What the row is about"),
            kinds.capitals,
            gettext_lazy("What the row is about: the state (X), a district or a school."),
            allowed=("X", "D", "S"),
        ),
        Column(
            "charter_flag",
            gettext_lazy("Charter"),
            kinds.capitals,
            gettext_lazy("Whether a school is a charter."),
            required=False,
            allowed=("Y", "N"),
        ),
        Column(
            "studentgroup",
            gettext_lazy("Group of students"),
            kinds.capitals,
            format_lazy(gettext_lazy("The group of students; {group} are those with disabilities."), group=GROUP),
        ),
        Column(
            "numerator",
            gettext_lazy("Students that the rate counts"),
            kinds.number,
            gettext_lazy("How many students the rate counts."),
        ),
        Column("denominator", gettext_lazy("Students in all"), kinds.number, gettext_lazy("Among how many students.")),
        Column(
            "rate",
            gettext_lazy("Rate"),
            kinds.number,
            format_lazy(
                gettext_lazy("The rate in percent; nothing where it is of fewer than {least} students."),
                least=SHOWN_FROM,
            ),
        ),
    ),
    layouts=(Layout(name=_("Dashboard"), headers=_HEADERS, unused=_UNUSED),),
    parts=(
        Part(_("suspension"), headers=frozenset({"type"}), in_name="susp"),
        Part(_("chronic absenteeism"), headers=frozenset(), in_name="chronic"),
        Part(_("graduation"), headers=frozenset({"fiveyrnumer"}), in_name="grad"),
    ),
    before=(district_is_known,),
    prepare=of_leas,
    left_out=left_out,
    checks=(
        some_are_kept,
        part_is_mapped,
        cells.filled("lea_code"),
        places.year_of_upload,
        places.lea_code("lea_code"),
        numbers.is_count("numerator", "denominator"),
        numbers.part_of_whole,
        numbers.is_number("rate"),
        numbers.between(0, 100, "rate"),
        numbers.rate_of_counts,
        rate_is_there,
        cells.unique("lea_code"),
    ),
    model=IndicatorResult,
    rows=rows,
    compared={"numerator": "numerator", "denominator": "denominator", "rate_text": "rate"},
    gives_way=True,
)
