"""The refusal that everything which looks at a file has in common."""

from cim_portal.lib.verdict import Refused


class FileRefused(Refused):
    """A file that the portal does not take."""
