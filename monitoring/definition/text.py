"""A document's text: read with the places of its parts, and written again with its comments and its order kept."""

import copy
import re
from datetime import date
from functools import lru_cache
from io import StringIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.composer import Composer
from ruamel.yaml.constructor import DuplicateKeyError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.timestamp import TimeStamp

from cim_portal.lib import texts
from cim_portal.lib.shapes import Json

SIZE_LIMIT = 1_000_000  # characters; the longest document so far has 50,000
PARTS_LIMIT = 30_000  # names, values and lists; the longest document so far has 5,000
DEPTH_LIMIT = 30  # lists and groups in each other; the deepest so far has 8
WIDTH = 4096  # characters of a line: no line is broken that was not
NO_COLON = gettext_lazy("This line has no colon. Write it as name: value.")
# What YAML's own words mean to a person; the first whose words are in the fault counts.
MEANING = {
    "could not find expected ':'": NO_COLON,
    "mapping values are not allowed here": gettext_lazy(
        "There is a second colon in this line. Put the text in quotes."
    ),
    "while scanning a quoted scalar": gettext_lazy("The quotes that begin here do not end."),
    "while parsing a flow": gettext_lazy(
        "The bracket or brace that begins here does not end, or a comma is missing in it."
    ),
    "expected <block end>": gettext_lazy(
        "This line is not indented like those around it, or something is written after a text that ended."
    ),
    "found character '\\t'": gettext_lazy("There is a tab in this line. Indent with blanks."),
    "cannot start any token": gettext_lazy("A text cannot begin with this character. Put the text in quotes."),
    "expected a single document": gettext_lazy("A second document begins here. Write one document in a file."),
}


class NotADocumentError(ValueError):
    """The text is no document. `line` is where, from 1, or None where it is wrong as a whole."""

    def __init__(self, sentence: str, line: int | None = None) -> None:
        super().__init__(sentence)
        self.sentence, self.line = sentence, line


def opened(text: str) -> CommentedMap:
    """Return the document of `text` to be changed, with its comments and places. Raises NotADocumentError."""
    return copy.deepcopy(read(text))  # an eighth of the time that reading takes


@lru_cache(maxsize=8)
def read(text: str) -> CommentedMap:
    """Return the document of `text` to be read, not changed: the same text is read once. Raises NotADocumentError."""
    if len(text) > SIZE_LIMIT:
        raise NotADocumentError(
            _("The document is longer than %(size_limit)s characters.") % {"size_limit": f"{SIZE_LIMIT:,}"}
        )
    try:
        root = _yaml().load(text)
    except MarkedYAMLError as fault:
        raise _in_plain_words(fault, text.splitlines()) from fault
    except YAMLError as fault:
        raise NotADocumentError(_("The document has a character that no text has. Save it as UTF-8 text.")) from fault
    except RecursionError as fault:
        raise NotADocumentError(_("The document has too many lists in each other.")) from fault
    if not isinstance(root, CommentedMap):
        raise NotADocumentError(
            _("The document has no names with values. A year begins with year, title and step_forms.")
        )
    return root


def written(root: CommentedMap) -> str:
    """Return the document's text: what was not changed in it reads as it did."""
    out = StringIO()
    _yaml().dump(root, out)
    return re.sub(r"(?<![ \t])[ \t]+(?=\n)", "", out.getvalue())


def plain(value: object, depth: int = 0) -> Json:
    """Return what a part of a document says, as plain Python values. Raises NotADocumentError where it is too deep."""
    if depth > DEPTH_LIMIT:
        raise NotADocumentError(_("The document has too many lists in each other."))
    if isinstance(value, dict):
        return {_plain_key(key): plain(one, depth + 1) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one, depth + 1) for one in value]
    if isinstance(value, TimeStamp | bool | date) or value is None:
        return value
    if isinstance(value, str) and texts.plain(value) != value:
        raise NotADocumentError(_("The document has a character that no text has. Save it as UTF-8 text."))
    return next((kind(value) for kind in (str, int, float) if isinstance(value, kind)), str(value))


def _plain_key(key: object) -> str | int:
    return int(key) if isinstance(key, int) else str(key)


def _yaml() -> YAML:
    yaml = YAML()
    yaml.Composer, yaml.Constructor = _Composer, _Constructor
    yaml.preserve_quotes, yaml.width = True, WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


class _Composer(Composer):
    """Refuses aliases, which can make a small text a huge document, and more parts, or deeper ones, than anyone writes."""

    parts = depth = 0

    def compose_node(self, parent: object, index: object) -> object:
        if self.parser.check_event(AliasEvent):
            mark = self.parser.peek_event().start_mark
            raise MarkedYAMLError(
                problem=_("Write the part out; a reference (*name) is not read here."), problem_mark=mark
            )
        self.parts += 1
        if self.parts > PARTS_LIMIT:
            raise NotADocumentError(
                _("The document has more than %(limit)s names and values.") % {"limit": f"{PARTS_LIMIT:,}"}
            )
        if self.depth > DEPTH_LIMIT:
            raise NotADocumentError(_("The document has too many lists in each other."))
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


class _Constructor(RoundTripConstructor):
    """Says where it is that a value cannot be: a day that no calendar has, a number of thousands of digits."""

    def construct_object(self, node: Json, deep: bool = False) -> Json:
        try:
            return super().construct_object(node, deep)
        except ValueError as fault:
            words = _("There is no such day, or no such number.") if node.value else _("A value is missing here.")
            raise MarkedYAMLError(problem=words, problem_mark=node.start_mark) from fault


def _in_plain_words(fault: MarkedYAMLError, lines: list[str]) -> NotADocumentError:
    """Return what is wrong in plain words, and the line: of the part that was begun where that is the one to correct."""
    problem, context = str(fault.problem or ""), str(fault.context or "")
    if isinstance(fault, DuplicateKeyError):
        name = re.search(r'found duplicate key "(.*?)" with', problem)
        sentence = _("'%(name)s' is here twice. Remove one of them.") % {"name": name[1] if name else _("a name")}
    else:
        of_ours = problem if problem.endswith(".") else ""
        known = next((say for words, say in MEANING.items() if words in f"{context} {problem}"), "")
        sentence = of_ours or str(known) or _("This line cannot be read as YAML. Compare it with the lines around it.")
    begun = any(words in context for words in ("simple key", "quoted scalar", "flow"))
    mark = (fault.context_mark if begun else None) or fault.problem_mark or fault.context_mark
    if mark and "mapping values" in problem and ": " not in lines[mark.line][: mark.column]:
        above = mark.line - 1
        if above >= 0 and not re.search(r":(\s|$)|^\s*#|^\s*$", lines[above]):  # it ran on into this line
            return NotADocumentError(str(NO_COLON), above + 1)
    return NotADocumentError(sentence, mark.line + 1 if mark else None)
