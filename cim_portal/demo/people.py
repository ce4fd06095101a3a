"""The accounts of the demonstration."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """Somebody who can sign in to the demonstration; `lea_code` is set for people of one LEA."""

    role: str
    email: str
    password: str
    organisation: str
    lea_code: str | None


def accounts() -> list[Account]:
    """Return one account for each role, and a second LEA editor of another SELPA."""
    return []
