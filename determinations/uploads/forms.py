"""Files to upload, and what an upload is."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib import bounds
from cim_portal.lib.forms import offer
from determinations.uploads import kinds
from determinations.uploads.declaring import Format
from monitoring.definition import Definition
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

    format = forms.ChoiceField(label=gettext_lazy("What the file holds"), required=False)
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


class AmendForm(forms.Form):
    """One row of a format, a field for each of its columns, and why it is corrected."""

    def __init__(self, *args: Any, form: Format, definition: Definition, **more: Any) -> None:
        super().__init__(*args, **more)
        self.columns = form.own_columns
        for column in self.columns:
            words: dict[str, Any] = {  # keywords of a Django field
                "label": column.title,
                "required": column.required,
                "help_text": column.says,
            }
            if column.kind is kinds.year:
                words["initial"] = definition.year
            if allowed := column.allowed_in(definition):
                self.fields[column.name] = forms.ChoiceField(
                    choices=[("", _("– choose –")), *((one, one) for one in allowed)], **words
                )
            else:
                self.fields[column.name] = forms.CharField(max_length=300, **words)
        self.fields["reason"] = forms.CharField(
            label=_("Why it is corrected"), max_length=bounds.COMMENT, widget=forms.Textarea
        )

    def row(self) -> tuple[list[str], list[object]]:
        """Return the columns that the file must have, and those in which something was typed, each with its cell."""
        typed = [(column, self.cleaned_data[column.name]) for column in self.columns]
        kept = [(column.name, cell) for column, cell in typed if cell or column.required]
        return [name for name, _cell in kept], [cell for _name, cell in kept]


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
