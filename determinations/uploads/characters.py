"""Characters of an upload that no one sees."""

import re

# Control characters other than tab and line ends, and what is drawn as nothing or turns the direction of writing.
HIDDEN = (
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_HIDDEN = re.compile(HIDDEN)


def visible(text: str) -> str:
    """Return the text with each hidden character as its number, so that a report can be shown and stored."""
    return _HIDDEN.sub(lambda hidden: f"<U+{ord(hidden[0]):04X}>", text)
