"""What work in the background is called, and the lanes in which it waits."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LANES: "dict[str, StrOrPromise]" = {
    "now": _("Now: someone is waiting for it"),
    "soon": _("Soon: notifications"),
    "batch": _("Batch: very many at once"),
}
MAILS: "dict[str, StrOrPromise]" = {
    "monitoring.mail_notice": _("Notification"),
    "monitoring.mail_day": _("Mail of the day"),
    "monitoring.mail_invitation": _("Invitation"),
    "monitoring.mail_invitation_in_bulk": _("Invitation, one of many"),
    "monitoring.mail_reset": _("Link to a new password"),
    "monitoring.mail_account_change": _("Changed account"),
    "monitoring.mail_new_address": _("Link to confirm a new address"),
    "monitoring.mail_confirmation": _("Links of the email list"),
    "monitoring.mail_list_in_bulk": _("Mail to the email list"),
}
KINDS: "dict[str, StrOrPromise]" = {
    **MAILS,
    "determinations.check_upload": _("Check of an upload"),
    "determinations.issue_letter": _("Issuing a letter"),
    "determinations.draw_letter": _("PDF of a letter"),
    "determinations.draw_finding_letter": _("PDF of a letter about a finding"),
    "determinations.release_letters": _("Releasing the letters of a year"),
    "improvement_plans.open_plan": _("Opening a plan"),
    "improvement_plans.follow_due_dates": _("Due dates of a year after a change of its definition"),
    "improvement_plans.set_checks": _("Progress checks of an approved plan"),
    "improvement_plans.draw_submission": _("PDF of a submission"),
    "improvement_plans.draw_report": _("PDF of a plan"),
    "cim_portal.summarize": _("Summary of a year as PDF"),
    "cim_portal.summarize_in_bulk": _("Summaries of all SELPAs"),
}


def of(kind: str) -> str:
    """Return what a kind of work is called; one that the portal does not have any more, by its name."""
    return str(KINDS.get(kind, kind))
