"""Letters of a made-up state: the portal's own drawing next to bare WeasyPrint on the same HTML.

WeasyPrint gets what the portal gives it: the finished HTML, the style sheet parsed before, the same fonts and the same
`pdf/ua-1` with its tags, and out come the same bytes. So what the portal adds is all that differs: the template, the blanks
removed, the hash, and the door before every address.
"""

import statistics
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

import weasyprint
from django.template.loader import render_to_string

from cim_portal.lib import canonical, pdf
from determinations.letters import drawing
from determinations.letters.context import Material
from determinations.letters.kinds import determination
from determinations.runs import queries
from determinations.runs.models import LevelResult
from monitoring.definition import definition_of
from tests import world
from tests.bench.measuring import Comparison, Figure, Side, seconds
from tests.cast import assemble
from tests.determinations.made import ELEMENTS, drafted

LEAS = 25


def measure() -> Iterator[Comparison | Figure]:
    """Yield what is measured of letters."""
    contexts = [context for context in made() if context["level"]]
    pages = [page(context) for context in contexts]
    assert [bare(*one) for one in pages] == [drawing.draw(context) for context in contexts]
    yield Comparison(
        f"{len(contexts)} letters drawn",
        ours=Side("portal", lambda: [drawing.draw(context) for context in contexts]),
        theirs=Side("bare WeasyPrint", lambda: [bare(*one) for one in pages]),
        at_most=1.15,
        rounds=9,
    )
    yield Figure("letters a second and worker", lambda: 1 / statistics.mean(_each(contexts)), "letters", rounds=3)


def made() -> list[dict[str, Any]]:
    """Publish a small state of twelve elements an LEA, determine its levels, and return what its letters say."""
    cast = assemble()
    year = world.open_2023(cast)
    codes = [f"10{number:05d}" for number in range(1, LEAS + 1)]
    leas = "".join(f"{code}0000000,District {code},Fresno,1099,Valley SELPA,district,640\n" for code in codes)
    world.publish(year, "leas", world.LEAS.splitlines()[0] + "\n" + leas, by=cast.administrator)
    results = "".join(
        f"2023,{code},{element},{30 + place},100,{30 + place}.00%,>={20 + 3 * place}.0%,{'No' if place > 5 else 'Yes'}\n"
        for code in codes
        for place, element in enumerate(ELEMENTS)
    )
    world.publish(year, "indicators", world.INDICATORS.splitlines()[0] + "\n" + results, by=cast.administrator)
    run = drafted(cast, year)
    found = LevelResult.objects.filter(run=run).select_related("lea__county", "lea__selpa", "run__year")
    definition = definition_of(run.definition)
    elements = queries.elements_of(run, [one.lea_id for one in found])
    return [determination.gather(Material(one, elements[one.lea_id], definition), {}).as_json() for one in found]


def page(context: dict[str, Any]) -> tuple[str, bytes]:
    """Return the HTML of a letter as the portal hands it to WeasyPrint, and the name that its PDF bears inside."""
    html = render_to_string(
        "determinations/letters/print/letter.html",
        {
            **drawing.shown(context),
            "title": f"{context['year']} Annual Determination Letter: {context['lea_name']}",
            "subject": context["level_name"],
            "on": date.fromisoformat(context["dated"]),
        },
    )
    printed = pdf.for_print(html)
    return printed, canonical.sha256(printed.encode())[:32].encode()


def bare(html: str, identifier: bytes) -> bytes:
    """Draw the HTML with WeasyPrint alone."""
    made: bytes = weasyprint.HTML(string=html).write_pdf(
        pdf_variant="pdf/ua-1",
        pdf_identifier=identifier,
        font_config=pdf._printing.fonts,
        stylesheets=[pdf._printing.sheet],
    )
    return made


def _each(contexts: list[dict[str, Any]]) -> list[float]:
    return [seconds(partial(drawing.draw, context)) for context in contexts]
