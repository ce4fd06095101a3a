"""What is filled in about people: filters, invitations, a role to remove."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib import bounds
from cim_portal.lib import forms as lib_forms
from monitoring.access import roles as access_roles
from monitoring.access import scope
from monitoring.access.who import User
from monitoring.files.scanning import scanned
from monitoring.people import permissions, queries
from monitoring.people.models import PeopleFile, Person

WHERE = {
    "state": gettext_lazy("the state, code CA"),
    "selpa": gettext_lazy("a SELPA, a code of four digits"),
    "lea": gettext_lazy("an LEA, a code of seven digits"),
}


class PeopleFilter(forms.Form):
    """Whom to list."""

    words = forms.CharField(
        label=gettext_lazy("Name, email, LEA, SELPA or code"), required=False, max_length=bounds.LINE
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        required=False,
        choices=[("", gettext_lazy("All roles")), *((role.name, role.title) for role in access_roles.ROLES.values())],
    )

    def found(self, user: User) -> QuerySet[Person]:
        """Return those of the people that `user` may know of whom the filter lets through; all where it cannot be read."""
        asked = self.cleaned_data if self.is_valid() else {}
        return queries.people_found(user, words=asked.get("words", ""), role=asked.get("role", ""))


class InviteForm(forms.Form):
    """Someone to invite, with the role and where; what may be chosen depends on who invites."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("Email address"), max_length=254)
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    organization = forms.CharField(
        label=gettext_lazy("Code of the organization"),
        max_length=14,
        help_text=gettext_lazy("CA for the state, four digits for a SELPA, seven or fourteen for an LEA."),
    )
    until = forms.DateField(
        label=gettext_lazy("Last day of the role"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=gettext_lazy("For outside reviewers alone: their role ends after that day, Pacific time."),
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        given = permissions.roles_to_give(by)
        lib_forms.offer(self, "role", [(role.name, str(role.title)) for role in given])
        if not any(role.ends for role in given):
            del self.fields["until"]
        if not scope.is_administrator(by):
            mine = queries.organizations_of_staff(by)
            self.fields["organization"].initial = mine[0].code
            self.fields["organization"].help_text = _("Yours: %(mine)s.") % {
                "mine": ", ".join(f"{one} ({one.code})" for one in mine)
            }

    def clean_organization(self) -> object:
        """Return the state, SELPA or LEA of the code."""
        code = self.cleaned_data["organization"].strip()
        found = queries.organization(code, to=self.by)
        if found is None:
            raise forms.ValidationError(
                _(
                    "Nothing here has the code %(code)s. CA is the state; a SELPA has four digits, an LEA seven or fourteen."
                )
                % {"code": code}
            )
        return found

    def clean(self) -> dict[str, object]:
        """Refuse a role that does not belong there, or is not this person's to give."""
        cleaned = super().clean() or {}
        role, organization = access_roles.ROLES.get(cleaned.get("role", "")), cleaned.get("organization")
        if role is None or organization is None:
            return cleaned
        if organization._meta.model_name != role.on:
            self.add_error(
                "organization",
                _("%(title)s is a role in %(where)s. %(code)s is %(organization)s.")
                % {
                    "title": role.title,
                    "where": WHERE[role.on],
                    "code": organization.code,
                    "organization": organization,
                },
            )
        elif not (verdict := permissions.can_invite(self.by, organization, role.name)):
            self.add_error("organization", verdict.reason)
        return cleaned


class PeopleFileForm(forms.Form):
    """A file of people."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        max_length=200,
        help_text=gettext_lazy("CSV with the columns email, name, role and code, up to 10,000 people."),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse what is larger than any such file before it is read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > PeopleFile.LARGEST:
            raise forms.ValidationError(_("The file is larger than 2 MB. Divide it."))
        scanned(file)
        return file


class TakeRoleForm(forms.Form):
    """A role to remove."""

    role = forms.ChoiceField(choices=[(name, role.title) for name, role in access_roles.ROLES.items()])
    organization = forms.CharField(max_length=7)


class NameForm(forms.Form):
    """One's own name."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, help_text=gettext_lazy("As others see it."))


class AddressForm(forms.Form):
    """Another email address for oneself."""

    email = forms.EmailField(
        label=gettext_lazy("New email address"),
        max_length=254,
        help_text=gettext_lazy("You sign in with it, and emails of the portal go there."),
    )

    def __init__(self, *args: Any, of: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = of

    def clean_email(self) -> str:
        """Return the address in lower case; refuse the one that is in use."""
        email = str(self.cleaned_data["email"]).lower()
        if email == self.of.email:
            raise forms.ValidationError(_("This is your address already."))
        return email
