"""Which characters no font of this machine can draw, what they are called, and which package of fonts has them."""

import ctypes
import unicodedata
from collections.abc import Callable
from ctypes.util import find_library
from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from fontTools import unicodedata as scripts

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# As Debian names them.
MOST, CJK, COLOR = "fonts-noto-core", "fonts-noto-cjk", "fonts-noto-color-emoji"
# The writing of languages that families and staff in California use: by its code, with a character of each.
WRITINGS: dict[str, tuple["StrOrPromise", str, str]] = {
    "Armn": (gettext_lazy("Armenian"), "Ա", MOST),
    "Arab": (gettext_lazy("Arabic, Dari, Farsi or Urdu"), "ع", MOST),
    "Beng": (gettext_lazy("Bengali"), "অ", MOST),
    "Cyrl": (gettext_lazy("Russian or Ukrainian"), "Ж", MOST),
    "Deva": (gettext_lazy("Hindi, Marathi or Nepali"), "अ", MOST),
    "Ethi": (gettext_lazy("Amharic or Tigrinya"), "አ", MOST),
    "Gujr": (gettext_lazy("Gujarati"), "અ", MOST),
    "Guru": (gettext_lazy("Punjabi"), "ਅ", MOST),
    "Hebr": (gettext_lazy("Hebrew"), "א", MOST),
    "Khmr": (gettext_lazy("Khmer"), "ក", MOST),
    "Laoo": (gettext_lazy("Lao"), "ກ", MOST),
    "Mymr": (gettext_lazy("Burmese"), "က", MOST),
    "Syrc": (gettext_lazy("Assyrian or Chaldean"), "ܐ", MOST),
    "Taml": (gettext_lazy("Tamil"), "அ", MOST),
    "Telu": (gettext_lazy("Telugu"), "అ", MOST),
    "Thai": (gettext_lazy("Thai"), "ก", MOST),
    "Hani": (gettext_lazy("Chinese or Japanese"), "中", CJK),
    "Hang": (gettext_lazy("Korean"), "한", CJK),
    "Hira": (gettext_lazy("Japanese"), "あ", CJK),
    "Kana": (gettext_lazy("Japanese"), "ア", CJK),
}
THUMB = "\U0001f44d"
BOX = "\u25a1"
_EMOJI = range(0x1F000, 0x1FB00)
_NOT_DRAWN = {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}  # blanks, and what only says how others are written
_CHOOSES_A_SHAPE = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
_NAMED = 3  # characters of a writing that a sentence shows


class _Found(ctypes.Structure):
    _fields_ = [("count", ctypes.c_int), ("room", ctypes.c_int), ("fonts", ctypes.POINTER(ctypes.c_void_p))]


def undrawn(text: str) -> str:
    """Return the characters of a text that no font has, each once, in their order."""
    if text.isascii():
        return ""
    return "".join(character for character in dict.fromkeys(text) if not _is_drawn(character))


def boxed(text: str) -> str:
    """Return the text with a box for each character that no font has.

    A PDF that draws one without a font loses what all other characters of the document say: no one could search in it,
    copy from it, or have it read out.
    """
    return text.translate(dict.fromkeys(map(ord, undrawn(text)), BOX))


def in_words(characters: str) -> str:
    """Return such characters by the writing that they belong to: `Punjabi (ਅ, ਬ); emoji (😀)`."""
    groups: dict[str, list[str]] = {}
    for character in characters:
        groups.setdefault(_name(character), []).append(character)
    return "; ".join(f"{name} ({_listed(found)})" for name, found in groups.items())


def lacking() -> dict[str, list[str]]:
    """Return the packages of fonts that this machine could do with: package → what would be drawn with it."""
    found: dict[str, dict[str, None]] = {}
    for name, character, package in (*WRITINGS.values(), (_("emoji"), THUMB, COLOR)):
        if undrawn(character):
            found.setdefault(package, {})[str(name)] = None
    return {package: list(names) for package, names in found.items()}


def _listed(characters: list[str]) -> str:
    more = len(characters) - _NAMED
    shown = ", ".join(characters[:_NAMED])
    return _("%(shown)s and %(more)s more") % {"shown": shown, "more": more} if more > 0 else shown


def _name(character: str) -> str:
    script = scripts.script(character)
    if script in WRITINGS:
        return str(WRITINGS[script][0])
    if ord(character) in _EMOJI:
        return _("emoji")
    if unicodedata.category(character) in ("Co", "Cn"):
        return _("characters of one program alone, such as bullets pasted from Word")
    return _("signs") if script in ("Zyyy", "Zinh", "Zzzz") else str(scripts.script_name(script))


@cache
def _is_drawn(character: str) -> bool:
    if unicodedata.category(character) in _NOT_DRAWN or ord(character) in _CHOOSES_A_SHAPE:
        return True
    return _coverage()(ord(character))


@cache
def _coverage() -> Callable[[int], bool]:
    """Return what says whether some font has a character: asked of fontconfig, where the drawing of PDFs asks too."""
    library = ctypes.CDLL(find_library("fontconfig") or "libfontconfig.so.1")
    made, given = ctypes.c_void_p, ctypes.POINTER(_Found)
    library.FcPatternCreate.restype = library.FcObjectSetCreate.restype = library.FcCharSetCreate.restype = made
    library.FcObjectSetAdd.argtypes = [made, ctypes.c_char_p]
    library.FcFontList.argtypes, library.FcFontList.restype = [made, made, made], given
    library.FcPatternGetCharSet.argtypes = [made, ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(made)]
    library.FcCharSetMerge.argtypes = [made, made, made]
    library.FcCharSetHasChar.argtypes = [made, ctypes.c_uint32]
    wanted = library.FcObjectSetCreate()
    library.FcObjectSetAdd(wanted, b"charset")
    fonts = library.FcFontList(None, library.FcPatternCreate(), wanted).contents
    together, one = library.FcCharSetCreate(), made()
    for at in range(fonts.count):
        if library.FcPatternGetCharSet(fonts.fonts[at], b"charset", 0, ctypes.byref(one)) == 0:
            library.FcCharSetMerge(together, one, None)
    return lambda code: bool(library.FcCharSetHasChar(together, code))
