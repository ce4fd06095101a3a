"""`python -m tests.load.state LEAS PEOPLE KIND…`: makes a state in the database of a portal.

The people are of these kinds in turn: saving, dashboards, plans. The levels are final and the letters wait to be issued, but
for those of the LEAs whose plans are worked on.
"""

import json
import sys
from collections.abc import Sequence

from cim_portal.embedded import servers

servers.put_into_environment()

import django  # noqa: E402 - the servers are named by now

django.setup()

from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402

from determinations.letters import issuing  # noqa: E402
from determinations.letters import moves as letters_moves  # noqa: E402
from determinations.letters.models import Letter  # noqa: E402
from improvement_plans.plans import moves as plans_moves  # noqa: E402
from improvement_plans.plans.models import Plan  # noqa: E402
from monitoring.people import services  # noqa: E402
from monitoring.people.models import Organization, Person  # noqa: E402
from monitoring.years.models import Year  # noqa: E402
from tests import world  # noqa: E402
from tests.cast import NOON, Cast, assemble  # noqa: E402
from tests.determinations.made import ELEMENTS, drafted, publish_many  # noqa: E402
from tests.final import finalise  # noqa: E402

ACTIVITY = "consolidation"


def make(leas: int, people: int, kinds: Sequence[str]) -> dict[str, object]:
    """Make the state, and return who works in it and where, each with a session."""
    with transaction.atomic():
        cast = assemble()
        year = world.open_2023(cast)
        publish_many(cast, year, leas, elements=ELEMENTS)
        finalise(run=drafted(cast, year), by=cast.administrator, at=NOON)
        plans = _open_plans(cast, count=-(-people // len(kinds)))
        workers = [
            _worker(cast, number, kinds[number % len(kinds)], plans[number // len(kinds)]) for number in range(people)
        ]
    left = issuing.would_change(year=year).letters
    return {"letters": left, "administrator": _signed_in(cast.administrator), "people": workers}


def _open_plans(cast: Cast, *, count: int) -> list[Plan]:
    """Issue the letters of the first LEAs that have a plan, undrawn, and open their plans."""
    year = Year.objects.get(year=2023)
    with_plan = [letter for letter in issuing.draft(year=year, by=cast.administrator, at=NOON) if letter.level]
    letters = Letter.objects.filter(pk__in=[letter.pk for letter in with_plan[:count]])
    for letter in letters_moves.issue_letters(letters=letters, by=cast.administrator, at=NOON):
        plans_moves.open_plan(letter=letter, at=NOON)
    return list(Plan.objects.select_related("lea__selpa").order_by("pk"))


def _worker(cast: Cast, number: int, kind: str, plan: Plan) -> dict[str, object]:
    """One who saves what they type, or reads dashboards, or plans."""
    role: str = {"saving": "lea_editor", "dashboards": "state_monitor", "plans": "selpa_reviewer"}[kind]
    places: dict[str, Organization] = {"saving": plan.lea, "dashboards": cast.state, "plans": plan.lea.selpa}
    code, step = plan.lea.code, f"/plans/{plan.lea.code}/2023/step/1/"
    addresses = {
        "saving": [f"{step}{ACTIVITY}/"],
        "dashboards": ["/state/", "/years/2023/", f"/selpas/{plan.lea.selpa.code}/", f"/leas/{code}/", "/home/"],
        "plans": [f"/plans/{code}/2023/", step, f"{step}{ACTIVITY}/", f"/plans/{code}/2023/history/", "/reviews/"],
    }
    person = Person.objects.create_user(email=f"person{number}@example.org", name=f"Person {number}")
    services.give_role(person=person, role=role, organization=places[kind], by=None, at=NOON)
    return {"kind": kind, "addresses": addresses[kind], "session": _signed_in(person)}


def _signed_in(person: Person) -> str:
    client = Client()
    client.force_login(person, backend="cim_portal.accounts.PortalBackend")
    return client.cookies["sessionid"].value


if __name__ == "__main__":
    print(json.dumps(make(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])))  # noqa: T201
