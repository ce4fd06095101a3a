"""A PDF is accessible, the same for the same input, and fetches nothing."""

import io
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
