"""What is filled in about record reviews."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib import bounds
from cim_portal.lib import forms as lib_forms
from determinations.findings.forms import lea_of
from determinations.findings.identifiers import NotLocal
from determinations.record_reviews import listing
from determinations.record_reviews.models import Answer, Item, Record
from determinations.record_reviews.writing import Opening, Said
from monitoring.definition import Definition
from monitoring.places.models import Lea
from monitoring.years.models import Year

MOST_DRAWN = 100  # records of one sample


class ListForm(forms.Form):
    """A list of records, and how many of them are drawn."""

    records = forms.CharField(
        label=gettext_lazy("Numbers of records, one a line"),
        help_text=gettext_lazy(
            "The LEA’s own number of each child, such as A-17. Never a name or a number of the state."
        ),
        required=False,
        widget=forms.Textarea({"rows": 8}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a CSV file of one column"),
        help_text=gettext_lazy("It is read and not kept."),
        required=False,
    )
    size = forms.IntegerField(label=gettext_lazy("Records to draw"), min_value=1, max_value=MOST_DRAWN)

    def clean(self) -> dict[str, Any]:  # values of every kind
        """Read the list from the text and the file together."""
        cleaned = super().clean() or {}
        try:
            file = cleaned.get("file")
            of_file = listing.of_file(file.read()) if file else ""
            cleaned["numbers"] = listing.numbers(f"{cleaned.get('records', '')}\n{of_file}")
        except NotLocal as why:
            self.add_error("records", str(why))
        return cleaned

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of the list."""
        return tuple(self.cleaned_data["numbers"])


class ReviewForm(ListForm):
    """A review as the state opens it."""

    field_order = ("lea", "requirements", "records", "file", "size")

    lea = forms.CharField(label=gettext_lazy("LEA, by its code of seven digits"), max_length=7)
    requirements = forms.MultipleChoiceField(
        label=gettext_lazy("Requirements to look at"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, year: Year, definition: Definition, **more: Any) -> None:
        """Offer the requirements of the year's definition."""
        super().__init__(*args, **more)
        self.year, self.definition = year, definition
        offered: list[tuple[object, str]] = [
            (one.code, f"{one.name} ({one.citation})") for one in definition.requirements
        ]
        lib_forms.offer(self, "requirements", offered)

    def clean_lea(self) -> Lea:
        """Return the LEA of the code."""
        return lea_of(self.cleaned_data["lea"])

    def clean(self) -> dict[str, Any]:  # values of every kind
        """Ask for a list."""
        cleaned = super().clean()
        if not self.errors and not cleaned.get("numbers"):
            self.add_error("records", _("Write the numbers of the records, or choose a file."))
        return cleaned

    def opening(self) -> Opening:
        """Return what was typed."""
        said = self.cleaned_data
        chosen = tuple(one for one in self.definition.requirements if one.code in said["requirements"])
        return Opening(said["lea"], self.year, chosen, self.numbers, said["size"])


class AnswersForm(forms.Form):
    """Which requirements a record meets."""

    def __init__(self, *args: Any, record: Record, items: list[Item], **more: Any) -> None:
        """Ask about each requirement."""
        self.kept = items
        there = {answer.item_id: answer for answer in record.answers.all()}
        first = {f"value-{pk}": one.value for pk, one in there.items()}
        first |= {f"note-{pk}": one.note for pk, one in there.items()}
        super().__init__(*args, **{**more, "initial": first})
        for item in items:
            self.fields[f"value-{item.pk}"] = forms.ChoiceField(
                label=str(item), choices=Answer.Value.choices, required=False, widget=forms.RadioSelect
            )
            self.fields[f"note-{item.pk}"] = forms.CharField(
                label=_("Note on “%(name)s”: what is missing, and what is to be corrected") % {"name": item.name},
                required=False,
                max_length=bounds.COMMENT,
                widget=forms.Textarea({"rows": 2}),
            )

    def said(self) -> dict[int, Said]:
        """Return what was said, by the keys of requirements."""
        values = self.cleaned_data
        return {item.pk: Said(values[f"value-{item.pk}"], values[f"note-{item.pk}"]) for item in self.kept}
