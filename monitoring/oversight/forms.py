"""What is typed to find LEAs, to assign them, and to make a unit."""

from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cim_portal.lib.forms import offer
from monitoring.oversight import queries
from monitoring.places.models import Lea
from monitoring.places.queries import words_of_lea


@dataclass(frozen=True)
class Filters:
    """Which LEAs the address asks for; blank lets all through, and all of them combine."""

    words: str = ""
    selpa: str = ""
    county: str = ""
    monitor: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> "Filters":
        """Read the filters of an address or a form."""
        return cls(**{name: asked.get(name, "").strip() for name in asdict(cls())})

    def address(self) -> str:
        """Return them as the query part of an address."""
        return urlencode({name: value for name, value in asdict(self).items() if value})

    def leas(self) -> QuerySet[Lea]:
        """Return the LEAs by name, as they are today."""
        found = Lea.objects.filter(
            words_of_lea(self.words, path=""), queries.assigned_to(self.monitor, path="pk")
        ).order_by("name", "code")
        if self.selpa:
            found = found.filter(selpa__code=self.selpa)
        return found.filter(county__code=self.county) if self.county else found


class AssignForm(forms.Form):
    """To whom the LEAs of a list are assigned; blank is no one. `expected` is how many LEAs the list had."""

    to = forms.ChoiceField(label=_("Assign to"), required=False)
    expected = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", [("", gettext("No one")), *queries.targets()])


class UnitForm(forms.Form):
    """A unit of the state's office: what it is called, and which monitors it has."""

    name = forms.CharField(label=_("Name"), max_length=80)
    members = forms.ModelMultipleChoiceField(
        label=_("Monitors"),
        queryset=queries.monitors(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What is assigned to the unit is on the home page and in the lists of each of them."),
    )
