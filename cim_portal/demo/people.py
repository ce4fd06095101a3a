"""The people of the demonstration: one account a role, and colleagues without a password who do the rest."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.contrib.auth.hashers import make_password

from cim_portal.demo import places
from monitoring.people import services
from monitoring.people.models import Person
from monitoring.places.models import Lea, Selpa, State

PASSWORD = "demonstration-2023"  # noqa: S105 - printed for everyone who looks at the demonstration
STATE = "California Department of Education"
HOST = "cim.example"
_GIVEN = (
    "Alex,Bao,Carmen,Dana,Emil,Farah,Gloria,Hugo,Imani,Joan,Kenji,Lucia,Marcus,Nadia,Oscar,Paula,Quinn,Rafael".split(
        ","
    )
)
_FAMILY = "Abbott,Brar,Castro,Dang,Ellis,Flores,Garcia,Hoang,Ibarra,Jensen,Khan,Lopez,Moreno,Nguyen,Ortiz,Park".split(
    ","
)


@dataclass(frozen=True)
class Account:
    """Someone who can sign in to the demonstration; `lea_code` is set for people of one LEA."""

    role: str
    email: str
    password: str
    organisation: str  # the key of the JSON that `seed_demo --json` prints
    lea_code: str | None


def accounts() -> list[Account]:
    """Return one account for each role, and a second LEA editor of another SELPA. Asks no database."""
    own, other = places.leas(2)

    def account(role: str, name: str, organization: str, lea_code: str | None = None) -> Account:
        return Account(role, f"{name}@{HOST}", PASSWORD, organization, lea_code)

    return [
        account("lea_editor", "editor", own.name, own.code),
        account("lea_approver", "approver", own.name, own.code),
        account("selpa_reviewer", "reviewer", own.selpa.name),
        account("ta_provider", "provider", own.name, own.code),
        account("state_monitor", "monitor", STATE),
        account("state_administrator", "administrator", STATE),
        account("lea_editor", "other.editor", other.name, other.code),
    ]


def enter_state(*, at: datetime) -> Person:
    """Make the state with its monitor and administrator, and return the administrator."""
    state = State.objects.create(code="CA", name=STATE)
    made = [_enter(account, state, at=at) for account in accounts() if account.role.startswith("state")]
    return made[-1]


def enter_locals(*, at: datetime) -> None:
    """Make the people of LEAs and SELPAs, once the directory has made their organizations."""
    for account in accounts():
        if account.lea_code:
            _enter(account, Lea.objects.get(code=account.lea_code), at=at)
        elif account.role == "selpa_reviewer":
            _enter(account, Selpa.objects.get(code=places.leas(1)[0].selpa.code), at=at)


def colleague(*, role: str, organization: Lea | Selpa, at: datetime) -> Person:
    """Return the made-up colleague who holds `role` there; they have no password, so no one signs in as them."""
    email = f"{role.replace('_', '-')}.{organization.code}@{HOST}"
    person = Person.objects.filter(email=email).first()
    if person is None:
        number = int(organization.code)
        name = f"{_GIVEN[number % len(_GIVEN)]} {_FAMILY[number // 7 % len(_FAMILY)]}"
        person = Person.objects.create_user(email=email, name=name)
        services.give_role(person=person, role=role, organization=organization, by=None, at=at)
    return person


def person_of(role: str, *, lea_code: str | None = None) -> Person:
    """Return the person of an account. Raises StopIteration where there is none."""
    found = next(a for a in accounts() if a.role == role and lea_code in (None, a.lea_code))
    return Person.objects.get(email=found.email)


@cache
def _hashed(password: str) -> str:
    """Return the hash of the password that all accounts share: making one takes a third of a second, and is meant to."""
    return make_password(password)


def _enter(account: Account, organization: State | Selpa | Lea, *, at: datetime) -> Person:
    name = NAMES[account.email.partition("@")[0]]
    person = Person.objects.create_user(email=account.email, name=name)
    person.password = _hashed(account.password)
    person.save(update_fields=["password"])
    services.give_role(person=person, role=account.role, organization=organization, by=None, at=at)
    return person


NAMES = {
    "editor": "Eva Lindqvist",
    "approver": "Aaron Tsosie",
    "reviewer": "Rosa Benavides",
    "provider": "Tomas Ferreira",
    "monitor": "Maya Okafor",
    "administrator": "Adele Kowalski",
    "other.editor": "Owen Sandoval",
}
