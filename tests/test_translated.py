"""What people read in Python is a whole sentence that goes through gettext, so that another language touches no code."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("cim_portal", "monitoring", "determinations", "improvement_plans")
# What only those who run or write the portal read: commands, migrations, settings, the people of the demonstration.
NOT_READ = {"management", "migrations", "demo", "embedded", "settings.py", "checks.py", "counties.py"}
TRANSLATED = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext"}
# Mistakes of a programmer, a 404 whose words no page shows, and logs.
FOR_PROGRAMMERS = {
    *("ValueError", "TypeError", "KeyError", "RuntimeError", "LookupError", "ImproperlyConfigured", "AssertionError"),
    *("Incomplete", "insist", "NotOurs", "Http404", "Error", "debug", "info", "warning", "exception"),
}
CODE = {
    "compile",
    "search",
    "findall",
    "fullmatch",
    "match",
    "sub",
    "execute",
    "copy_expert",
    "RawSQL",
    "split",
    "replace",
}
PROSE = re.compile(r"[A-Za-z’']{2,},? [A-Za-z’']{2,},? [A-Za-z’']+|^[A-Z][a-z]+ [a-z]+|[a-z]{2,}[.]$")
SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|COPY|ALTER|FROM|WHERE|OLD|NEW)\b")
# Each with its reason.
ALLOWED = {
    "cim_portal/lib/browser.py": "a path of this kind of computer",
    "cim_portal/lib/evidence.py": "orders to PostgreSQL",
    "cim_portal/serving.py": "what an operator reads in the log",
    "cim_portal/lib/metrics.py": "what monitoring is told of its measures",
    "cim_portal/operations/measures.py": "what monitoring is told of its measures",
    "cim_portal/lib/verdict.py": "said of what is hidden: a page answers 404 and does not repeat it",
    "monitoring/definition/text.py": "words of the YAML library, which are looked for in its messages",
}
# Words that documents and files hold, or that the schema names, and that are no words of a page.
DATA = {
    *("yes or no", "LEA and SELPA", "link to leave"),
    *("Suspension rate (Dashboard)", "Chronic absenteeism rate (Dashboard)", "Graduation rate (Dashboard)"),
}


def sources() -> Iterator[Path]:
    """Yield every module whose words may reach a page, a mail or a letter."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if not NOT_READ & set(path.relative_to(ROOT).parts) and str(path.relative_to(ROOT)) not in ALLOWED:
                yield path


def called(node: ast.AST | None) -> str:
    """Return the name of what is called, blank where nothing is."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def words_of(node: ast.AST) -> str:
    """Return the words of a text, those of an f-string without what is filled in."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def parents(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    """Return what each part of a module is in."""
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def above(node: ast.AST, there: dict[ast.AST, ast.AST]) -> Iterator[ast.AST]:
    """Yield what a part is in, from the inside out, up to its statement."""
    while node in there and not isinstance(node, ast.stmt):
        node = there[node]
        yield node


def untranslated(source: str) -> list[str]:
    """Return the sentences of a module that do not go through gettext."""
    tree = ast.parse(source)
    there = parents(tree)
    found = []
    for node in ast.walk(tree):
        text = words_of(node)
        if not isinstance(node, ast.expr) or not PROSE.search(text) or SQL.search(text) or text in DATA:
            continue
        around = list(above(node, there))
        calls = {called(one) for one in around}
        if isinstance(around[0], ast.Expr | ast.JoinedStr | ast.FormattedValue) or calls & (
            TRANSLATED | FOR_PROGRAMMERS | CODE
        ):
            continue
        if any(isinstance(one, ast.keyword) and one.arg == "help_text" for one in around):
            continue
        found.append(f"{node.lineno}: {text[:80]!r}")
    return found


def untranslated_choices(source: str) -> list[str]:
    """Return the choices of a field whose words do not go through gettext."""
    classes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef)]
    return [
        f"{line.lineno}: a choice in words of its own"
        for one in classes
        if any(getattr(base, "attr", "").endswith("Choices") for base in one.bases)
        for line in one.body
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Tuple) and words_of(line.value.elts[-1])
    ]


def by_hand(source: str) -> list[str]:
    """Return the plurals that are made by hand, and the f-strings that no catalog can have."""
    tree = ast.parse(source)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.IfExp) and {words_of(node.body), words_of(node.orelse)} & {
            "s",
            "es",
            "ies",
            " is",
            "s are",
        }:
            found.append(f"{node.lineno}: a plural by hand")
        if (
            isinstance(node, ast.Call)
            and called(node) in TRANSLATED
            and any(isinstance(one, ast.JoinedStr) for one in node.args)
        ):
            found.append(f"{node.lineno}: an f-string in gettext")
    return found


@pytest.mark.parametrize(
    "module", ['a = "No letter is issued."', 'f(title=f"Rate of {lea} in percent")', "raise Refused('Not yours now.')"]
)
def test_untranslated_sentences_are_found(module: str) -> None:
    assert untranslated(module)


@pytest.mark.parametrize("module", ["a = f\"{n} row{'s' if n != 1 else ''}\"", '_(f"{n} rows are here")'])
def test_words_made_by_hand_are_found(module: str) -> None:
    assert by_hand(module)


@pytest.mark.parametrize("faults", [untranslated, untranslated_choices, by_hand])
def test_every_sentence_goes_through_gettext(faults: Callable[[str], list[str]]) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{one}" for path in sources() for one in faults(path.read_text(encoding="utf-8"))
    ]
    assert not found, "Write it for gettext, with values by name:\n" + "\n".join(found)
