"""What is filled in about resources and the email list."""

from collections.abc import Iterable
from typing import Any

from django import forms

from cim_portal.lib import forms as lib_forms
from monitoring.resources.models import Topic

RESOURCE_LIMIT = 20 * 1024 * 1024
NAME_LIMIT = 200
# The safe endings, and the bytes that a file of each begins with; blank where it is plain text.
ENDINGS = {"pdf": b"%PDF-", "docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04", "pptx": b"PK\x03\x04", "csv": b"", "txt": b""}


class ResourceForm(forms.Form):
    """A resource: a link or a file, for a level and a step or for every one, and for topic areas.

    `has` names the file that a resource which is being changed has already; blank for none.
    """

    title = forms.CharField(label="Title", max_length=200)
    text = forms.CharField(label="What it is and whom it helps", required=False, widget=forms.Textarea)
    level = forms.ChoiceField(label="Level", required=False)
    step = forms.TypedChoiceField(label="Step", required=False, coerce=int, empty_value=None)
    topics = forms.ModelMultipleChoiceField(
        label="Topic areas",
        queryset=Topic.objects.order_by("order"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    link = forms.URLField(
        label="Link",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="A full address that begins with https:// or http://.",
    )
    handed = forms.FileField(label="Or a file", required=False)

    def __init__(
        self, *args: Any, levels: Iterable[tuple[str, str]], steps: Iterable[int], has: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.has = has
        handed = self.fields["handed"]
        lib_forms.offer(self, "level", [("", "Every level"), *levels])
        lib_forms.offer(self, "step", [("", "Every step"), *((n, f"Step {n}") for n in steps)])
        handed.help_text = f"Up to 20 MB: {', '.join(ENDINGS)}."
        if has:
            handed.help_text += f" Without a new one and without a link, {has} stays."

    def clean_link(self) -> str:
        """Refuse an address that is not of the web."""
        link = str(self.cleaned_data["link"])
        if link and not link.lower().startswith(("http://", "https://")):
            raise forms.ValidationError("A link begins with https:// or http://.")
        return link

    def clean_handed(self) -> Any:
        """Refuse a file that is too large, not of a safe kind, or not what its ending says."""
        file = self.cleaned_data["handed"]
        if file is None:
            return None
        ending = file.name.rpartition(".")[2].lower()
        if ending not in ENDINGS:
            raise forms.ValidationError(f"{file.name} is not a kind that can be kept here: {', '.join(ENDINGS)}.")
        if len(file.name) > NAME_LIMIT:
            raise forms.ValidationError(f"The name of the file is longer than {NAME_LIMIT} characters.")
        if file.size > RESOURCE_LIMIT:
            raise forms.ValidationError(f"{file.name} is larger than 20 MB.")
        begins = file.read(1024)
        file.seek(0)
        if not begins.startswith(ENDINGS[ending]) or (not ENDINGS[ending] and b"\0" in begins):
            raise forms.ValidationError(f"{file.name} is not what its ending says. Save it as {ending} again.")
        return file

    def clean(self) -> dict[str, Any]:
        """Ask for a link or a file."""
        cleaned = super().clean() or {}
        if {"link", "handed"} & set(self.errors):
            return cleaned
        link, file = cleaned.get("link"), cleaned.get("handed")
        if link and file:
            self.add_error("link", "Give a link or a file, not both.")
        elif not link and not file and not self.has:
            self.add_error("link", "Give a link, or choose a file below.")
        return cleaned


class KeepFilter(forms.Form):
    """Which of the kept resources to list."""

    level = forms.ChoiceField(label="Level", required=False)
    step = forms.TypedChoiceField(label="Step", required=False, coerce=int, empty_value=None)
    topic = forms.ModelChoiceField(
        label="Topic area",
        queryset=Topic.objects.order_by("order"),
        required=False,
        to_field_name="slug",
        empty_label="All topic areas",
    )

    def __init__(self, *args: Any, levels: Iterable[tuple[str, str]], steps: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lib_forms.offer(self, "level", [("", "All levels"), *levels])
        lib_forms.offer(self, "step", [("", "All steps"), *((n, f"Step {n}") for n in steps)])


class SubscribeForm(forms.Form):
    """An address for the email list."""

    email = forms.EmailField(label="Your email address", max_length=254)
