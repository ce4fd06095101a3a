"""What each LEA was allocated, whether it maintained effort, and what it reserved for early intervening services."""

from collections.abc import Mapping

import pandas as pd
from django.utils.translation import gettext_lazy as _

from determinations.uploads import kinds
from determinations.uploads.checks import cells, numbers, places
from determinations.uploads.declaring import Column, Format
from determinations.uploads.kinds import Frame
from determinations.uploads.models import MoeCeis
from determinations.uploads.storing import lea_keys

REQUIRED, VOLUNTARY, NONE = RESERVES = ("required", "voluntary", "none")
MONEY = ("allocation_611", "allocation_619", "moe_reduction", "reserved")
CHILDREN = ("children_served", "children_later_eligible")
MOST = 10**12 - 1  # dollars, more than the federal grant to the whole country


def rows(frame: Frame, lea_ids: Mapping[str, int]) -> pd.DataFrame:
    """Give the figures of each LEA; what is NC, NA or blank is not stated."""
    typed = frame.typed
    met = typed["moe_met"]
    return pd.DataFrame(
        {
            "lea_id": lea_keys(typed["lea_code"], lea_ids),
            **{name: typed[f"{name}_exact"] for name in MONEY},
            "moe_met": met.where(met.isin(["Yes", "No"]), ""),
            "reserve": typed["reserve"],
            **{name: typed[name].astype("Int64") for name in CHILDREN},
        }
    )


FORMAT = Format(
    name="moe",
    title=_("maintenance of effort and early intervening services"),
    purpose=_(
        "Says what each LEA was allocated under IDEA, whether it met maintenance of effort (MOE), and what it reserved for"
        " coordinated early intervening services (CEIS). The federal files are made from it."
    ),
    columns=(
        Column("year", _("Year"), kinds.year, _("The year of the upload.")),
        Column("lea_code", _("LEA code"), kinds.lea_code, _("The LEA.")),
        Column(
            "allocation_611",
            _("Section 611 allocation"),
            kinds.money,
            _("The allocation under section 611, in dollars."),
        ),
        Column(
            "allocation_619",
            _("Section 619 allocation"),
            kinds.money,
            _("The allocation under section 619, in dollars."),
        ),
        Column("moe_met", _("MOE met"), kinds.met, _("Whether the LEA met MOE.")),
        Column("moe_reduction", _("MOE reduction"), kinds.money, _("By how much MOE was reduced, in dollars.")),
        Column(
            "reserve",
            _("Funds reserved for CEIS"),
            kinds.word,
            _("Whether funds were reserved for CEIS, and why."),
            allowed=RESERVES,
        ),
        Column("reserved", _("Amount reserved"), kinds.money, _("How much was reserved, in dollars.")),
        Column(
            "children_served",
            _("Children who received CEIS"),
            kinds.number,
            _("How many children received CEIS in the year."),
        ),
        Column(
            "children_later_eligible",
            _("Children who received CEIS and then special education"),
            kinds.number,
            _("How many received CEIS in the year or the two before, and then special education in the year."),
        ),
    ),
    checks=(
        cells.filled("year", "lea_code", "reserve"),
        places.year_of_upload,
        places.lea_code("lea_code"),
        places.lea_is_known("lea_code"),
        numbers.is_number(*MONEY),
        *(numbers.between(0, MOST, name) for name in MONEY),
        cells.yes_or_no("moe_met"),
        cells.one_of("reserve", RESERVES, "unknown_reserve"),
        numbers.is_count(*CHILDREN),
        cells.unique("lea_code"),
    ),
    model=MoeCeis,
    rows=rows,
    compared={name: name for name in (*MONEY, "moe_met", "reserve", *CHILDREN)},
)
