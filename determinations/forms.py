"""What people hand in on this app's pages."""

from django import forms
from django.conf import settings

from monitoring.models import ProcessVersion, Year

FORMAT_CHOICES = (
    ("leas", "Directory of LEAs (leas)"),
    ("indicators", "Indicator rates (indicators)"),
    ("dashboard", "School Dashboard, student groups (dashboard)"),
    ("ranks", "Percentage ranks (ranks)"),
    ("levels", "Levels that the state decided (levels)"),
)
DEFINITION_LIMIT = 2 * 1024 * 1024


class UploadForm(forms.Form):
    """A file and what it is."""

    format = forms.ChoiceField(label="What the file holds", choices=FORMAT_CHOICES)
    file = forms.FileField(label="File (CSV or XLSX)", allow_empty_file=True)

    def clean_file(self) -> object:
        """Refuse what is too large before it is read into memory."""
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT:
            raise forms.ValidationError(
                f"The file has {file.size // 1024**2} MB and the limit is {settings.UPLOAD_LIMIT // 1024**2} MB."
            )
        return file


class WhatIfForm(forms.Form):
    """Another version of the year's definition, kept already or handed in as a file that is not kept."""

    version = forms.ModelChoiceField(
        queryset=ProcessVersion.objects.none(),
        required=False,
        label="A version that is kept",
        empty_label="None of them",
        widget=forms.Select(attrs={"class": "usa-select"}),
    )
    file = forms.FileField(required=False, label="Or a definition of your own (YAML); it is not kept")

    def __init__(self, *args: object, year: Year, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        versions: forms.ModelChoiceField = self.fields["version"]  # type: ignore[assignment, type-arg]
        versions.queryset = ProcessVersion.objects.filter(year=year.year).order_by("-number")

    def clean_file(self) -> str:
        """Return the text of the file, blank without one."""
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > DEFINITION_LIMIT:
            raise forms.ValidationError("A definition of a year is a text of less than 2 MB; this file is larger.")
        try:
            return str(file.read().decode("utf-8"))
        except UnicodeDecodeError as fault:
            raise forms.ValidationError("The file is not text in UTF-8.") from fault

    def clean(self) -> dict[str, object]:
        """Ask for one of the two."""
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned.get("version")) == bool(cleaned.get("file")):
            raise forms.ValidationError("Choose a version, or hand in a file; one of the two.")
        return cleaned
