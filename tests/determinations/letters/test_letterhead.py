"""How letters look and are signed comes from the definition; what is not known is not invented, and addresses are links."""

import io

import pytest
from pypdf import PdfReader

from cim_portal.templatetags.linked import linked
from determinations.letters import drawing, issuing
from determinations.letters.models import Letter
from determinations.runs.models import Run
from monitoring.definition import DefinitionRefused, read_definition
from monitoring.definition import services as definition_services
from monitoring.years import services as years_services
from tests import definitions
from tests.cast import NOON, Cast
from tests.determinations.letters.test_texts import write
from tests.determinations.made import drafted
from tests.final import finalise
from tests.pdfs import assert_accessible, text_of

SEAL = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4"/></svg>'
LETTERHEAD = f"""
letterhead:
  sender: [Department of Made-up Education, Division of Examples]
  addressee: Superintendent
  signed_by: Dana Director
  signer_title: Director, Division of Examples
  seal: '{SEAL}'
  seal_text: Seal with a circle
"""


def test_what_is_not_set_says_so(cast: Cast, determined_2023: Run) -> None:
    (letter,) = issuing.draft(year=determined_2023.year, lea_codes=["0161119"], by=cast.administrator, at=NOON)
    text = " ".join(text_of(drawing.draw(letter.context)).split())
    assert "To: not set by the state yet" in text
    assert "Signed by: not set by the state yet" in text


def test_the_definition_says_who_sends_and_signs(cast: Cast, determined_2023: Run) -> None:
    year = determined_2023.year
    text = definitions.text(2023) + LETTERHEAD
    version = definition_services.load_definition(text=text, by=cast.administrator, at=NOON)
    years_services.use_definition(year=year, version=version, by=cast.administrator, at=NOON)
    year.refresh_from_db()
    run = drafted(cast, year)
    finalise(run=run, by=cast.administrator, at=NOON)
    (letter,) = issuing.draft(year=year, lea_codes=["0161119"], by=cast.administrator, at=NOON)
    pdf = drawing.draw(letter.context)
    assert_accessible(pdf)
    said = " ".join(text_of(pdf).split())
    for words in (
        "Department of Made-up Education",
        "To: Superintendent",
        "Signed by: Dana Director",
        "Director, Division",
    ):
        assert words in said
    assert "California Department" not in said
    assert drawing.draw(letter.context) == pdf


@pytest.mark.parametrize("seal", ["https://example.org/seal.png", "<svg><!ENTITY a></svg>", "<svg>" + "x" * 20_000])
def test_a_seal_is_a_small_drawing(seal: str) -> None:
    with pytest.raises(DefinitionRefused, match="|".join(["SVG", "svg"])):
        read_definition(definitions.text(2023) + f"\nletterhead: {{seal: '{seal}'}}\n")


def test_an_address_in_a_text_is_a_link_also_in_the_pdf(cast: Cast, determined_2023: Run) -> None:
    text = "Read https://www.cde.ca.gov/sp/se, or write to cim@cde.ca.gov."
    write(determined_2023.year, "T2", by=cast.administrator, opening=text)
    (letter,) = issuing.draft(year=determined_2023.year, lea_codes=["0161119"], by=cast.administrator, at=NOON)
    pdf = drawing.draw(letter.context)
    assert_accessible(pdf)
    annotations = [one.get_object() for page in PdfReader(io.BytesIO(pdf)).pages for one in page.get("/Annots", [])]
    addresses = {one["/A"]["/URI"] for one in annotations}
    assert {"https://www.cde.ca.gov/sp/se", "mailto:cim@cde.ca.gov"} <= addresses
    assert Letter.objects.get().status == "draft"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("https://a.example/x.", '<a href="https://a.example/x">https://a.example/x</a>.'),
        ("(https://a.example/)", '(<a href="https://a.example/">https://a.example/</a>)'),
        ("http://a.example javascript:alert(1)", "http://a.example javascript:alert(1)"),
        ('<a href="https://a.example">', "&lt;a href=&quot;https://a.example&quot;&gt;"),
        ("x@a.example & y", '<a href="mailto:x@a.example">x@a.example</a> &amp; y'),
    ],
)
def test_only_whole_addresses_are_links(text: str, html: str) -> None:
    assert linked(text) == html
