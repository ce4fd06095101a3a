"""The directory of a year: which LEAs there are, with their SELPAs and counties."""

from collections.abc import Mapping

import pandas as pd
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from determinations.uploads import directory, kinds, state_directory
from determinations.uploads.checks import cells, numbers, places
from determinations.uploads.checks.known import Known
from determinations.uploads.checks.rows import each, written
from determinations.uploads.declaring import Column, Format, Publishing
from determinations.uploads.kinds import Frame
from determinations.uploads.models import DirectoryRow
from determinations.uploads.problems import Problem

LEA_TYPES = ("district", "county_office", "charter")


def county_of_code(frame: Frame, known: Known) -> list[Problem]:
    """The county that the row names, or its two digits, is the one that its CDS code begins with."""
    code, says = frame.typed["cds_code_cds"].astype("str"), frame.typed["county"].astype("str")
    belongs = code.str.slice(0, 2).map(known.counties).astype("str").fillna(_("no county of California"))
    named = says.str.lower().str.replace(r"(?<!\s)\s+county$", "", regex=True)
    right = (named == belongs.str.lower()) | (says.str.zfill(2) == code.str.slice(0, 2))
    bad = (code != "") & (says != "") & ~right
    return each(frame, bad, "county", "wrong_county", lea=code, belongs=belongs)


def selpa_code(frame: Frame, known: Known) -> list[Problem]:
    """The SELPA's code has four digits; one that lost its leading zero is restored, and that is said."""
    code, there = frame.typed["selpa_code"], written(frame, "selpa_code")
    bad = each(frame, there & (code == ""), "selpa_code", "bad_selpa_code")
    return bad + each(frame, frame.typed["selpa_code_lost_zero"], "selpa_code", "lost_zero", restored=code)


def selpa_is_named(frame: Frame, known: Known) -> list[Problem]:
    """A new SELPA has a name somewhere in the file; said once, where it is first."""
    code, name = frame.typed["selpa_code"], frame.typed["selpa_name"]
    unnamed = (code != "") & ~code.isin(list(known.selpas)) & ~code.isin(list(code[name != ""]))
    return each(frame, unnamed & ~code.duplicated(), "selpa_code", "selpa_without_name")


def selpa_has_one_name(frame: Frame, known: Known) -> list[Problem]:
    """A SELPA is called the same in every row; said at the first row that calls it otherwise."""
    named = frame.typed.loc[frame.typed["selpa_name"] != "", ["selpa_code", "selpa_name"]].astype("str")
    if named.empty:
        return []
    first = named.drop_duplicates("selpa_code").reset_index(names="row").set_index("selpa_code")
    first_name, first_row = named["selpa_code"].map(first["selpa_name"]), named["selpa_code"].map(first["row"])
    differs = (named["selpa_name"] != first_name) & ~named.duplicated()
    return each(
        frame,
        differs.reindex(frame.read.index, fill_value=False),
        "selpa_name",
        "several_selpa_names",
        selpa=frame.typed["selpa_code"],
        other=first_name.reindex(frame.read.index),
        row_of_other=first_row.reindex(frame.read.index, fill_value=0),
    )


def rows(frame: Frame, lea_ids: Mapping[str, int]) -> pd.DataFrame:
    """Give the LEAs as the directory has them; which LEA of the portal each is, publishing says."""
    typed = frame.typed
    return pd.DataFrame(
        {
            "code": typed["cds_code"],
            "cds_code": typed["cds_code_cds"],
            "name": typed["lea_name"],
            "county": typed["county"],
            "selpa_code": typed["selpa_code"],
            "selpa_name": typed["selpa_name"],
            "lea_type": typed["lea_type"],
            "swd_count": typed["swd_count"].astype("Int64"),
        }
    )


FORMAT = Format(
    name="leas",
    title=gettext_lazy("directory of LEAs"),
    purpose=gettext_lazy(
        "Says which LEAs there are in the year, and to which SELPA and county each belongs. Every other file is checked"
        " against it."
    ),
    comes_first=True,
    columns=(
        Column(
            "cds_code",
            gettext_lazy("LEA code"),
            kinds.lea_code,
            gettext_lazy("The LEA's code."),
            aliases=("cds", "cd_code", "lea_code"),
        ),
        Column(
            "lea_name",
            gettext_lazy("Name of the LEA"),
            kinds.text,
            gettext_lazy("The LEA's name, up to 120 characters."),
            aliases=("agency_name",),
        ),
        Column(
            "county",
            gettext_lazy("County"),
            kinds.text,
            gettext_lazy("The county's name or its two digits, as the code begins."),
            aliases=("county_name",),
        ),
        Column(
            "selpa_code",
            gettext_lazy("SELPA code"),
            kinds.selpa_code,
            gettext_lazy("The SELPA to which the LEA belongs."),
        ),
        Column(
            "lea_type",
            gettext_lazy("Kind of LEA"),
            kinds.word,
            gettext_lazy("What kind of LEA it is."),
            allowed=LEA_TYPES,
        ),
        Column(
            "swd_count",
            gettext_lazy("Students with disabilities"),
            kinds.number,
            gettext_lazy("How many students with disabilities the LEA has on census day."),
        ),
        Column(
            "selpa_name",
            gettext_lazy("Name of the SELPA"),
            kinds.text,
            gettext_lazy("The SELPA's name, where it is new or has changed."),
            required=False,
        ),
        Column(
            "status",
            gettext_lazy("Status of the entry"),
            kinds.word,
            gettext_lazy("Whether the entry is active; others are left out."),
            required=False,
            allowed=("active", "closed", "merged", "pending"),
            foreign=True,
        ),
        Column(
            "owner",
            gettext_lazy("Owner of the entry"),
            kinds.code,
            gettext_lazy("Who owns the entry: 00 a county office, 52, 54 and 56 a district; others are left out."),
            required=False,
            foreign=True,
        ),
        Column(
            "school",
            gettext_lazy("School"),
            kinds.text,
            gettext_lazy("The name of a school; it is kept where it is a charter that is an LEA already."),
            required=False,
            foreign=True,
        ),
    ),
    layouts=(state_directory.LAYOUT,),
    prepare=state_directory.of_leas,
    left_out=state_directory.left_out,
    checks=(
        cells.filled("cds_code", "lea_name", "county", "selpa_code", "lea_type"),
        places.lea_code("cds_code"),
        county_of_code,
        cells.no_lost_letter("lea_name", "selpa_name"),
        selpa_code,
        state_directory.selpa_is_known,
        state_directory.counts_are_known,
        state_directory.charters_are_there,
        selpa_is_named,
        selpa_has_one_name,
        cells.one_of("lea_type", LEA_TYPES, "bad_lea_type"),
        cells.at_most(120, "lea_name", "selpa_name"),
        cells.no_spreadsheet_error("lea_name", "selpa_name"),
        numbers.is_count("swd_count"),
        cells.unique("cds_code"),
    ),
    model=DirectoryRow,
    rows=rows,
    compared={"name": "lea_name", "selpa_code": "selpa_code", "lea_type": "lea_type", "swd_count": "swd_count"},
    publishing=Publishing(directory.enter, gettext_lazy("New SELPAs and LEAs are added to the portal.")),
)
