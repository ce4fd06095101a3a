"""Every kind of notice: whom it is for, and what it says."""

from dataclasses import dataclass

from monitoring.access import roles


@dataclass(frozen=True)
class Kind:
    """Whom of an LEA, its SELPA and the state a notice goes to, by role, and its words.

    The words hold `{lea}` and what `tell` is given.
    """

    name: str
    to: frozenset[str]
    subject: str
    text: str


_LEA = roles.LEA_STAFF
_REVIEWER = roles.SELPA_STAFF
_MONITOR = frozenset({"state_monitor"})


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "letter_issued",
            _LEA | _REVIEWER,
            "{year} Annual Determination Letter for {lea}",
            "The Annual Determination Letter of {year} for {lea} was issued. It says: {level}.\n\n"
            "The letter and what it asks for are in the portal.",
        ),
        Kind(
            "letter_corrected",
            _LEA | _REVIEWER,
            "Corrected {year} Annual Determination Letter for {lea}",
            "A corrected letter replaces the one that {lea} had for {year}. It says: {level}.\n\n"
            "Both letters stay readable in the portal; the new one counts.",
        ),
        Kind(
            "second_letter_issued",
            _LEA | _REVIEWER,
            "{year} disproportionality letter for {lea}",
            "A second letter of {year} for {lea} was issued. It says where ratios of {lea} exceed their thresholds, for how"
            " many years in a row, and how they were calculated.\n\nThe letter is in the portal.",
        ),
        Kind(
            "second_letter_corrected",
            _LEA | _REVIEWER,
            "Corrected {year} disproportionality letter for {lea}",
            "A corrected letter replaces the disproportionality letter that {lea} had for {year}.\n\n"
            "Both letters stay readable in the portal; the new one counts.",
        ),
        Kind(
            "step_submitted",
            _REVIEWER,
            "{lea} submitted step {step}",
            "{lea} submitted step {step}, {title}, of its {year} plan. It waits for your review.",
        ),
        Kind(
            "step_recalled",
            _REVIEWER,
            "{lea} took step {step} back",
            "{lea} took step {step}, {title}, of its {year} plan back before anybody opened it.",
        ),
        Kind(
            "step_returned",
            _LEA,
            "Step {step} was returned to {lea}",
            "Step {step}, {title}, of the {year} plan was returned by {by}.{note}What was asked stands beside each activity"
            " in the portal.",
        ),
        Kind(
            "step_waits_for_state",
            frozenset({"lea_approver"}) | _MONITOR,
            "Step {step} of {lea} went on to the state",
            "The SELPA approved step {step}, {title}, of the {year} plan of {lea}. The state reviews it now.",
        ),
        Kind(
            "step_submitted_to_state",
            _MONITOR,
            "{lea} submitted step {step}",
            "{lea} submitted step {step}, {title}, of its {year} plan. It waits for the state's review.",
        ),
        Kind(
            "step_approved",
            _LEA | _REVIEWER,
            "Step {step} of {lea} was approved",
            "Step {step}, {title}, of the {year} plan of {lea} was approved.",
        ),
        Kind(
            "step_reopened",
            _LEA | _REVIEWER,
            "Step {step} of {lea} was reopened",
            "Step {step}, {title}, of the {year} plan of {lea} was reopened by the state. The reason: {reason}",
        ),
        Kind(
            "plan_approved",
            _LEA | _REVIEWER,
            "The {year} improvement plan of {lea} is approved",
            "The improvement plan of {lea} is approved. The report is being drawn and will be in the portal shortly.",
        ),
        Kind(
            "plan_follows_letter",
            _LEA | _REVIEWER,
            "The {year} plan of {lea} goes on under the corrected letter",
            "The {year} plan of {lea} follows the corrected letter now. It says: {level}. What was typed is kept, and"
            " what was approved is open again, since more may be asked for.",
        ),
        Kind(
            "plan_closed",
            _LEA | _REVIEWER,
            "The {year} plan of {lea} is closed",
            "The {year} improvement plan of {lea} is closed. The reason: {reason}\n\nEverything in it stays readable.",
        ),
        Kind(
            "plan_to_settle",
            frozenset({"state_administrator"}),
            "The {year} plan of {lea} waits for your decision",
            "A corrected letter of {lea} for {year} says: {level}. Its plan was begun at another level. Close it, or let"
            " it go on under the corrected letter.",
        ),
    )
}
