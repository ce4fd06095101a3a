"""What is said where an LEA has no level."""

from django.utils.translation import gettext_lazy as _

NONE = "none"  # in addresses and counts, for the LEAs without a level
NO_LEVEL = _("No monitoring level")


def no_level() -> str:
    """Return the words as they are within a sentence."""
    return str(NO_LEVEL).lower()
