"""The administrator's texts of a letter."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms

from cim_portal.lib import bounds
from determinations.letters import wording


class LetterTextsForm(forms.Form):
    """The texts of the letters of a level, one field a place. `seen` is the newest text that was there when it was opened."""

    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, places: Iterable[tuple[str, str, str]], words: Collection[str], **more: Any) -> None:
        """Ask for each of `places` (name, label, hint), in whose texts `words` may be filled in."""
        super().__init__(*args, **more)
        self.words = words
        self.places = []
        for name, label, hint in places:
            self.fields[name] = forms.CharField(
                required=False, max_length=bounds.PROSE, label=label, help_text=hint, widget=forms.Textarea
            )
            self.places.append(name)

    def clean(self) -> dict[str, object]:
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
