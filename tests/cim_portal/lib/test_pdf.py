"""A PDF is accessible, the same for the same input, and fetches nothing."""

import io
import re
import time
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from pytest_django import Settings
from pytest_socket import disable_socket

from cim_portal.lib import charts, pdf
from tests.pdfs import assert_accessible

DAY = date(2023, 3, 20)
SAMPLE = """{% extends "print/base.html" %}{% block content %}
<h1>A sample</h1><p>With a <a href="https://example.org/">link</a>.</p>
<h2>Numbers</h2>
<table><caption>By year</caption><thead><tr><td></td><th scope="col">Rate</th></tr></thead>
<tbody><tr><th scope="row">2023</th><td>{{ text }}</td></tr></tbody></table>
<ul><li>One</li></ul>
<figure><img src="portal:chart" alt="Rates over the years"><figcaption>Rates</figcaption></figure>
{% endblock %}"""
CHART = charts.over_time(title="Rates", points=[("2022", 60.1), ("2023", 58.0)], target=65, axis="Percent")


@pytest.fixture
def templates(tmp_path: Path, settings: Settings) -> Path:
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]
    return tmp_path


def draw(templates: Path, body: str, **context: object) -> bytes:
    (templates / "sample.html").write_text(body)
    return pdf.draw(
        template="sample.html", context=context, title="A sample", on=DAY, subject="Test", drawings={"chart": CHART.svg}
    )


def test_it_is_accessible(templates: Path) -> None:
    assert_accessible(draw(templates, SAMPLE, text="58.0%"))


def test_the_same_input_gives_the_same_bytes(templates: Path) -> None:
    assert draw(templates, SAMPLE, text="58.0%") == draw(templates, SAMPLE, text="58.0%")


def test_what_people_typed_is_text_and_never_markup(templates: Path) -> None:
    hostile = '<link rel="attachment" href="file:///etc/passwd"><img src="http://127.0.0.1:9/x">'
    assert draw(templates, SAMPLE, text=hostile).startswith(b"%PDF")


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="file:///etc/passwd">',
        '<img src="http://127.0.0.1:9/x">',
        '<img src="https://example.org/x">',
        '<img src="data:image/svg+xml,<svg/>">',
        '<img src="portal:../settings.py">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        "<style>@import url(http://127.0.0.1:9/x.css);</style>",
        "<style>p { background: url(file:///etc/passwd) }</style><p>x</p>",
        '<link rel="attachment" href="file:///etc/passwd">',
    ],
)
def test_every_other_address_is_refused_and_no_socket_opens(templates: Path, markup: str) -> None:
    disable_socket()
    with pytest.raises(pdf.NotOurs):
        draw(templates, '{% extends "print/base.html" %}{% block content %}<h1>x</h1>' + markup + "{% endblock %}")


def test_a_picture_inside_a_drawing_is_not_fetched(templates: Path) -> None:
    disable_socket()
    markup = '<svg><image href="file:///etc/passwd" width="10" height="10"/></svg>'
    made = draw(templates, '{% extends "print/base.html" %}{% block content %}<h1>x</h1>' + markup + "{% endblock %}")
    assert "root:" not in PdfReader(io.BytesIO(made)).pages[0].extract_text()


@pytest.mark.parametrize("run", ["x", "&", "é", "e\u0301", "0"])
@pytest.mark.parametrize("body", ["<p>{{ word }}</p>", "<table><tr><td>{{ word }}</td><td>b</td></tr></table>"])
def test_a_word_twice_as_long_takes_twice_the_time(templates: Path, body: str, run: str) -> None:
    def spent(length: int) -> float:
        began = time.process_time()
        draw(templates, body, word=(run * length)[:length])
        return time.process_time() - began

    spent(100)  # what is drawn first opens the fonts
    once, twice = (min(spent(length) for _ in range(2)) for length in (5_000, 10_000))
    assert twice < 3 * max(once, 0.1)


def test_a_long_word_is_whole_on_the_page(templates: Path) -> None:
    word = "".join(f"{number:03}" for number in range(400))
    read = PdfReader(io.BytesIO(draw(templates, "<p>{{ word }}</p>", word=word)))
    said = "".join(page.extract_text() for page in read.pages)
    assert word in re.sub(r"[\s\u200b]", "", said)


def test_words_that_fit_and_what_is_no_text_stay_as_they_are() -> None:
    for html in ("a " * 200, f'<a href="https://example.org/{"x" * 300}">here</a>', "x" * 99):
        assert pdf.with_breaks(html) == html
    assert pdf.with_breaks("&amp;" * 41 + "xx").count("&amp;") == 41
    assert pdf.with_breaks("&amp;" * 39 + "x").count("\u200b") == 1
    assert pdf.with_breaks("&amp;" * 37).count("&amp;") == 37
