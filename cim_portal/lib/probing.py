"""Whether something that the portal relies on answers."""

from collections.abc import Callable


def answers(ask: Callable[[], object]) -> bool:
    """Say whether `ask` comes back; whatever a server says instead, the answer is no."""
    try:
        ask()
    except Exception:  # noqa: BLE001, RUF100 - a server that is away may raise anything
        return False
    return True
