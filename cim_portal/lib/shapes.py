"""Types of what has no fixed shape."""

from typing import Any, TypeAlias

# What a JSON column or a YAML document holds. Its shape is checked where it is written; who reads it knows what is there.
Json: TypeAlias = Any
JsonObject: TypeAlias = dict[str, Any]
