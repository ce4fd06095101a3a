"""Gathers the models of this app's subjects, for Django alone: everyone else imports them where they are."""

from improvement_plans.amendments.models import AmendedPage, Amendment, AmendmentFile
from improvement_plans.deadlines.models import Extension, Reminder
from improvement_plans.plans.models import Plan, Step, Submission
from improvement_plans.progress.models import CheckReminder, Entry, Evaluation, ProgressCheck
from improvement_plans.reviews.models import Comment, Reply, ReviewDraft, ReviewMark, StepAssignment
from improvement_plans.signing.models import Signature, Signer
from improvement_plans.workbook.models import Answer, AnswerVersion, Attachment, Redaction

__all__ = [
    "AmendedPage",
    "Amendment",
    "AmendmentFile",
    "Answer",
    "AnswerVersion",
    "Attachment",
    "CheckReminder",
    "Comment",
    "Entry",
    "Evaluation",
    "Extension",
    "Plan",
    "ProgressCheck",
    "Redaction",
    "Reminder",
    "Reply",
    "ReviewDraft",
    "ReviewMark",
    "Signature",
    "Signer",
    "Step",
    "StepAssignment",
    "Submission",
]
