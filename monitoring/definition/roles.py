"""The parts of their own that activities may have. The app that has a part registers its role when the portal starts."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Role:
    """What code needs of an activity that has the role, and what it fills in there.

    `fields` are the keys that must be there, each with the columns that its table must have. `fills` are the fields, as
    `key` or `table.column`, that are shown and not typed. `needs` are roles that must be in the same year.
    """

    name: str
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fills: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


_ROLES: dict[str, Role] = {}


def register(*roles: Role) -> None:
    """Make roles known. Two of one name are a mistake in the portal itself."""
    for role in roles:
        if _ROLES.setdefault(role.name, role) != role:
            raise ValueError(f"the role {role.name} is registered twice")


def role(name: str) -> Role | None:
    """Return the role of that name, or None."""
    return _ROLES.get(name)


def known() -> list[str]:
    """Return the names of all roles."""
    return sorted(_ROLES)
