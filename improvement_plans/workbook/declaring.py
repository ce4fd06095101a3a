"""What a kind of field has to say of itself."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib import bounds
from cim_portal.lib.shapes import Json
from improvement_plans.workbook import merging
from improvement_plans.workbook.merging import Merged
from monitoring.definition import Column

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Entry = Literal["typed", "attached", "filled in"]
Options = Iterable[tuple[str, str]]  # what is stored, and what is shown
_STUDENT_IDENTIFIER = re.compile(r"(?<!\d)\d{10}(?!\d)")
_DAY = r"(\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4})"
_DATE_OF_BIRTH = re.compile(rf"\b(?i:dob|d\.o\.b\.|born|birth(day|date)?)\b[^\n]{{0,20}}?{_DAY}")


class Kind(ABC):
    """A kind of field: how it is read from a form, what is wrong with what was typed, how it reads, how two are merged.

    A value is stored as it was typed, so that a draft may be anything: text for most kinds. Whether it is a date or a
    number is asked when the step is submitted. `words` are what people call the kind. `entry` says how it gets its
    value: someone types it, files are attached, or an activity's role fills it in. `needs` is what a document has to
    say of it. `lacking` ends the sentence that says what is missing, `hint` is under each label. `is_public` says
    whether a document for everyone has it, `longest` how many characters it may have, `names_rows` whether a row is
    called by it elsewhere, `says_points` whether what was found is gathered from it, `is_tall` whether its input takes more
    than a line, `is_drawn` whether it reads otherwise than as its words.
    """

    words: "StrOrPromise" = ""
    entry: ClassVar[Entry] = "typed"
    needs: ClassVar[Literal["", "columns", "choices"]] = ""
    lacking: "StrOrPromise" = gettext_lazy("is not filled in")
    hint: "StrOrPromise" = ""
    is_public = True
    names_rows = False
    says_points = False
    is_tall = False
    is_drawn = False
    longest: ClassVar[int] = bounds.LINE

    @property
    def templates(self) -> tuple[str, ...]:
        """Its templates: how it is typed and, where it is drawn, how it is read on a page and in a document."""
        return ("input", "shown", "print") if self.is_drawn else ("input",)

    @property
    def typed(self) -> bool:
        """Whether the form has its value, as text."""
        return self.entry == "typed"

    @abstractmethod
    def read(self, data: QueryDict, name: str, columns: Sequence[Column] = ()) -> object:
        """Return what the form holds under `name`."""

    def is_blank(self, value: object) -> bool:
        """Say whether nothing was entered."""
        return value in (None, "", [], False)

    def sound(self, value: Json, columns: Sequence[Column] = ()) -> Json:
        """Return a stored value in the shape that the kind has, whatever was stored, so that no page fails of it."""
        return value if isinstance(value, str | bool) or value is None else str(value)

    @abstractmethod
    def fault(self, value: object) -> str:
        """Return what is wrong with an entered value, as the rest of a sentence that begins with its label."""

    def misfit(self, value: object, unit: str) -> str:
        """Return why a value that can be read is none in its unit, as `fault` does."""
        return ""

    def excess(self, value: Json, columns: Sequence[Column] = ()) -> str:
        """Return by how much what was typed is too long, as the rest of a sentence; blank where it fits."""
        texts = value if isinstance(value, list) else [value]
        return next(filter(None, (bounds.excess(str(one), self.longest) for one in texts)), "")

    @abstractmethod
    def shown(self, value: object, options: Options = (), columns: Sequence[Column] = ()) -> str:
        """Return the value in words."""

    def merged(self, *, before: Json, theirs: Json, mine: Json, columns: Sequence[Column] = ()) -> Merged:
        """Return what counts where `theirs` was saved while `mine` was typed, both from `before`; None is no value yet."""
        if before is None and self.is_blank(mine):
            return Merged(theirs, theirs, mine)
        return merging.whole(before, theirs, mine)


class Words(Kind):
    """A kind that is typed as text and may say anything but who a student is."""

    def read(self, data: QueryDict, name: str, columns: Sequence[Column] = ()) -> object:
        """Return the text as it was typed, without blanks around it."""
        return str(data.get(name, "")).replace("\r\n", "\n").strip()

    def fault(self, value: object) -> str:
        """Find what looks like a student's number or date of birth."""
        if _STUDENT_IDENTIFIER.search(str(value)):
            return _("has ten digits in a row, which looks like a student identifier. Remove it")
        if _DATE_OF_BIRTH.search(str(value)):
            return _("has what looks like a date of birth. Remove it")
        return ""

    def shown(self, value: object, options: Options = (), columns: Sequence[Column] = ()) -> str:
        """Return the text, or that there is none."""
        return nothing() if self.is_blank(value) else str(value)


class Paragraphs(Words):
    """A kind that is typed as several lines, of which each is merged by itself."""

    longest = bounds.PROSE

    def merged(self, *, before: Json, theirs: Json, mine: Json, columns: Sequence[Column] = ()) -> Merged:
        """Put two texts together line by line."""
        if before and theirs and mine:
            return merging.paragraphs(str(before), str(theirs), str(mine))
        return super().merged(before=before, theirs=theirs, mine=mine)


class FilledIn(Kind):
    """A kind that is shown and never typed, so that it cannot disagree with its source."""

    entry: ClassVar[Entry] = "filled in"
    is_drawn = True

    def read(self, data: QueryDict, name: str, columns: Sequence[Column] = ()) -> object:
        """Return nothing; no form has it."""
        return None

    def fault(self, value: object) -> str:
        """Find nothing wrong; the portal itself filled it in."""
        return ""

    def shown(self, value: object, options: Options = (), columns: Sequence[Column] = ()) -> str:
        """Return nothing; who fills it in says it."""
        return ""


def nothing() -> str:
    """Return what is said where nothing was entered."""
    return _("No information")
