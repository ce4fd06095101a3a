"""A file to upload."""

from django import forms
from django.conf import settings

FORMAT_CHOICES = (
    ("leas", "Directory of LEAs (leas)"),
    ("indicators", "Indicator rates (indicators)"),
    ("dashboard", "School Dashboard, student groups (dashboard)"),
    ("ranks", "Percentage ranks (ranks)"),
    ("levels", "Levels that the state decided (levels)"),
)


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
