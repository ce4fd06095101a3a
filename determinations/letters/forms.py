"""What administrators fill in about letters: their texts, and when they are released."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib import bounds, dates
from cim_portal.lib import forms as lib_forms
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


class ReleaseForm(forms.Form):
    """When the letters under embargo are released: a day and a time of day, Pacific time. `moment` is both."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput({"type": "date"}))
    time = forms.TimeField(
        label=gettext_lazy("Time of day, Pacific time"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    moment: datetime

    def clean(self) -> dict[str, object]:
        """Refuse an hour that the clocks skip in spring."""
        cleaned = super().clean() or {}
        day, time = cleaned.get("day"), cleaned.get("time")
        if day and time:
            self.moment = datetime.combine(day, time, tzinfo=dates.PACIFIC)
            back = self.moment.astimezone(UTC).astimezone(dates.PACIFIC)
            if back.time() != time:
                self.add_error("time", _("The clocks skip this hour on that day. Choose another one."))
        return cleaned


class CorrectionForm(forms.Form):
    """What the corrected letter of one LEA says, and why."""

    level = forms.ChoiceField(label=gettext_lazy("Level"), required=False)
    reason = forms.CharField(
        max_length=bounds.COMMENT,
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("It is in the new letter, and in the ledger."),
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, levels: list[tuple[object, str]], **more: Any) -> None:
        """Offer `levels`, by code and name; none where the letter says no level."""
        super().__init__(*args, **more)
        lib_forms.offer(self, "level", levels)
        if not levels:
            del self.fields["level"]
