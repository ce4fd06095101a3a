"""May they, and if not, why not: the answer that pages, moves and files ask for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """An answer to "may they?": true or false, with a sentence fit to show.

    `hidden` says that the thing itself is not for this person's eyes: a page then answers 404, not 403.
    """

    allowed: bool
    reason: str = ""
    hidden: bool = False

    def __bool__(self) -> bool:
        return self.allowed


YES = Verdict(allowed=True)
HIDDEN = Verdict(allowed=False, reason="There is nothing here.", hidden=True)


def no(reason: str) -> Verdict:
    """Return a refusal of something that the person may see, with the sentence that says why."""
    return Verdict(allowed=False, reason=reason)


class Refused(Exception):  # noqa: N818 - named for what happened to the person
    """A foreseen refusal. Its text is one sentence that says what to fix; all other exceptions are faults."""
