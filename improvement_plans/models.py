"""Gathers the models of this app's subjects, for Django alone: everyone else imports them where they are."""

from improvement_plans.deadlines.models import Extension, Reminder
from improvement_plans.plans.models import Plan, Step, Submission
from improvement_plans.reviews.models import Comment, Reply, ReviewMark
from improvement_plans.workbook.models import Answer, AnswerVersion, Attachment

__all__ = [
    "Answer",
    "AnswerVersion",
    "Attachment",
    "Comment",
    "Extension",
    "Plan",
    "Reminder",
    "Reply",
    "ReviewMark",
    "Step",
    "Submission",
]
