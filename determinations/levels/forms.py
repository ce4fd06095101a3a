"""Another definition to try."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

DEFINITION_LIMIT = 2 * 1024 * 1024


class DefinitionFileForm(forms.Form):
    """A definition of one's own to try, as a file or as text; it is not kept."""

    file = forms.FileField(
        required=False, label=gettext_lazy("Definition (YAML file); it is not kept"), allow_empty_file=True
    )
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
            raise forms.ValidationError(_("A definition of a year is a text of less than 2 MB; this file is larger."))
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError as fault:
            raise forms.ValidationError(_("The file is not text in UTF-8.")) from fault

    def clean(self) -> dict[str, object]:
        """Ask for one of the two."""
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("file") or cleaned.get("text")):
            raise forms.ValidationError(_("Choose a file that holds a definition."))
        return cleaned
