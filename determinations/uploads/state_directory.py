"""The state's public directory as a directory of LEAs: its file of districts, or the one of schools and districts.

Neither says to which SELPA an LEA belongs nor how many students with disabilities it has, and a charter school of the file
may be an LEA or not. What the portal knows of an LEA stays; what it cannot know is asked for.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
from django.utils.translation import gettext_noop as _

from determinations.uploads import kinds
from determinations.uploads.checks.known import Known, KnownLea
from determinations.uploads.checks.rows import each, written
from determinations.uploads.declaring import Layout
from determinations.uploads.kinds import Frame
from determinations.uploads.problems import Problem, problem

# By the state's code of who owns an entry: county offices of education, elementary, unified and high school districts.
TYPES = {"00": "county_office", "52": "district", "54": "district", "56": "district"}
NO_SCHOOL = "0000000"
NOT_KNOWN = KnownLea("", "", in_directory=False)

LAYOUT = Layout(
    name=_("State directory"),
    headers={
        "cd_code": "cds_code",
        "cdcode": "cds_code",
        "cdscode": "cds_code",
        "county": "county",
        "district": "lea_name",
        "school": "school",
        "statustype": "status",
        "doc": "owner",
        "selpa_code": "selpa_code",
        "selpa_name": "selpa_name",
        "swd_count": "swd_count",
    },
    may_lack=frozenset({"selpa_code", "swd_count"}),
    unused=frozenset(
        "ncesdist ncesschool street streetabr city zip state mailstreet mailstrabr mailcity mailzip mailstate phone ext"
        " phone_ext phoneext faxnumber email website opendate closeddate charter charternum fundingtype doctype soc soctype"
        " edopscode edopsname eilcode eilname gsoffered gsserved virtual magnet yearround yearroundyn multilingual"
        " federaldfcdistrictid latitude longitude admfname admlname admemail admfname1 admlname1 admemail1 admfname2"
        " admlname2 admemail2 admfname3 admlname3 admemail3 lastupdate".split()
    ),
)


def of_leas(frame: Frame, known: Known) -> Frame:
    """Return the rows of LEAs, with the SELPA, the kind and the count that the portal knows where the file says none."""
    if not is_one(frame):
        return frame
    kept = _left_out(frame, known) == ""
    typed, read = frame.typed[kept], frame.read[kept]
    if "selpa_code" not in frame.stated:
        read = read.assign(selpa_code=kinds.each_once(pd.Series("", index=read.index, dtype="str")))
    is_charter = _has_school(typed)
    there = [known.directory.get(code, NOT_KNOWN) for code in typed["cds_code"].astype("str")]
    owned = [TYPES.get(owner, "") for owner in _owner(typed).mask(is_charter, "")]
    lea_type = [kind or one.lea_type for kind, one in zip(owned, there, strict=True)]
    selpa = pd.Series([one.selpa_code for one in there], index=typed.index, dtype="str")
    counts = pd.Series([one.swd_count for one in there], index=typed.index, dtype="float64")
    name = typed["lea_name"].astype("str")
    return replace(
        frame,
        stated=frame.stated - {"selpa_code"},
        read=read,
        typed=typed.assign(
            lea_name=kinds.each_once(name.mask(is_charter, typed["school"].astype("str"))),
            lea_type=kinds.each_once(pd.Series(lea_type, index=typed.index, dtype="str")),
            selpa_code=kinds.each_once(typed["selpa_code"].astype("str").where(_written(read, "selpa_code"), selpa)),
            swd_count=typed["swd_count"].fillna(counts),
        ),
    )


def left_out(frame: Frame, known: Known) -> dict[str, int]:
    """Return how many rows of the file are not kept, by what they are."""
    if not is_one(frame):
        return {}
    counted = _left_out(frame, known).value_counts()
    return {str(what): int(count) for what, count in counted.items() if what}


def is_one(frame: Frame) -> bool:
    """Say whether the file is the state's directory."""
    return {"owner", "status"} <= frame.stated


def selpa_is_known(frame: Frame, known: Known) -> list[Problem]:
    """The portal knows the SELPA of each LEA, or the file says it in a column of its own."""
    if not is_one(frame):
        return []
    lacking = (frame.typed["selpa_code"] == "") & ~written(frame, "selpa_code") & (frame.typed["cds_code"] != "")
    return each(frame, lacking, "cds_code", "no_selpa", lea=frame.typed["lea_name"].astype("str"))


def counts_are_known(frame: Frame, known: Known) -> list[Problem]:
    """The year's directory or the file itself says how many students with disabilities each LEA has."""
    lacking = int(frame.typed["swd_count"].isna().sum()) if is_one(frame) else 0
    return [problem("no_swd_counts", words={"leas": f"{lacking:,}"})] if lacking else []


def charters_are_there(frame: Frame, known: Known) -> list[Problem]:
    """The file has schools too where some charter schools of the directory are LEAs."""
    if not is_one(frame) or "school" in frame.stated:
        return []
    charters = sum(one.in_directory and one.lea_type == "charter" for one in known.directory.values())
    return [problem("no_charters", words={"charters": f"{charters:,}"})] if charters else []


def _left_out(frame: Frame, known: Known) -> pd.Series:
    """Return for each row why it is left out, blank where it is kept; one without a readable code is kept, to be said."""
    typed = frame.typed
    code = typed["cds_code"].astype("str")
    listed = code.isin([code for code, one in known.directory.items() if one.in_directory])
    reason = pd.Series("", index=typed.index, dtype="str")
    reason = reason.mask(
        ~_owner(typed).isin(list(TYPES)) & ~listed, _("offices, programs and centers that are not LEAs")
    )
    reason = reason.mask(_has_school(typed) & ~listed, _("schools that are not LEAs"))
    reason = reason.mask(typed["status"] != "active", _("entries that are closed, merged or not open yet"))
    return reason.mask(code == "", "")


def _has_school(typed: pd.DataFrame) -> pd.Series:
    return ~typed["cds_code_cds"].astype("str").str.slice(7).isin(["", NO_SCHOOL])


def _owner(typed: pd.DataFrame) -> pd.Series:
    """Return the two digits of the code; a spreadsheet makes 0 of 00."""
    return typed["owner"].astype("str").str.zfill(2)


def _written(read: pd.DataFrame, column: str) -> np.ndarray:
    return (read[column].astype("str").str.strip() != "").to_numpy()
