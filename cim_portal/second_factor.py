"""Who needs a second factor, and who lacks one. Pages and the API ask the same."""

from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.models import SocialAccount
from django.conf import settings

from monitoring.access import roles, scope
from monitoring.people.models import Person


def lacks(person: Person) -> bool:
    """Say whether the person needs a second factor and has none here: operators, the state's people, who approve or review."""
    if not settings.REQUIRE_MFA or is_mfa_enabled(person):
        return False
    return person.is_staff or bool(scope.roles(person) & (roles.STATE_STAFF | roles.DECIDE))


def asking_services() -> set[str]:
    """Return the services that ask for a second factor themselves, as operators know of them."""
    return {service.short for service in settings.SIGN_IN_SERVICES.values() if service.has_second_factor}


def is_asked_for_elsewhere(person: Person) -> bool:
    """Say whether the person is known from a service that asks for a second factor."""
    return bool(SocialAccount.objects.filter(user=person, provider__in=asking_services()).exists())
