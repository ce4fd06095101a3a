"""Pages are built of components, and no part of a page is written twice."""

import re
from collections import defaultdict
from pathlib import Path

import pytest
from django.template import engines
from django.template.backends.django import DjangoTemplates
from django.utils.safestring import mark_safe

ROOT = Path(__file__).resolve().parent.parent / "templates"
COMPONENTS = ROOT / "components"
TEMPLATES = sorted(ROOT.rglob("*.html"))
PAGES = [path for path in TEMPLATES if COMPONENTS not in path.parents]
LONGEST, SAME = 260, 10
WRITTEN_ONCE = re.compile(r"<table\b|\busa-alert\b|\bportal-status\b|\busa-breadcrumb\b|\busa-pagination\b")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_a_page_is_built_of_components(path: Path) -> None:
    assert not WRITTEN_ONCE.findall(path.read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_template_is_short_enough_to_be_read(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST


def test_no_ten_lines_are_in_two_templates() -> None:
    places: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for path in TEMPLATES:
        lines = [line.strip() for line in path.read_text().splitlines() if line.strip()]
        for start in range(len(lines) - SAME + 1):
            places[tuple(lines[start : start + SAME])].add(_name(path))
    twice = {block[0]: names for block, names in places.items() if len(names) > 1}
    assert not twice


@pytest.mark.parametrize("path", sorted(COMPONENTS.rglob("*.html")), ids=_name)
def test_a_component_says_what_it_takes_and_writes_no_attribute_unescaped(path: Path) -> None:
    text = path.read_text()
    assert text.startswith("{#")
    assert "{{ attrs" not in text  # cotton writes these as they are


# What a reader sees in any language: what gettext has, and no words of ours besides.
_TRANSLATED = re.compile(
    r"{% blocktranslate.*?{% endblocktranslate %}|{#.*?#}|<!--.*?-->|<(script|style|svg).*?</\1>", re.DOTALL
)
_CODE = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
_ELEMENT = re.compile(r"<[^>]*>", re.DOTALL)
_ATTRIBUTE = re.compile(r'(?<![:\w-])([\w-]+)="((?:[^"{]|{{.*?}}|{%.*?%}|{)*)"', re.DOTALL)
# Attributes that browsers and components act on, and no one reads.
_ACTED_ON = set(
    "action all as at autocomplete button_id chosen class content current describedby enctype for form formaction fresh"
    " href id hreflang image inputmode is key kind lang list method name page_layout panel rel role scope size sort"
    " spellcheck src state to type value address charset property aria-current aria-describedby aria-hidden aria-invalid"
    " aria-labelledby aria-live aria-sort".split()
)
_WORD = re.compile(r"[A-Za-z]{2,}")
_DEFAULT = re.compile(r"""\bdefault(?:_if_none)?:(["'][A-Za-z (][^"']* [^"']*["'])""")


def _untranslated(text: str) -> list[str]:
    text = _TRANSLATED.sub("", text)
    read = [value for name, value in _ATTRIBUTE.findall(text) if name not in _ACTED_ON and not name.startswith("hx-")]
    attributes = [_CODE.sub("", value) for value in read]
    body = re.sub(r"&\w+;", "", _ELEMENT.sub("|", _CODE.sub("", _ATTRIBUTE.sub("", text))))
    return [said.strip() for said in [*attributes, *body.split("|")] if _WORD.search(said)] + _DEFAULT.findall(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<p>Words {{ here }}</p>", ["Words"]),
        ('<c-table caption="Steps of {{ lea }}">', ["Steps of"]),
        ('{{ level|default:"no level" }}', ['"no level"']),
        ("<p>{% translate 'Words' %}</p>{# Words #}", []),
        ("{% blocktranslate %}Words {{ here }}{% endblocktranslate %}", []),
        ('<c-table :caption="caption" class="Words" caption="{% translate \'Words\' %}">', []),
    ],
)
def test_untranslated_words_are_found(text: str, said: list[str]) -> None:
    assert _untranslated(text) == said


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_every_word_of_a_page_goes_through_gettext(path: Path) -> None:
    assert _untranslated(path.read_text()) == []


def _shown(source: str, **context: object) -> str:
    django = engines["django"]
    assert isinstance(django, DjangoTemplates)
    compiler = django.engine.template_loaders[0].loaders[0].cotton_compiler  # type: ignore[attr-defined]  # of the cached loader
    return django.from_string(compiler.process(source)).render(context)


@pytest.mark.parametrize(
    "source", ['<c-alert heading="{{ words }}">{{ words }}</c-alert>', '<c-alert :heading="words" />']
)
def test_what_a_component_is_given_is_escaped_once(source: str) -> None:
    shown = _shown(source, words="<b>&")
    assert "<b>" not in shown
    assert "&lt;b&gt;&amp;" in shown
    assert "<b>" in _shown(source, words=mark_safe("<b>"))


def test_a_component_sees_nothing_that_it_was_not_given() -> None:
    assert "Overdue" not in _shown("<c-alert>A word</c-alert>", heading="Overdue")


def test_a_table_without_rows_says_so_in_words() -> None:
    rows = "{% for a in b %}<tr></tr>{% endfor %}"
    source = f'<c-table caption="Steps" empty="No step yet."><c-slot name="head"></c-slot>{rows}</c-table>'
    assert "No step yet." in _shown(source, b=[])
    assert "<table" not in _shown(source, b=[])
    assert 'aria-label="Steps"' in _shown(source, b=[1])
    assert "<caption >Steps</caption>" in _shown(source, b=[1])
