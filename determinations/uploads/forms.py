"""A file to upload."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib.forms import offer
from monitoring.files.scanning import scanned


class UploadForm(forms.Form):
    """A file and what it is."""

    format = forms.ChoiceField(label=gettext_lazy("What the file holds"))
    how = forms.ChoiceField(
        label=gettext_lazy("What happens to what is published"),
        required=False,
        widget=forms.RadioSelect,
        initial="replace",
        choices=[
            ("replace", gettext_lazy("Replace it: rows that are not in this file no longer count")),
            ("amend", gettext_lazy("Amend it: only the rows of this file change, all others still count")),
        ],
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )

    def __init__(self, *args: Any, formats: Mapping[str, str], **more: Any) -> None:
        """Offer the `formats`, each name with its title."""
        super().__init__(*args, **more)
        offer(self, "format", list(formats.items()))
        self.fields["file"].help_text = _(
            "CSV or XLSX, up to %(limit)s MB. Write codes as text, so that zeros at the start stay. Uploading publishes nothing."
        ) % {"limit": settings.UPLOAD_LIMIT // 1024**2}

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse what is too large before it is read into memory."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size and file.size > settings.UPLOAD_LIMIT:
            sizes = {"size": -(-file.size // 1024**2), "limit": settings.UPLOAD_LIMIT // 1024**2}
            raise forms.ValidationError(_("The file has %(size)s MB, and the limit is %(limit)s MB.") % sizes)
        scanned(file)
        return file
