"""What people hand in on this app's pages."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings

from determinations import wording

DEFINITION_LIMIT = 2 * 1024 * 1024


class UploadForm(forms.Form):
    """A file and what it is."""

    format = forms.ChoiceField(label="What the file holds")
    file = forms.FileField(label="File (CSV or XLSX)", allow_empty_file=True)

    def __init__(self, *args: Any, formats: Mapping[str, str], **more: Any) -> None:
        """Offer the `formats`, each name with its title."""
        super().__init__(*args, **more)
        self.fields["format"].choices = list(formats.items())  # type: ignore[attr-defined]

    def clean_file(self) -> object:
        """Refuse what is too large before it is read into memory."""
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT:
            raise forms.ValidationError(
                f"The file has {file.size // 1024**2} MB and the limit is {settings.UPLOAD_LIMIT // 1024**2} MB."
            )
        return file


class DefinitionFileForm(forms.Form):
    """A definition of one's own to try, as a file or as text; it is not kept."""

    file = forms.FileField(required=False, label="Definition (YAML file); it is not kept", allow_empty_file=True)
    text = forms.CharField(required=False, strip=False)

    def clean_text(self) -> str:
        """Return the text with the ends of lines that it had before a browser sent it."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")

    def clean_file(self) -> str:
        """Return the text of the file, blank without one."""
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > DEFINITION_LIMIT:
            raise forms.ValidationError("A definition of a year is a text of less than 2 MB; this file is larger.")
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError as fault:
            raise forms.ValidationError("The file is not text in UTF-8.") from fault

    def clean(self) -> dict[str, object]:
        """Ask for one of the two."""
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("file") or cleaned.get("text")):
            raise forms.ValidationError("Choose a file that holds a definition.")
        return cleaned


class LetterTextsForm(forms.Form):
    """The texts of the letters of a level, one field a place. `seen` is the newest text that was there when it was opened."""

    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, places: Iterable[tuple[str, str, str]], words: Collection[str], **more: Any) -> None:
        """Ask for each of `places` (name, label, hint), in whose texts `words` may be filled in."""
        super().__init__(*args, **more)
        self.words = words
        self.places = []
        for name, label, hint in places:
            self.fields[name] = forms.CharField(required=False, label=label, help_text=hint, widget=forms.Textarea)
            self.places.append(name)

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot be filled in or printed, in a sentence that names it."""
        cleaned = super().clean() or {}
        for name in self.places:
            cleaned[name] = text = str(cleaned.get(name, "")).replace("\r\n", "\n").strip()
            for fault in wording.faults(text, words=self.words):
                self.add_error(name, fault)
        return cleaned

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, by place."""
        return {name: self.cleaned_data[name] for name in self.places}
