"""What is typed to find LEAs and to assign them."""

from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from monitoring.oversight import queries
from monitoring.people.models import Person
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

    to = forms.ModelChoiceField(
        label=_("Assign to"), queryset=Person.objects.none(), required=False, empty_label=_("No monitor")
    )
    expected = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as it comes
        self.fields["to"].queryset = queries.monitors()  # type: ignore[attr-defined]  # it chooses among rows
