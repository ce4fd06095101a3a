"""What the page of operations can be asked for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cim_portal.operations.queries import STATES

_WORDS = {"failed": _("Failed"), "waiting": _("Waiting or being sent"), "sent": _("Sent")}


class MailsFilter(forms.Form):
    """Which mails are listed."""

    mails = forms.ChoiceField(label=_("Mails"), choices=[(state, _WORDS[state]) for state in STATES], required=False)


class RetryForm(forms.Form):
    """The kind of work of which all that failed is tried again."""

    kind = forms.CharField(max_length=80)
