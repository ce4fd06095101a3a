"""Files to upload, and what an upload is."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib.forms import offer
from monitoring.files.scanning import scanned

MOST = 20  # files at a time
HOW = [
    ("replace", gettext_lazy("Replace it: rows that are not in this file no longer count")),
    ("amend", gettext_lazy("Amend it: only the rows of this file change, all others still count")),
]


class SeveralFiles(forms.FileInput):
    """A field for one file or more."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or more, each cleaned as one is."""

    def clean(self, data: Any, initial: Any = None) -> Any:  # as Django's own fields
        """Return the files as a list. Raises ValidationError."""
        files = data if isinstance(data, list | tuple) else [data]
        if len(files) > MOST:
            raise forms.ValidationError(_("Choose at most %(most)s files at a time.") % {"most": MOST})
        return [super(FilesField, self).clean(one, initial) for one in files or [None]]


class UploadForm(forms.Form):
    """Files and what they are; without a word each is recognized by its columns."""

    format = forms.ChoiceField(label=gettext_lazy("What the files hold"), required=False)
    how = forms.ChoiceField(
        label=gettext_lazy("What happens to what is published"),
        required=False,
        widget=forms.RadioSelect,
        initial="replace",
        choices=HOW,
    )
    file = FilesField(
        label=gettext_lazy("Files"),
        allow_empty_file=True,
        widget=SeveralFiles(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )

    def __init__(self, *args: Any, formats: Mapping[str, str], **more: Any) -> None:
        """Offer the `formats`, each name with its title."""
        super().__init__(*args, **more)
        offer(self, "format", [("", _("Recognize each file by its columns")), *formats.items()])
        self.fields["file"].help_text = _(
            "CSV or XLSX, one or several, up to %(limit)s MB in all. Write codes as text, so that zeros at the start stay. "
            "Uploading publishes nothing."
        ) % {"limit": settings.UPLOAD_LIMIT // 1024**2}

    def clean_file(self) -> "Sequence[UploadedFile[bytes]]":
        """Refuse what is too large before it is read into memory."""
        files: Sequence[UploadedFile[bytes]] = self.cleaned_data["file"]
        for file in files:
            if file.size and file.size > settings.UPLOAD_LIMIT:
                sizes = {"size": -(-file.size // 1024**2), "limit": settings.UPLOAD_LIMIT // 1024**2}
                raise forms.ValidationError(_("The file has %(size)s MB, and the limit is %(limit)s MB.") % sizes)
            scanned(file)
        return files


class MeantForm(forms.Form):
    """What an upload is, where it was taken for something else: of which kind, of which year, and how it comes to count."""

    format = forms.ChoiceField(label=gettext_lazy("What the file holds"))
    year = forms.ChoiceField(label=gettext_lazy("Year"))
    how = forms.ChoiceField(
        label=gettext_lazy("What happens to what is published"), widget=forms.RadioSelect, choices=HOW
    )

    def __init__(self, *args: Any, formats: Mapping[str, str], years: Sequence[int], **more: Any) -> None:
        """Offer the `formats`, each name with its title, and the `years`."""
        super().__init__(*args, **more)
        offer(self, "format", list(formats.items()))
        offer(self, "year", [(year, str(year)) for year in years])
