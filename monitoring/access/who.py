"""Who looks and who acts, as the types of what permissions and services are given."""

from typing import TYPE_CHECKING, Optional, TypeAlias, Union

from django.http import HttpRequest

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from monitoring.people.models import Person

User: TypeAlias = Union["Person", "AnonymousUser"]  # who looks at something, signed in or not
Actor: TypeAlias = Optional["Person"]  # who does something; None is the portal itself, or the command line


class SignedInRequest(HttpRequest):
    """A request behind a door that only people who are signed in pass."""

    user: "Person"  # the door has seen to it that there is one
