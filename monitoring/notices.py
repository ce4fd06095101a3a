"""Who is told what, on the page and by e-mail: a table, one row a kind."""

from dataclasses import dataclass
from datetime import datetime

from monitoring import grants, jobs
from monitoring.models import Lea, Notice


@dataclass(frozen=True)
class Kind:
    """Whom of an LEA and its SELPA a notice goes to, and its words, with `{lea}` and what `tell` is given."""

    name: str
    to: frozenset[str]
    subject: str
    text: str
    to_state: bool = False


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "letter_issued",
            frozenset({"lea_editor", "lea_approver", "selpa_reviewer"}),
            "{year} Annual Determination Letter for {lea}",
            "The Annual Determination Letter of {year} for {lea} was issued. It says: {level}.\n\n"
            "The letter and what it asks for are in the portal.",
        ),
        Kind(
            "letter_corrected",
            frozenset({"lea_editor", "lea_approver", "selpa_reviewer"}),
            "Corrected {year} Annual Determination Letter for {lea}",
            "A corrected letter replaces the one that {lea} had for {year}. It says: {level}.\n\n"
            "Both letters stay readable in the portal; the new one counts.",
        ),
        Kind(
            "step_submitted",
            frozenset({"selpa_reviewer"}),
            "{lea} submitted step {step}",
            "{lea} submitted step {step}, {title}, of its {year} plan. It waits for your review.",
        ),
        Kind(
            "step_recalled",
            frozenset({"selpa_reviewer"}),
            "{lea} took step {step} back",
            "{lea} took step {step}, {title}, of its {year} plan back before anybody opened it.",
        ),
        Kind(
            "step_returned",
            frozenset({"lea_editor", "lea_approver"}),
            "Step {step} was returned to {lea}",
            "Step {step}, {title}, of the {year} plan was returned by {by}. What was asked stands beside each activity"
            " in the portal.",
        ),
        Kind(
            "step_waits_for_state",
            frozenset({"lea_approver"}),
            "Step {step} of {lea} went on to the state",
            "The SELPA approved step {step}, {title}, of the {year} plan of {lea}. The state reviews it now.",
            to_state=True,
        ),
        Kind(
            "step_submitted_to_state",
            frozenset(),
            "{lea} submitted step {step}",
            "{lea} submitted step {step}, {title}, of its {year} plan. It waits for the state's review.",
            to_state=True,
        ),
        Kind(
            "step_approved",
            frozenset({"lea_editor", "lea_approver", "selpa_reviewer"}),
            "Step {step} of {lea} was approved",
            "Step {step}, {title}, of the {year} plan of {lea} was approved.",
        ),
        Kind(
            "step_reopened",
            frozenset({"lea_editor", "lea_approver", "selpa_reviewer"}),
            "Step {step} of {lea} was reopened",
            "Step {step}, {title}, of the {year} plan of {lea} was reopened by the state. The reason: {reason}",
        ),
        Kind(
            "plan_approved",
            frozenset({"lea_editor", "lea_approver", "selpa_reviewer"}),
            "The {year} improvement plan of {lea} is approved",
            "The improvement plan of {lea} is approved. The report is being drawn and will be in the portal shortly.",
        ),
    )
}


def tell(name: str, *, lea: Lea, link: str, at: datetime, **words: object) -> list[Notice]:
    """Tell everyone whom the kind names, in the caller's transaction: a row each, and a job each to mail it.

    `words` fill the kind's text. Raises `KeyError` for an unknown kind or a missing word.
    """
    kind = KINDS[name]
    people = list(grants.people_with(kind.to, lea=lea)) if kind.to else []
    if kind.to_state:
        people += [p for p in grants.state_people(frozenset({"state_monitor"})) if p not in people]
    filled = {"lea": lea.name, **words}
    notices = Notice.objects.bulk_create(
        Notice(
            person=person,
            kind=name,
            lea=lea,
            subject=kind.subject.format(**filled)[:200],
            text=kind.text.format(**filled),
            link=link,
            told_at=at,
        )
        for person in people
    )
    for notice in notices:
        jobs.enqueue("monitoring.mail_notice", notice, at=at)
    return notices
