"""What is filled in about findings."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib import bounds
from cim_portal.lib import forms as lib_forms
from determinations.findings import identifiers
from determinations.findings.models import Child, Finding
from determinations.findings.writing import Correction, Draft
from monitoring.definition import Definition
from monitoring.places.models import Lea
from monitoring.years.models import Year

OTHER = "other"


def _words(label: Any, *, hint: Any = "", required: bool = True) -> forms.CharField:  # translated when they are read
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=bounds.COMMENT, widget=forms.Textarea({"rows": 4})
    )


def lea_of(code: str) -> Lea:
    """Return the LEA of a code. Raises ValidationError."""
    lea = Lea.objects.filter(code=code.strip()).first()
    if lea is None:
        raise forms.ValidationError(_("There is no LEA with this code."))
    return lea


class DraftForm(forms.Form):
    """A finding as the state drafts it."""

    lea = forms.CharField(label=gettext_lazy("LEA, by its code of seven digits"), max_length=7)
    source = forms.ChoiceField(label=gettext_lazy("Where it comes from"), choices=Finding.Source.choices)
    requirement = forms.ChoiceField(label=gettext_lazy("Requirement that is not met"))
    citation = forms.CharField(
        label=gettext_lazy("Citation, where it is another requirement"), required=False, max_length=200
    )
    name = forms.CharField(label=gettext_lazy("The other requirement, in words"), required=False, max_length=300)
    found_on = forms.DateField(
        label=gettext_lazy("Day on which the state saw it"), widget=forms.DateInput({"type": "date"})
    )
    facts = _words(
        gettext_lazy("Facts"),
        hint=gettext_lazy("The data behind the finding: how many records, of how many, and which."),
    )
    children = _words(
        gettext_lazy("Children, one a line"),
        hint=gettext_lazy(
            "The LEA’s own number of each child, never a name or a number of the state. After a colon, what is to be "
            "corrected for that child alone: A-17: Hold the meeting that is overdue."
        ),
        required=False,
    )
    for_children = _words(gettext_lazy("What is to be corrected for each child"), required=False)
    in_system = _words(gettext_lazy("What is to be corrected in the system, so that it does not happen again"))

    def __init__(self, *args: Any, year: Year, definition: Definition, today: date, **more: Any) -> None:
        """Offer the requirements of the year's definition."""
        super().__init__(*args, **more)
        self.year, self.definition, self.today = year, definition, today
        offered = [(one.code, f"{one.name} ({one.citation})") for one in definition.requirements]
        lib_forms.offer(self, "requirement", [*offered, (OTHER, _("Another requirement"))])

    def clean_lea(self) -> Lea:
        """Return the LEA of the code."""
        return lea_of(self.cleaned_data["lea"])

    def clean_found_on(self) -> date:
        """Refuse a day that is still to come."""
        day: date = self.cleaned_data["found_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean_children(self) -> dict[str, str]:
        """Return the children by number, with what is asked for each alone."""
        try:
            return identifiers.children(self.cleaned_data["children"])
        except identifiers.NotLocal as why:
            raise forms.ValidationError(str(why)) from why

    def clean(self) -> dict[str, Any]:  # values of every kind
        """Ask for the citation and the words of a requirement that the definition does not name."""
        cleaned = super().clean() or {}
        if cleaned.get("requirement") == OTHER:
            for name in ("citation", "name"):
                if not cleaned.get(name):
                    self.add_error(name, _("Write it, since it is another requirement."))
        if cleaned.get("children") and not cleaned.get("for_children") and not all(cleaned["children"].values()):
            self.add_error("for_children", _("Say what is to be corrected for each child."))
        return cleaned

    def draft(self) -> Draft:
        """Return what was typed."""
        said = self.cleaned_data
        known = self.definition.requirement(said["requirement"])
        return Draft(
            lea=said["lea"],
            year=self.year,
            source=said["source"],
            code=known.code if known else "",
            indicator=known.indicator if known else "",
            citation=known.citation if known else said["citation"],
            requirement=known.name if known else said["name"],
            found_on=said["found_on"],
            facts=said["facts"],
            children=said["children"],
            for_children=said["for_children"],
            in_system=said["in_system"],
        )


class AsOfForm(forms.Form):
    """The day as of which timelines are looked at."""

    as_of = forms.DateField(label=gettext_lazy("As of the day"), widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.today = today

    def clean_as_of(self) -> date:
        """Refuse a day that is still to come."""
        day: date = self.cleaned_data["as_of"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return day


class CorrectionForm(forms.Form):
    """What the LEA corrected: for each child, and in its system."""

    def __init__(self, *args: Any, finding: Finding, today: date, **more: Any) -> None:
        """Ask about each child of the finding."""
        self.today = today
        self.kept = list(finding.children.order_by("pk"))
        first: dict[str, object] = {"system": finding.system_done}
        for child in self.kept:
            first |= {
                f"outcome-{child.pk}": child.outcome,
                f"done-{child.pk}": child.done,
                f"on-{child.pk}": child.done_on,
            }
        super().__init__(*args, **{**more, "initial": first})
        for child in self.kept:
            self.fields[f"outcome-{child.pk}"] = forms.ChoiceField(
                label=_("Child %(number)s: outcome") % {"number": child},
                choices=[("", _("Not corrected yet")), *Child.Outcome.choices],
                required=False,
            )
            self.fields[f"done-{child.pk}"] = forms.CharField(
                label=_("Child %(number)s: what was done") % {"number": child},
                required=False,
                max_length=bounds.COMMENT,
            )
            self.fields[f"on-{child.pk}"] = forms.DateField(
                label=_("Child %(number)s: day") % {"number": child},
                required=False,
                widget=forms.DateInput({"type": "date"}),
            )
        self.fields["system"] = _words(_("What was corrected in the system, and how it is kept up"), required=False)

    def clean(self) -> dict[str, Any]:  # values of every kind
        """Refuse a correction without words, or on a day that is still to come."""
        cleaned = super().clean() or {}
        for child in self.kept:
            if cleaned.get(f"outcome-{child.pk}") and not (cleaned.get(f"done-{child.pk}") or "").strip():
                self.add_error(f"done-{child.pk}", _("Say what was done."))
            day = cleaned.get(f"on-{child.pk}")
            if day and day > self.today:
                self.add_error(f"on-{child.pk}", _("This day is still to come."))
        return cleaned

    def corrections(self) -> dict[str, Correction]:
        """Return what was typed of each child, by its number."""
        said = self.cleaned_data
        return {
            child.number: Correction(said[f"outcome-{child.pk}"], said[f"done-{child.pk}"], said[f"on-{child.pk}"])
            for child in self.kept
        }

    @property
    def rows(self) -> list[tuple[Child, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Each child with its fields."""
        return [
            (child, self[f"outcome-{child.pk}"], self[f"done-{child.pk}"], self[f"on-{child.pk}"])
            for child in self.kept
        ]
