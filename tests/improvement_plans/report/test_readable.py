"""What people paste is readable in the documents, or named before anyone signs, with the field that has it."""

import html
from collections.abc import Callable

from django.test import Client

from cim_portal.lib import fonts
from improvement_plans.plans.models import Plan
from improvement_plans.report.kinds import plan as report_plan
from improvement_plans.workbook import answers
from monitoring.people.models import Person
from tests import world
from tests.cast import NOON, Cast
from tests.pdfs import text_of

Visit = Callable[[Person], Client]
PASTED = {
    "Word": "• “Curly” – it’s 50 % … naïve café, Nguyễn Thị, Peña",
    "markup": "<script>alert('x')</script> <img src=x onerror=alert(1)> &amp; {{ 7*7 }} {% now %} ]]>",
    "code": "'; DROP TABLE answers; -- ../../etc/passwd %00 $(id) `id` =1+1 @SUM(A1)",
    "signs": "½ ≥ ≤ ± § © ™ € ✓ → ☃ ∑ ¿¡",
    "invisible": "zero\u200bwidth, soft\u00adhyphen, no\u00a0break, \ufeffmark",
    "Russian": "Привет, как дела",
    "Vietnamese": "Chương trình giáo dục đặc biệt",
    "Armenian": "Բարեւ Ձեզ",
    "Arabic": "مرحبا بالعالم",
    "Chinese": "田中さんにあげて下さい 部落格",
    "Korean": "사회과학원 어학연구소",
    "Hindi": "नमस्ते दुनिया",
    "Punjabi": "ਸਤ ਸ੍ਰੀ ਅਕਾਲ",
    "Khmer": "សួស្តីពិភពលោក",
    "emoji": "👍🏽 👨‍👩‍👧 🏳️‍🌈 🇺🇸 ❤️ 😀",
    "private": "\uf0b7 a bullet of Word",
    "stacked": "Z̤a̷l̵g̶o text",
    "beyond": "𝒳 𠜎 𐐷",
}


def test_what_is_pasted_is_in_the_document_or_named_before_signing(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    answers.save(
        step=world.step_of(cast.lea, 1), activity="data_drilldown", repeat="5A", seen={}, by=cast.editor, at=NOON,
        value={"observations": "\n".join(f"{name}: {text}" for name, text in PASTED.items())},
    )  # fmt: skip
    content = report_plan.REPORT.draw(world.plan_of(cast.lea))
    said = text_of(content)
    assert "Data drill-down" in said  # a character without a font takes nothing else out of the document
    page = html.unescape(signed_in(cast.approver).get("/plans/0161119/2023/step/1/sign/").content.decode())
    for name, text in PASTED.items():
        absent = fonts.undrawn(text)
        if absent:
            assert fonts.in_words(absent[:1]).partition(" (")[0] in page, name
        else:
            assert not {one for one in text if not one.isspace() and one.isprintable()} - {*said}, name
    if fonts.undrawn("".join(PASTED.values())):
        assert "“What the data say” has characters for which the portal has no font" in page


def test_what_no_font_has_is_called_by_the_language_it_writes() -> None:
    assert fonts.undrawn("Plain words, ñ and –") == ""
    assert fonts.in_words("अआइई\uf0b7👍") == (
        "Hindi, Marathi or Nepali (अ, आ, इ and 1 more); characters of one program alone, such as bullets pasted from Word "
        "(\uf0b7); emoji (👍)"
    )
    for package, names in fonts.lacking().items():
        assert package.startswith("fonts-noto-")
        assert names
