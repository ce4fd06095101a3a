"""What a form showed of a text: so that no one replaces what was saved meanwhile without having read it."""

from cim_portal.lib import canonical


def token(*said: object) -> str:
    """Return a word for what a text says, in one or more parts, which a form sends back as what it showed."""
    return canonical.sha256(canonical.canonical([str(part) for part in said]))[:16]


def replaces(*, shown: str, there: str, mine: str) -> bool:
    """Say whether `mine` would replace a text that its form did not show. Each is a token, blank for no text.

    A form in which nothing was typed replaces nothing.
    """
    return there not in (shown, mine) and mine != shown
