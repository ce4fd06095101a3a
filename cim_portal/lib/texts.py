"""What a text may hold: nothing that no one sees and no database keeps."""

# Control characters other than tab and line ends, halves of characters, and what is a character nowhere.
_NO_TEXT = dict.fromkeys(
    [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
)


def plain(text: str) -> str:
    """Return the text without the characters that no text has."""
    return text.translate(_NO_TEXT)
