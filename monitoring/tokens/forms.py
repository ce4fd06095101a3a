"""What is filled in about a personal token."""

from django import forms
from django.utils.translation import gettext_lazy as _

from monitoring.tokens.scopes import SCOPES

DAYS = {7: _("One week"), 30: _("30 days"), 90: _("90 days"), 365: _("One year")}


class TokenForm(forms.Form):
    """A token to be made."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("What uses it, for example “Nightly report”, so that you know it again."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may read"),
        choices=lambda: list(SCOPES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It never reads more than you may see yourself."),
        error_messages={"required": _("Choose what the token may read.")},
    )
    days = forms.TypedChoiceField(label=_("Valid for"), choices=lambda: list(DAYS.items()), coerce=int, initial=90)
