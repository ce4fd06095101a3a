"""What is filled in about resources and the email list."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib import bounds
from cim_portal.lib import forms as lib_forms
from monitoring.files import taken
from monitoring.files.refusing import FileRefused
from monitoring.resources.models import Resource, Topic

NAME_LIMIT = 200


def _audiences() -> list[tuple[object, str]]:
    return [("", _("Everyone")), *((name, str(words)) for name, words in Resource.Audience.choices)]


class ResourceForm(forms.Form):
    """A resource: a link or a file, for a level and a step or for every one, and for topic areas.

    `has` names the file that a resource which is being changed has already; blank for none.
    """

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("What it is and whom it helps"),
        required=False,
        max_length=bounds.PROSE,
        widget=forms.Textarea,
    )
    level = forms.ChoiceField(label=gettext_lazy("Level"), required=False)
    step = forms.TypedChoiceField(label=gettext_lazy("Step"), required=False, coerce=int, empty_value=None)
    audience = forms.ChoiceField(label=gettext_lazy("For whom"), required=False)
    year = forms.IntegerField(
        label=gettext_lazy("Year"),
        required=False,
        min_value=2000,
        max_value=2100,
        help_text=gettext_lazy("The year of monitoring that it is for. Leave it empty for every year."),
    )
    topics = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Topic areas"),
        queryset=Topic.objects.order_by("order"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    link = forms.URLField(
        label=gettext_lazy("Link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=gettext_lazy("A full address that begins with https:// or http://."),
    )
    handed = forms.FileField(label=gettext_lazy("Or a file"), required=False)

    def __init__(
        self, *args: Any, levels: Iterable[tuple[str, str]], steps: Iterable[int], has: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.has = has
        handed = self.fields["handed"]
        lib_forms.offer(self, "level", [("", _("Every level")), *levels])
        lib_forms.offer(self, "audience", _audiences())
        lib_forms.offer(self, "step", [("", _("Every step")), *((n, _("Step %(n)s") % {"n": n}) for n in steps)])
        handed.help_text = _("Up to %(limit)s MB: %(endings)s.") % {
            "limit": taken.LIMIT_MB,
            "endings": taken.endings(),
        }
        if has:
            handed.help_text += _(" Without a new one and without a link, %(has)s stays.") % {"has": has}

    def clean_link(self) -> str:
        """Refuse an address that is not of the web."""
        link = str(self.cleaned_data["link"])
        if link and not link.lower().startswith(("http://", "https://")):
            raise forms.ValidationError(_("A link begins with https:// or http://."))
        return link

    def clean_handed(self) -> object:
        """Refuse a file that is too large, not of a safe kind, or not what its ending says."""
        file = self.cleaned_data["handed"]
        if file is None:
            return None
        if len(file.name) > NAME_LIMIT:
            raise forms.ValidationError(
                _("The name of the file is longer than %(name_limit)s characters.") % {"name_limit": NAME_LIMIT}
            )
        try:
            taken.look_at(file, name=file.name)
        except FileRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return file

    def clean(self) -> dict[str, object]:
        """Ask for a link or a file."""
        cleaned = super().clean() or {}
        if {"link", "handed"} & set(self.errors):
            return cleaned
        link, file = cleaned.get("link"), cleaned.get("handed")
        if link and file:
            self.add_error("link", _("Give a link or a file, not both."))
        elif not link and not file and not self.has:
            self.add_error("link", _("Give a link, or choose a file below."))
        return cleaned


class KeepFilter(forms.Form):
    """Which of the kept resources to list."""

    level = forms.ChoiceField(label=gettext_lazy("Level"), required=False)
    step = forms.TypedChoiceField(label=gettext_lazy("Step"), required=False, coerce=int, empty_value=None)
    topic = forms.ModelChoiceField(
        label=gettext_lazy("Topic area"),
        queryset=Topic.objects.order_by("order"),
        required=False,
        to_field_name="slug",
        empty_label=gettext_lazy("All topic areas"),
    )

    def __init__(self, *args: Any, levels: Iterable[tuple[str, str]], steps: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lib_forms.offer(self, "level", [("", _("All levels")), *levels])
        lib_forms.offer(self, "step", [("", _("All steps")), *((n, _("Step %(n)s") % {"n": n}) for n in steps)])


class FindFilter(KeepFilter):
    """Which of the public resources to list."""

    audience = forms.ChoiceField(label=gettext_lazy("For whom"), required=False)
    year = forms.TypedChoiceField(label=gettext_lazy("Year"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lib_forms.offer(self, "audience", _audiences())
        lib_forms.offer(self, "year", [("", _("All years")), *((year, str(year)) for year in years)])


class TopicForm(forms.Form):
    """A topic area of the resource center."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    text = forms.CharField(
        label=gettext_lazy("What it is about"), required=False, max_length=bounds.PROSE, widget=forms.Textarea
    )
    order = forms.IntegerField(
        label=gettext_lazy("Place in the list"),
        min_value=0,
        max_value=1000,
        initial=0,
        help_text=gettext_lazy("Smaller numbers come first."),
    )


class MailingForm(forms.Form):
    """What is written to the email list."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=150)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=bounds.PROSE,
        widget=forms.Textarea,
        help_text=gettext_lazy("Plain text. How to leave the list is added below it."),
    )

    def clean_subject(self) -> str:
        """Keep the subject on one line."""
        return " ".join(str(self.cleaned_data["subject"]).split())


class SubscribeForm(forms.Form):
    """An address for the email list."""

    email = forms.EmailField(label=gettext_lazy("Your email address"), max_length=254)
