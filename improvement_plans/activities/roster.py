"""The CIM team: who must be in it."""

from collections.abc import Iterator

from improvement_plans.activities.shown import Fault
from improvement_plans.workbook.workbook import Workbook
from monitoring.definition import Role

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
            yield Fault(book.slug(ROSTER), f"No one in the team is from {side}. Add someone.", field="members")
    if not any(m.get("decides") == "yes" for m in members):
        decides = book.heading(ROSTER, "members", "decides")
        sentence = f"No one in the team may decide. Say “yes” under “{decides}” for whoever may."
        yield Fault(book.slug(ROSTER), sentence, field="members")


CHECKS = (both_sides_and_someone_who_decides,)
