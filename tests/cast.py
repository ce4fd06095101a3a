"""The people and places that tests speak of by name.

CA ── administrator, monitor
├── Bay SELPA (0199) ── reviewer
│   ├── Alder Unified (0161119) ── editor, approver, ta_provider        "own"
│   └── Birch Elementary (0161127) ── sibling_editor                    "sibling": same SELPA, another LEA
└── Valley SELPA (1099) ── other_reviewer
    └── Cedar Charter (1030642) ── other_editor, other_approver         "other"
newcomer: an account without a role
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from monitoring.people import services
from monitoring.people.models import Person
from monitoring.places.models import County, Lea, Selpa, State

NOON = datetime(2023, 3, 20, 19, 0, tzinfo=UTC)  # noon in Sacramento, the day of the 2023 letters
PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class Cast:
    """Everyone and everywhere."""

    state: State
    selpa: Selpa
    other_selpa: Selpa
    lea: Lea
    sibling: Lea
    other: Lea
    administrator: Person
    monitor: Person
    reviewer: Person
    other_reviewer: Person
    editor: Person
    approver: Person
    ta_provider: Person
    sibling_editor: Person
    other_editor: Person
    other_approver: Person
    newcomer: Person


def assemble() -> Cast:
    """Make the places and the people, and give each their roles through the service."""
    state = State.objects.create(code="CA", name="California Department of Education")
    alameda = County.objects.get_or_create(code="01", defaults={"name": "Alameda"})[0]
    fresno = County.objects.get_or_create(code="10", defaults={"name": "Fresno"})[0]
    bay = Selpa.objects.create(code="0199", name="Bay SELPA")
    valley = Selpa.objects.create(code="1099", name="Valley SELPA")
    alder = _lea("0161119", "Alder Unified", alameda, bay, Lea.Type.DISTRICT)
    birch = _lea("0161127", "Birch Elementary", alameda, bay, Lea.Type.DISTRICT)
    cedar = _lea("1030642", "Cedar Charter", fresno, valley, Lea.Type.CHARTER)
    return Cast(
        state=state,
        selpa=bay,
        other_selpa=valley,
        lea=alder,
        sibling=birch,
        other=cedar,
        administrator=_person("Ada Administrator", "state_administrator", state),
        monitor=_person("Mona Monitor", "state_monitor", state),
        reviewer=_person("Rosa Reviewer", "selpa_reviewer", bay),
        other_reviewer=_person("Omar Reviewer", "selpa_reviewer", valley),
        editor=_person("Eli Editor", "lea_editor", alder),
        approver=_person("Ana Approver", "lea_approver", alder),
        ta_provider=_person("Tia Provider", "ta_provider", alder),
        sibling_editor=_person("Sid Editor", "lea_editor", birch),
        other_editor=_person("Otto Editor", "lea_editor", cedar),
        other_approver=_person("Olga Approver", "lea_approver", cedar),
        newcomer=_person("Nina Newcomer", None, None),
    )


def _lea(code: str, name: str, county: County, selpa: Selpa, lea_type: str) -> Lea:
    return Lea.objects.create(
        code=code, cds_code=code + "0000000", name=name, county=county, selpa=selpa, lea_type=lea_type
    )


def _person(name: str, role: str | None, organization: State | Selpa | Lea | None) -> Person:
    person = Person.objects.create_user(
        email=name.lower().replace(" ", ".") + "@example.org", name=name, password=PASSWORD
    )
    if role and organization:
        services.give_role(person=person, role=role, organization=organization, by=None, at=NOON)
    return person
