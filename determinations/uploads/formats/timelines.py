"""Meetings of single children that are due, were held or are late, with the code of the delay."""

from collections.abc import Mapping

import pandas as pd
from django.utils.translation import gettext_lazy

from determinations.uploads import kinds
from determinations.uploads.checks import cells, children, places
from determinations.uploads.declaring import Column, Format
from determinations.uploads.kinds import Frame
from determinations.uploads.models import Timeline
from determinations.uploads.storing import lea_keys

MEETINGS = ("initial", "review", "reevaluation", "transition")


def rows(frame: Frame, lea_ids: Mapping[str, int]) -> pd.DataFrame:
    """Give each meeting; one that was not held has no day."""
    typed = frame.typed
    held = typed["held_on"].astype("str") if "held_on" in typed else pd.Series("", index=typed.index)
    code = typed["delay_code"] if "delay_code" in typed else pd.Series("", index=typed.index)
    return pd.DataFrame(
        {
            "lea_id": lea_keys(typed["lea_code"], lea_ids),
            "child": typed["child"],
            "meeting": typed["meeting"],
            "due_on": typed["due_on"],
            "held_on": held.where(held != ""),
            "delay_code": code,
        }
    )


FORMAT = Format(
    name="timelines",
    title=gettext_lazy("timelines of meetings"),
    purpose=gettext_lazy(
        "Says which meetings of which children were due, and were held or not. Findings of noncompliance are drafted from it."
    ),
    columns=(
        Column("year", gettext_lazy("Year"), kinds.year, gettext_lazy("The year of the upload.")),
        Column("lea_code", gettext_lazy("LEA code"), kinds.lea_code, gettext_lazy("The LEA of the child.")),
        Column(
            "child",
            gettext_lazy("Number of the child"),
            kinds.code,
            gettext_lazy("The LEA’s own number of the child; no name, and no number of the state."),
        ),
        Column("meeting", gettext_lazy("Meeting"), kinds.word, gettext_lazy("Which meeting."), allowed=MEETINGS),
        Column(
            "due_on", gettext_lazy("Due on"), kinds.text, gettext_lazy("The day by which it was due, as 2023-01-31.")
        ),
        Column(
            "held_on",
            gettext_lazy("Held on"),
            kinds.text,
            gettext_lazy("The day on which it was held; nothing for one that was not."),
            required=False,
        ),
        Column(
            "delay_code",
            gettext_lazy("Code of the delay"),
            kinds.code,
            gettext_lazy("The code of the delay, or nothing."),
            required=False,
        ),
    ),
    checks=(
        cells.filled("year", "lea_code", "child", "meeting", "due_on"),
        places.year_of_upload,
        places.lea_code("lea_code"),
        places.lea_is_known("lea_code"),
        children.local_numbers("child"),
        cells.one_of("meeting", MEETINGS, "unknown_meeting"),
        children.days("due_on", "held_on"),
        cells.at_most(8, "delay_code"),
        cells.unique("lea_code", "child", "meeting"),
    ),
    model=Timeline,
    rows=rows,
    compared={"due_on": "due_on", "held_on": "held_on", "delay_code": "delay_code"},
)
