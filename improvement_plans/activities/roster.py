"""The CIM team: who must be in it."""

from collections.abc import Iterator

from improvement_plans.activities.shown import Fault
from improvement_plans.workbook.workbook import Workbook


def both_sides_and_someone_who_decides(book: Workbook) -> Iterator[Fault]:
    """General and special education are both in the team, and someone may decide."""
    members = book.rows("cim_team.members")
    if not members:
        return
    sectors = {m.get("sector") for m in members}
    for side in ("general education", "special education"):
        if not sectors & {side, "both"}:
            yield Fault("cim_team", f"Nobody in the team is from {side}. Add someone.", field="members")
    if not any(m.get("decides") == "yes" for m in members):
        yield Fault(
            "cim_team", "Nobody in the team may decide. Say “yes” under “Decides” for whoever may.", field="members"
        )


CHECKS = (both_sides_and_someone_who_decides,)
