"""A file to upload."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings

from cim_portal.lib.forms import offer


class UploadForm(forms.Form):
    """A file and what it is."""

    format = forms.ChoiceField(label="What the file holds")
    file = forms.FileField(label="File (CSV or XLSX)", allow_empty_file=True)

    def __init__(self, *args: Any, formats: Mapping[str, str], **more: Any) -> None:
        """Offer the `formats`, each name with its title."""
        super().__init__(*args, **more)
        offer(self, "format", list(formats.items()))

    def clean_file(self) -> object:
        """Refuse what is too large before it is read into memory."""
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT:
            raise forms.ValidationError(
                f"The file has {file.size // 1024**2} MB and the limit is {settings.UPLOAD_LIMIT // 1024**2} MB."
            )
        return file
