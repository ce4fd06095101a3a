"""What people are notified of while a step is filled in."""

from django.utils.translation import gettext_lazy as _

from monitoring.access import roles
from monitoring.notices.kinds import Kind

TEXT_REPLACED = Kind(
    "text_replaced",
    to=roles.LEA_STAFF,
    subject=_("Your text in step {step} of {lea} was replaced"),
    text=_(
        "You and {by} changed the same place of step {step}, {title}, of the {year} plan: {field}. {by} saw both texts and"
        " saved another one. Yours is kept among the earlier versions of the activity, where you can restore it."
        " {when_due}"
    ),
)

NOTICES = (TEXT_REPLACED,)
