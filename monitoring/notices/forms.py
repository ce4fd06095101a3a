"""What a person chooses about mail."""

from django import forms
from django.utils.translation import gettext_lazy

from monitoring.people.models import Person


class MailForm(forms.Form):
    """How often mail comes."""

    mail = forms.ChoiceField(
        label=gettext_lazy("How often you get mail"), choices=Person.Mail.choices, widget=forms.RadioSelect
    )
