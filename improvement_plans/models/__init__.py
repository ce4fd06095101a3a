"""What the LEA does about it: plans and steps, what was typed, and the reviews."""

from improvement_plans.models.answers import Answer, AnswerVersion, Attachment
from improvement_plans.models.plans import Plan, Step, Submission
from improvement_plans.models.reviews import Comment, ReviewMark

__all__ = ["Answer", "AnswerVersion", "Attachment", "Comment", "Plan", "ReviewMark", "Step", "Submission"]
