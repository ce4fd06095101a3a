"""Searching by letters as people type them: Cañada is found by canada, O’Neals by O'Neals."""

import unicodedata

from django.db.models import CharField, Q, TextField, Transform

_APOSTROPHES = "\u2018\u2019\u02bc"
_PLAIN = "''" * len(_APOSTROPHES)  # as SQL writes them
_MARKS = "[\u0300-\u036f]"  # the accents that are left over where a letter is taken apart


def fold(words: str) -> str:
    """Return the words in small letters without accents, with plain apostrophes and one blank between each."""
    apart = unicodedata.normalize("NFKD", words).lower().translate({ord(one): "'" for one in _APOSTROPHES})
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).split())


@CharField.register_lookup
@TextField.register_lookup
class Folded(Transform):
    """A text of the database as `fold` has it: `name__folded__contains=fold(words)`."""

    lookup_name = "folded"
    template = (
        "regexp_replace(translate(lower(normalize(%(expressions)s, NFKD)), "
        + f"'{_APOSTROPHES}', '{_PLAIN}'), '{_MARKS}', '', 'g')"
    )


def containing(words: str, *fields: str) -> Q:
    """Return the condition that the words occur in one of the text fields, however their letters are written."""
    return Q(*((f"{field}__folded__contains", fold(words)) for field in fields), _connector=Q.OR)
