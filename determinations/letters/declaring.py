"""What a kind of letter has to say of itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cim_portal.lib.verdict import Verdict
from determinations.letters.context import Context, Material
from monitoring.access.who import User
from monitoring.definition import Definition, Level
from monitoring.notices.kinds import Kind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from determinations.letters.models import Letter


@dataclass(frozen=True, kw_only=True)
class LetterKind:
    """A kind of letter. Its name is that of its file, and is kept with each letter.

    `template` draws the PDF, `says` is the part of it that pages show too. `address` comes after that of the LEA's letters
    of a year; one kind has none. `says_level` says that plans and public pages go by it, and that each level has texts of
    its own. An administrator's texts have `words` that are filled in, and `hints` by place. `context` gathers what the
    letter of an LEA says. `is_in` says which years have the kind, `is_due` which LEAs get it, where `had_one` says that one
    is issued and has to be corrected; `needless` is what a preview says of an LEA that would get none. `issued` and
    `corrected` are what people are notified of.
    """

    title: "StrOrPromise"
    template: str
    says: str
    context: Callable[[Material, Mapping[str, str]], Context]
    is_in: Callable[[Definition], bool]
    is_due: Callable[[Material, bool], bool]
    may_read: Callable[[User, "Letter"], Verdict]
    words: "Mapping[str, StrOrPromise]"
    hints: Callable[[Level | None], Mapping[str, str]]
    issued: Kind
    corrected: Kind
    address: str = ""
    says_level: bool = False
    needless: Callable[[Material], str] = lambda material: ""
