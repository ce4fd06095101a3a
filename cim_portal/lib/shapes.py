"""Types of what has no fixed shape."""

from typing import Any, TypeAlias

Json: TypeAlias = Any  # in a JSON column or a YAML document: checked where it is written, known to who reads it
JsonObject: TypeAlias = dict[str, Any]  # the same, with names
Named: TypeAlias = dict[str, Any]  # what a template is given, or a call as keywords
