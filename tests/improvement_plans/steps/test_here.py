"""Who else fills in a step now, and where: for those who fill it in, and nothing of what they type."""

from collections.abc import Callable

from django.core.cache import cache
from django.test import Client

from improvement_plans.plans.models import Plan
from improvement_plans.workbook import presence
from monitoring.people.models import Person
from tests import world
from tests.cast import Cast

Visit = Callable[[Person], Client]
STEP = "/plans/0161119/2023/step/1/"
HERE = f"{STEP}consolidation/here/"


def said(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_two_people_see_each_other_and_where(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit) -> None:
    cache.clear()
    editor, approver = signed_in(cast.editor), signed_in(cast.approver)
    assert 'id="here"' in editor.get(f"{STEP}consolidation/").content.decode()
    assert said(editor, f"{HERE}?field=why") == ""
    assert said(approver, HERE).startswith("Eli Editor is here now, at “")
    assert said(approver, f"{STEP}cim_team/here/?field=nothing").startswith("Eli Editor is in “")
    assert said(editor, HERE).endswith("is in “CIM team” now.")
    kept = cache.get_many([f"here:{world.step_of(cast.lea, 1).pk}:{cast.editor.pk}"])
    assert list(kept.values()) == [["consolidation", "", ""]]
    assert presence.others(step=world.step_of(cast.lea, 2), than=cast.editor) == []


def test_who_does_not_fill_in_a_step_is_neither_shown_nor_asked(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    for person, status in ((cast.reviewer, 403), (cast.ta_provider, 403), (cast.other_editor, 404)):
        browser = signed_in(person)
        assert browser.get(HERE).status_code == status
        assert 'id="here"' not in browser.get(f"{STEP}consolidation/", follow=True).content.decode()
    assert presence.others(step=world.step_of(cast.lea, 1), than=cast.editor) == []
