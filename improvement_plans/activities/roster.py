"""The CIM team: who must be in it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from improvement_plans.activities.shown import Fault
from improvement_plans.workbook.workbook import Place, Workbook
from monitoring.access import roles
from monitoring.definition import Column, Field, Role
from monitoring.people import grants

ROSTER = "roster"
ROLES = (Role(ROSTER, fields={"members": ("sector", "decides")}),)


def both_sides_and_someone_who_decides(book: Workbook) -> Iterator[Fault]:
    """General and special education are both in the team, and someone may decide."""
    members = book.rows_of(ROSTER, "members")
    if not members:
        return
    sectors = {m.get("sector") for m in members}
    for side in ("general education", "special education"):
        if not sectors & {side, "both"}:
            yield Fault(
                book.slug(ROSTER),
                _("No one in the team is from %(side)s. Add someone.") % {"side": side},
                field="members",
            )
    if not any(m.get("decides") == "yes" for m in members):
        decides = book.heading(ROSTER, "members", "decides")
        sentence = _("No one in the team may decide. Say “yes” under “%(decides)s” for whoever may.") % {
            "decides": decides
        }
        yield Fault(book.slug(ROSTER), sentence, field="members")


def known_people(book: Workbook, place: Place) -> list[tuple[str, str]]:
    """Return whom the fields for people of a page offer, each with what they are: the plan's team, then the LEA's accounts.

    None for a page without such a field, of which nothing is asked.
    """
    parts: list[Field | Column] = [*place.activity.fields, *(c for f in place.activity.fields for c in f.columns)]
    if not any(part.kind == "person" for part in parts):
        return []
    team = {str(m.get("name")): str(m.get("position") or "") for m in book.rows_of(ROSTER, "members") if m.get("name")}
    accounts = {str(person): _("has an account") for person in grants.people_with(roles.LEA_STAFF, lea=book.plan.lea)}
    return [*team.items(), *((name, said) for name, said in accounts.items() if name not in team)]


CHECKS = (both_sides_and_someone_who_decides,)
