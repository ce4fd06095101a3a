"""What is filled in about people: filters, invitations, a role to remove."""

from typing import Any

from django import forms

from cim_portal.lib import forms as lib_forms
from monitoring.access import roles as access_roles
from monitoring.access import scope
from monitoring.people import permissions, queries

WHERE = {
    "state": "the state, code CA",
    "selpa": "a SELPA, a code of four digits",
    "lea": "an LEA, a code of seven digits",
}


class PeopleFilter(forms.Form):
    """Whom to list."""

    words = forms.CharField(label="Name or email", required=False)
    role = forms.ChoiceField(
        label="Role",
        required=False,
        choices=[("", "All roles"), *((role.name, role.title) for role in access_roles.ROLES.values())],
    )


class InviteForm(forms.Form):
    """Someone to invite, with the role and where; what may be chosen depends on who invites."""

    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="Email address", max_length=254)
    role = forms.ChoiceField(label="Role")
    organization = forms.CharField(
        label="Code of the organization",
        max_length=7,
        help_text="CA for the state, four digits for a SELPA, seven for an LEA.",
    )

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        lib_forms.offer(self, "role", [(role.name, role.title) for role in permissions.roles_to_give(by)])
        if not scope.is_administrator(by):
            mine = queries.leas_of_staff(by)
            self.fields["organization"].initial = mine[0].code
            self.fields["organization"].help_text = "Your LEA: " + ", ".join(f"{lea} ({lea.code})" for lea in mine)

    def clean_organization(self) -> Any:
        """Return the state, SELPA or LEA of the code."""
        code = self.cleaned_data["organization"].strip()
        found = queries.organization(code, to=self.by)
        if found is None:
            raise forms.ValidationError(
                f"Nothing here has the code {code}. CA is the state; a SELPA has four digits, an LEA seven."
            )
        return found

    def clean(self) -> dict[str, Any]:
        """Refuse a role that does not belong there, or is not this person's to give."""
        cleaned = super().clean() or {}
        role, organization = access_roles.ROLES.get(cleaned.get("role", "")), cleaned.get("organization")
        if role is None or organization is None:
            return cleaned
        if organization._meta.model_name != role.on:
            self.add_error(
                "organization",
                f"{role.title} is a role in {WHERE[role.on]}. {organization.code} is {organization}.",
            )
        elif not (verdict := permissions.can_invite(self.by, organization, role.name)):
            self.add_error("organization", verdict.reason)
        return cleaned


class TakeRoleForm(forms.Form):
    """A role to remove."""

    role = forms.ChoiceField(choices=[(name, role.title) for name, role in access_roles.ROLES.items()])
    organization = forms.CharField(max_length=7)
