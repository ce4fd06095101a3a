"""What is typed to save a view."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SaveForm(forms.Form):
    """The name of a view, the page, and the query part of its address."""

    name = forms.CharField(label=_("Name of this view"), max_length=80)
    path = forms.CharField(widget=forms.HiddenInput, max_length=200)
    query = forms.CharField(widget=forms.HiddenInput, max_length=2000, required=False)
