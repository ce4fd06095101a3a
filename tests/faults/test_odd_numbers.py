"""Whatever is typed where a number belongs, the pages of the plan open and say what is wrong.

The ordinary run tries some odd numbers; `make attack` tries them all.
"""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from cim_portal.lib import bounds
from improvement_plans.activities import contents
from improvement_plans.plans.models import Plan
from improvement_plans.workbook.kinds.number import parse_number
from improvement_plans.workbook.models import Answer
from improvement_plans.workbook.workbook import Place, Workbook
from monitoring.people.models import Person
from tests import world
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("db")
PLAN = "/plans/0161119/2023/"
OF_THE_GATE = ["9" * 30, "sNaN", "1e-999999", "9" * 5000, "1\0002"]
OF_THE_ATTACK = ["NaN", "Infinity", "-inf", "1e30", "٣" * 30, "0." + "1" * 40]
ODD = [*OF_THE_GATE, *(pytest.param(odd, marks=pytest.mark.attack) for odd in OF_THE_ATTACK)]


@pytest.fixture
def editor(cast: Cast, issued_sd_2023: dict[str, Plan], signed_in: Callable[[Person], Client]) -> Client:
    return signed_in(cast.editor)


def filled_with(odd: str, place: Place) -> dict[str, str]:
    """Return a form of the place with `odd` wherever a number belongs, and in the first row of each table that has one."""
    form = {field.key: odd for field in place.activity.fields if field.kind == "number"}
    for field in place.activity.fields:
        for column in field.columns:
            if column.kind == "number":
                form |= {f"{field.key}-rows": "r1", f"{field.key}-r1-{column.key}": odd}
    return form


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_number_breaks_no_page(
    cast: Cast, editor: Client, signed_in: Callable[[Person], Client], odd: str
) -> None:
    book = Workbook(world.plan_of(cast.lea))
    forms = {
        f"{PLAN}step/{number}/{place.activity.slug}/" + (f"{place.repeat}/" if place.repeat else ""): form
        for number in range(1, 5)
        for place in book.places(number)
        if (form := filled_with(odd, place))
    }
    assert f"{PLAN}step/3/cceis_budget/" in forms
    fits = len(odd) <= bounds.LINE
    for address, form in forms.items():
        assert editor.post(address, form).status_code == (200 if fits else 409), address
    for address in (*forms, PLAN, *(f"{PLAN}step/{number}/" for number in range(1, 5))):
        assert editor.get(address).status_code == 200, address
    assert signed_in(cast.approver).get(f"{PLAN}step/3/sign/").status_code == 200
    kept = Answer.objects.filter(activity="cceis_budget").values_list("value", flat=True)
    assert [value["alloc_611"] for value in kept] == ([odd.replace("\0", "")] if fits else [])


def test_an_odd_version_breaks_no_save(editor: Client) -> None:
    page = f"{PLAN}step/1/consolidation/"
    assert editor.post(page, {"why": "Two schools.", "seen-why": "9" * 5000}).status_code == 200


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1,234.50", "1234.50"), ("$ 1,234", "1234"), ("76.4%", "76.4"), ("-4", "-4"), (".5", "0.5"), ("12.", "12"),
        ("999999999999999.999999", "999999999999999.999999"),
        *((odd, None) for odd in ("9" * 16, "12,50", "1_000", "NaN", "1e3", "", "$", "--4", "twelve", "1.1234567")),
    ],
)  # fmt: skip
def test_a_number_is_plain_digits(typed: str, number: str | None) -> None:
    assert parse_number(typed) == (None if number is None else Decimal(number))


def test_a_number_with_too_many_digits_is_told_how_many_it_may_have(cast: Cast, editor: Client) -> None:
    editor.post(f"{PLAN}step/3/cceis_budget/", {"alloc_611": "9" * 30, "alloc_619": "many"})
    sentences = [fault.sentence for fault in contents.missing(world.step_of(cast.lea, 3))]
    assert any("has too many digits to calculate with. Write at most 15" in one for one in sentences)
    assert any("is not a number. Write digits, such as 1234.5" in one for one in sentences)
