"""Reads of LEAs, by what people know of them."""

import re

from django.db.models import Q

from cim_portal.lib import folding


def words_of_lea(words: str, *, path: str = "lea__") -> Q:
    """Return the condition that the words are in the LEA's name or its SELPA's, or begin its code of 7 or 14 digits.

    `path` leads to the LEA. Blank words let everything through.
    """
    if not words.strip():
        return Q()
    found = folding.containing(words, f"{path}name", f"{path}selpa__name")
    digits = re.sub(r"[\s-]+", "", words)
    if digits.isascii() and digits.isdecimal():
        found |= Q(**{f"{path}code__startswith": digits}) | Q(**{f"{path}cds_code__startswith": digits})
    return found
