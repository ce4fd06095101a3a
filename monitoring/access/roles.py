"""What a person may be in the state, a SELPA or an LEA. Each role is declared here once, with all that it may."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Role:
    """What a person may be in an organization.

    `on` is the kind of organization, `codename` guardian's permission on it and `does` what that permission says.
    `is_staff` says whether the organization's own people have it; someone from outside is no staff of it.
    One that `ends` is given until a day, and removed after it.
    `administers` gives all of the state's administration; `audits` lets one read all of the ledger, and `sees_leas` what
    the portal holds of the LEAs in one's reach. `sees_people` lets one read who has which role in one's reach; `invites`
    are the roles that one gives in one's own organization and, for a SELPA, in its LEAs, and `removes` those that one
    removes in one's own. `sees_small_numbers` shows counts of few students. `asks` are the roles to which questions go.
    """

    name: str
    title: "StrOrPromise"
    on: str
    codename: str
    does: "StrOrPromise"
    is_staff: bool = True
    ends: bool = False
    administers: bool = False
    audits: bool = False
    sees_leas: bool = True
    sees_people: bool = True
    sees_small_numbers: bool = True
    invites: tuple[str, ...] = ()
    removes: tuple[str, ...] = ()
    asks: tuple[str, ...] = ("state_administrator",)


ROLES = {
    role.name: role
    for role in (
        Role(
            name="lea_editor",
            title=gettext_lazy("LEA editor"),
            on="lea",
            codename="edit_lea",
            does=gettext_lazy("Fills in the steps"),
            invites=("lea_editor",),
            asks=("selpa_reviewer",),
        ),
        Role(
            name="lea_approver",
            title=gettext_lazy("LEA approver"),
            on="lea",
            codename="approve_lea",
            does=gettext_lazy("Signs and submits"),
            invites=("lea_editor", "lea_approver"),
            removes=("lea_editor", "lea_approver", "ta_provider"),
            asks=("selpa_reviewer",),
        ),
        Role(
            name="selpa_reviewer",
            title=gettext_lazy("SELPA reviewer"),
            on="selpa",
            codename="review_selpa",
            does=gettext_lazy("Reviews the LEAs of the SELPA"),
            invites=("selpa_reviewer", "lea_approver"),
            removes=("selpa_reviewer", "lea_approver"),
        ),
        Role(
            name="ta_provider",
            title=gettext_lazy("TA provider"),
            on="lea",
            codename="assist_lea",
            does=gettext_lazy("Reads and comments"),
            is_staff=False,
            sees_people=False,
            sees_small_numbers=False,
            asks=("selpa_reviewer",),
        ),
        Role(
            name="outside_reviewer",
            title=gettext_lazy("Outside reviewer"),
            on="lea",
            codename="review_lea_from_outside",
            does=gettext_lazy("Reads and comments until a day"),
            is_staff=False,
            ends=True,
            sees_people=False,
            sees_small_numbers=False,
        ),
        Role(
            name="state_monitor",
            title=gettext_lazy("State monitor"),
            on="state",
            codename="monitor_state",
            does=gettext_lazy("Monitors LEAs"),
            sees_people=False,
        ),
        Role(
            name="state_administrator",
            title=gettext_lazy("State administrator"),
            on="state",
            codename="administer_state",
            does=gettext_lazy("Administers the year"),
            administers=True,
        ),
        Role(
            name="auditor",
            title=gettext_lazy("Auditor"),
            on="state",
            codename="audit_state",
            does=gettext_lazy("Reads the ledger of the state"),
            is_staff=False,
            audits=True,
            sees_leas=False,
            sees_people=False,
            sees_small_numbers=False,
        ),
    )
}


def _staff(on: str) -> frozenset[str]:
    return frozenset(role.name for role in ROLES.values() if role.on == on and role.is_staff)


LEA_STAFF, SELPA_STAFF, STATE_STAFF = _staff("lea"), _staff("selpa"), _staff("state")
ADMINISTRATORS = frozenset(role.name for role in ROLES.values() if role.administers)
MONITORS = STATE_STAFF - ADMINISTRATORS
DECIDE = frozenset({"lea_approver"}) | SELPA_STAFF  # they approve or review
SEE_PEOPLE = frozenset(role.name for role in ROLES.values() if role.sees_people)
SEE_SMALL_NUMBERS = frozenset(role.name for role in ROLES.values() if role.sees_small_numbers)
AUDITORS = frozenset(role.name for role in ROLES.values() if role.audits)
SEE_LEAS = frozenset(role.name for role in ROLES.values() if role.sees_leas)

ROLE_OF_CODENAME = {role.codename: role.name for role in ROLES.values()}


def permissions_on(kind: str) -> "list[tuple[str, str | StrOrPromise]]":
    """Return the permissions of a kind of organization, as the Meta of its model names them."""
    return [(role.codename, str(role.does)) for role in ROLES.values() if role.on == kind]
