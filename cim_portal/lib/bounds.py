"""How long a text may be that people type, by what it is. Each form says it, and each refusal says both lengths."""

from django.utils.translation import gettext as _

from cim_portal.lib.verdict import Refused

LINE = 500  # characters: a name, a number, one line
COMMENT = 5_000  # what is said about something: a comment, a finding, a reason
PROSE = 20_000  # ten pages
ROWS = 1_000  # rows of a table


class TooLong(Refused):
    """A text that is longer than its field takes."""


def excess(text: str, longest: int) -> str:
    """Return how long a text is and may be, as the rest of a sentence; blank where it fits."""
    if len(text) <= longest:
        return ""
    lengths = {"length": f"{len(text):,}", "longest": f"{longest:,}"}
    return _("has %(length)s characters and can have at most %(longest)s. Shorten it") % lengths


def insist(text: str, longest: int, *, what: str) -> None:
    """Refuse a text that is too long; `what` begins the sentence. Raises TooLong."""
    if too_long := excess(text, longest):
        raise TooLong(f"{what} {too_long}.")
