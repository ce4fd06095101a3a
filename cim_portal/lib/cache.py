"""How values are kept in Redis."""

import json

from cim_portal.lib.shapes import Json


class AsJson:
    """Keeps values as JSON: what is read back is data, and never runs. A tuple comes back as a list."""

    def dumps(self, value: Json) -> bytes:
        """Return the bytes of a value."""
        return json.dumps(value).encode()

    def loads(self, kept: bytes) -> Json:
        """Return the value of the bytes."""
        return json.loads(kept)
