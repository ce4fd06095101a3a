"""What people hand in on this app's pages."""

from collections.abc import Iterable
from typing import Any

from django import forms

from monitoring import grants, permissions, queries
from monitoring.definition.yearly import Setting
from monitoring.models import Topic

RESOURCE_LIMIT = 20 * 1024 * 1024
DEFINITION_LIMIT = 1024 * 1024
NAME_LIMIT = 200
# The safe endings, and the bytes that a file of each begins with; blank where it is plain text.
ENDINGS = {"pdf": b"%PDF-", "docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04", "pptx": b"PK\x03\x04", "csv": b"", "txt": b""}
WHERE = {
    "state": "the state, code CA",
    "selpa": "a SELPA, a code of four digits",
    "lea": "an LEA, a code of seven digits",
}


def _offer(form: forms.Form, field: str, choices: list[tuple[Any, str]]) -> None:
    """Let the field of that name offer what is known only when the form is made."""
    form.fields[field].choices = choices  # type: ignore[attr-defined]


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
        _offer(self, "level", [("", "Every level"), *levels])
        _offer(self, "step", [("", "Every step"), *((n, f"Step {n}") for n in steps)])
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
        _offer(self, "level", [("", "All levels"), *levels])
        _offer(self, "step", [("", "All steps"), *((n, f"Step {n}") for n in steps)])


class SubscribeForm(forms.Form):
    """An address for the e-mail list."""

    email = forms.EmailField(label="Your e-mail address", max_length=254)


class DefinitionForm(forms.Form):
    """A year's definition, or step forms, as a file."""

    file = forms.FileField(
        label="Definition of a year, or step forms (YAML file)",
        help_text="The file says itself which of the two it is, and its year or name.",
    )

    def clean_file(self) -> str:
        """Return the text of the file."""
        file = self.cleaned_data["file"]
        if file.size > DEFINITION_LIMIT:
            raise forms.ValidationError("A definition is a text of less than 1 MB; this file is larger.")
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError as fault:
            raise forms.ValidationError("The file is not text in UTF-8.") from fault


class DefinitionText(forms.Form):
    """A definition as text, being edited. `base` is the version it was begun from, `newest` the newest known then."""

    text = forms.CharField(
        label="Definition (YAML)",
        strip=False,
        widget=forms.Textarea,
        help_text="Nothing is saved until you press Save. A fault is shown with the number of its line.",
    )
    base = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    newest = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def clean_text(self) -> str:
        """Return the text with the ends of lines that it had before a browser sent it."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class YearlyForm(forms.Form):
    """The values that are set anew each year, a field each; whether they can stand so, the definition's reading says."""

    base = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    newest = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, asked: Iterable[Setting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in asked:
            self.fields[one.name] = _setting_field(one)


def _setting_field(one: Setting) -> forms.Field:
    if one.choices:
        return forms.ChoiceField(label=one.label, required=False, choices=one.choices, initial=one.value)
    hint = "Write it as [0, 4), which holds 0 and not 4, or (10, 20]." if one.kind == "band" else ""
    widget = forms.TextInput({"type": "date"}) if one.kind == "date" else forms.TextInput()
    return forms.CharField(
        label=one.label, required=False, max_length=200, initial=one.value, help_text=hint, widget=widget
    )


class NewYearForm(forms.Form):
    """A year to open from another one's definition."""

    source = forms.TypedChoiceField(label="Take over from", coerce=int)
    year = forms.IntegerField(label="Year to open", min_value=2015, max_value=2100)
    title = forms.CharField(label="Title", max_length=200)
    letter_date = forms.DateField(
        label="Date of the letters",
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text="May be left empty, and set later.",
    )

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "source", [(year, str(year)) for year in years])


class PeopleFilter(forms.Form):
    """Whom to list."""

    words = forms.CharField(label="Name or e-mail", required=False)
    role = forms.ChoiceField(
        label="Role",
        required=False,
        choices=[("", "All roles"), *((role.name, role.title) for role in grants.ROLES.values())],
    )


class InviteForm(forms.Form):
    """Somebody to invite, with the role and where; what may be chosen depends on who invites."""

    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="E-mail address", max_length=254)
    role = forms.ChoiceField(label="Role")
    organisation = forms.CharField(
        label="Code of the organisation",
        max_length=7,
        help_text="CA for the state, four digits for a SELPA, seven for an LEA.",
    )

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        roles = grants.ROLES.values() if grants.is_administrator(by) else [grants.ROLES["lea_editor"]]
        _offer(self, "role", [(role.name, role.title) for role in roles])
        if not grants.is_administrator(by):
            mine = queries.leas_of_staff(by)
            self.fields["organisation"].initial = mine[0].code
            self.fields["organisation"].help_text = "Your LEA: " + ", ".join(f"{lea} ({lea.code})" for lea in mine)

    def clean_organisation(self) -> Any:
        """Return the state, SELPA or LEA of the code."""
        code = self.cleaned_data["organisation"].strip()
        found = queries.organisation(code, to=self.by)
        if found is None:
            raise forms.ValidationError(
                f"Nothing here has the code {code}. CA is the state; a SELPA has four digits, an LEA seven."
            )
        return found

    def clean(self) -> dict[str, Any]:
        """Refuse a role that does not belong there, or is not this person's to give."""
        cleaned = super().clean() or {}
        role, organisation = grants.ROLES.get(cleaned.get("role", "")), cleaned.get("organisation")
        if role is None or organisation is None:
            return cleaned
        if organisation._meta.model_name != role.on:
            self.add_error(
                "organisation",
                f"{role.title} is a role in {WHERE[role.on]}. {organisation.code} is {organisation}.",
            )
        elif not (verdict := permissions.can_invite(self.by, organisation, role.name)):
            self.add_error("organisation", verdict.reason)
        return cleaned


class TakeRoleForm(forms.Form):
    """A role to take away."""

    role = forms.ChoiceField(choices=[(name, role.title) for name, role in grants.ROLES.items()])
    organisation = forms.CharField(max_length=7)


class LedgerFilter(forms.Form):
    """Which moves to list. The days are Pacific, and both count."""

    lea = forms.RegexField(
        r"^\d{7}$",
        label="LEA code",
        required=False,
        error_messages={"invalid": "An LEA code has seven digits."},
    )
    words = forms.CharField(label="Words", required=False, max_length=100)
    move = forms.ChoiceField(label="Move", required=False)
    first = forms.DateField(label="From", required=False, widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label="To", required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, moves: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(name, name.replace("_", " ")) for name in moves]
        self.fields["move"].choices = [("", "All moves"), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", "The last day is before the first.")
        return cleaned
