"""What people type into an activity: read strictly, merged with what others typed, and never lost."""

import html
import re
from collections.abc import Callable
from typing import Any

from django.test import Client

from improvement_plans.plans.models import Plan
from improvement_plans.workbook import answers as workbook_answers
from improvement_plans.workbook.models import Answer, AnswerVersion
from monitoring.people.models import Person
from tests import world
from tests.cast import NOON, Cast
from tests.improvement_plans.steps.typed import PAGE, STEP, form

Visit = Callable[[Person], Client]


def test_what_was_typed_with_a_nul_is_saved_without_it(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    signed_in(cast.editor).post(PAGE, form("a\0b"))
    assert Answer.objects.get(activity="consolidation").value["why"] == "ab"


def test_a_field_for_a_person_offers_the_team_and_the_accounts(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    editor = signed_in(cast.editor)
    row = {"members-rows": ["r1"], "members-r1-name": "Pat Lee", "members-r1-position": "Principal", "seen-members": 0}
    editor.post(f"{STEP}cim_team/", row)
    page = editor.get(f"{STEP}cim_team/")
    assert page.context["people"] == [
        ("Pat Lee", "Principal"), ("Ana Approver", "has an account"), ("Eli Editor", "has an account"),
    ]  # fmt: skip
    body = page.content.decode()
    assert '<option value="Pat Lee">Principal</option>' in body
    assert 'list="people"' in body
    other = editor.get(PAGE)  # nothing on it is a person
    assert other.context["people"] == []
    assert "<datalist" not in other.content.decode()


def test_an_unknown_version_is_refused_with_its_sentence(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    workbook_answers.save(
        step=world.step_of(cast.lea, 1), activity="consolidation", repeat="", value={"why": "A"}, seen={},
        by=cast.editor, at=NOON,
    )  # fmt: skip
    refused = signed_in(cast.editor).post(PAGE, form("B", version=9))
    assert refused.status_code == 409
    assert "another time" in refused.content.decode()


def test_two_who_add_a_row_at_once_add_two(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit) -> None:
    for person, name in ((cast.editor, "Pat"), (cast.approver, "Kim")):
        page = signed_in(person).get(f"{STEP}cim_team/")
        row = next(f for f in page.context["view"].fields if f.key == "members").rows[-1].id
        signed_in(person).post(
            f"{STEP}cim_team/", {"members-rows": [row], f"members-{row}-name": name, "seen-members": 0}
        )
    assert [one["name"] for one in Answer.objects.get().value["members"]] == ["Kim", "Pat"]


def test_an_autosave_next_to_someone_elses_rows_says_so_and_continues(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    def rows(*names: str, **seen: Any) -> dict[str, Any]:
        cells = {f"members-r{number}-name": name for number, name in enumerate(names)}
        return {"members-rows": [f"r{number}" for number in range(len(names))], **cells, **seen}

    team, htmx = f"{STEP}cim_team/", {"HX-Request": "true"}
    signed_in(cast.editor).post(team, rows("Pat", "Kim", **{"seen-members": 0}))
    signed_in(cast.approver).post(team, rows("Pat Lee", "Kim", **{"seen-members": 1}), headers=htmx)
    said = signed_in(cast.editor).post(team, rows("Pat", "Kim Yu", **{"seen-members": 1}), headers=htmx)
    assert "Someone else changed this meanwhile: Team members." in said.content.decode()
    seen = dict(said.context["seen"])
    again = signed_in(cast.editor).post(team, rows("Pat", "Kim Yu-Day", **seen), headers=htmx)
    assert "data-conflict" not in again.content.decode()
    assert [one["name"] for one in Answer.objects.get().value["members"]] == ["Pat Lee", "Kim Yu-Day"]
    for broken in ("{", "[" * 100_000, "7", '[{"_id": 1}]'):
        odd = rows("Pat", "Kim Yu-Day", **{**seen, "base-members": broken})
        assert signed_in(cast.editor).post(team, odd, headers=htmx).status_code == 200
    assert [one["name"] for one in Answer.objects.get().value["members"]] == ["Pat Lee", "Kim Yu-Day"]


def test_a_row_that_was_removed_is_put_back_where_it_was(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    def names() -> list[str]:
        return [one["name"] for one in Answer.objects.get().value["members"]]

    def press(**button: str) -> Any:
        there = {one["_id"]: one["name"] for one in Answer.objects.get().value["members"]}
        cells = {f"members-{row}-name": name for row, name in there.items()}
        seen = {"seen-members": Answer.objects.get().version}
        return editor.post(team, {"members-rows": list(there), **cells, **seen, **button})

    team, editor = f"{STEP}cim_team/", signed_in(cast.editor)
    editor.post(team, {"members-rows": list("abc"), **{f"members-{n}-name": n.upper() for n in "abc"}})
    removed = press(row="remove:members:b").context["removed"]
    assert names() == ["A", "C"]
    press(put_back=removed.asked)
    press(put_back=removed.asked)
    assert names() == ["A", "B", "C"], "the second click changes nothing"
    press(row="up:members:c")
    press(row="down:members:c")
    press(row="down:members:c")
    press(row="up:members:a")
    assert names() == ["A", "B", "C"]
    press(row="duplicate:members:a")
    press(row="duplicate:members:a")
    assert names() == ["A", "A", "A", "B", "C"]
    for odd in ("members:b:x", "members:b:99", "members:z:1", "nothing:b:1", "members:b:" + "9" * 30, ""):
        press(put_back=odd)
    for odd in ("remove:members:z", "burn:members:a", "remove:norms:a", "remove"):
        press(row=odd)
    assert names() == ["A", "A", "A", "B", "C"]


def test_totals_of_the_page_follow_an_autosave(cast: Cast, signed_in: Visit) -> None:
    world.issue_2023(cast, levels={cast.lea.code: "SD"})
    page, htmx = "/plans/0161119/2023/step/3/cceis_budget/", {"HX-Request": "true"}
    editor = signed_in(cast.editor)
    typed = {"alloc_611": "1,000,000", "alloc_619": "0", "lines-rows": "r1", "lines-r1-amount": "58,000"}
    said = editor.post(page, typed, headers=htmx).content.decode()
    assert re.search(r'id="given-total"\s+hx-swap-oob="true"', said)
    assert "$58,000.00 of $150,000.00; $92,000.00 left to place" in said
    seen = {f"seen-{key}": 1 for key in ("alloc_611", "alloc_619", "lines")}
    again = editor.post(page, {**typed, **seen}, headers=htmx).content.decode()
    assert "given-total" not in again, "what reads the same is not sent again"


def test_an_earlier_text_is_restored_and_shown_with_what_it_changed(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    editor = signed_in(cast.editor)
    editor.post(PAGE, form("The first reason", chosen=""))
    editor.post(PAGE, form("The second reason", version=1, chosen=""))
    page = editor.get(f"{PAGE}kept/").content.decode()
    assert "<del>first </del>" in page
    assert "<ins>second </ins>" in page
    first = AnswerVersion.objects.get(version=1)
    for person in (cast.reviewer, cast.ta_provider):
        assert signed_in(person).post(f"{PAGE}kept/", {"restore": f"{first.pk}:why"}).status_code == 403
        assert "Restore this text" not in signed_in(person).get(f"{PAGE}kept/").content.decode()
    for odd in ("", "x", f"{first.pk}:nothing", f"{first.pk + 99}:why", "9" * 40 + ":why", str(first.pk)):
        assert editor.post(f"{PAGE}kept/", {"restore": odd}).status_code == 404, odd
    for _ in range(2):
        assert editor.post(f"{PAGE}kept/", {"restore": f"{first.pk}:why"}).status_code == 302
    answer = Answer.objects.get()
    assert (answer.value["why"], answer.version) == ("The first reason", 3), "the second click changes nothing"
    other = Answer.objects.create(
        step=world.step_of(cast.lea, 1), activity="cim_team", saved_at=NOON, saved_by=cast.editor
    )
    assert editor.post(f"{STEP}cim_team/kept/", {"restore": f"{first.pk}:why"}).status_code == 404
    assert other.version == 0


def test_what_is_typed_is_read_strictly(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit) -> None:
    def said(activity: str, typed: dict[str, Any]) -> str:
        page = signed_in(cast.editor).post(f"{STEP}{activity}/", typed).content.decode()
        return html.unescape(page)

    def came(number: str) -> str:
        rows = {"sessions-rows": "r1", "sessions-r1-attended": number, "sessions-r1-date": "2023-05-02"}
        seen = Answer.objects.filter(activity="educational_partners").values_list("version", flat=True)
        return said("educational_partners", {**rows, "seen-sessions": seen[0] if seen else 0})

    for number, fault in (
        ("12,50", "is not a number"),
        ("1_000", "is not a number"),
        ("-4", "has to be a whole number, 0 or more"),
        ("2.5", "has to be a whole number, 0 or more"),
        ("1,250", ""),
        ("0", ""),
    ):
        sentence = f"“Sessions”, row 1: “How many came” {fault}"
        assert (sentence in came(number)) is bool(fault), number
    when = {"sessions-rows": "r2", "sessions-r2-date": "0026-06-30", "sessions-r2-attended": "3", "seen-sessions": 99}
    when["seen-sessions"] = Answer.objects.get(activity="educational_partners").version
    assert "“Date” is in the year 26. Write all four digits" in said("educational_partners", when)


def test_parts_are_within_wholes_and_ranks_are_given_once(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    editor = signed_in(cast.editor)
    counts = {"a": ("12", "0"), "b": ("-1", "9"), "c": ("3", "3"), "d": ("", "0"), "e": ("x", "2")}
    cells = {
        f"breakdowns-{r}-{key}": n
        for r, two in counts.items()
        for key, n in zip(("numerator", "denominator"), two, strict=True)
    }
    page = html.unescape(
        editor.post(f"{STEP}data_drilldown/5A/", {"breakdowns-rows": list(counts), **cells}).content.decode()
    )
    sentence = "“Numerator” has to be from 0 to “Denominator”, of which it is a part."
    assert [number for number in range(1, 6) if f"row {number}: {sentence}" in page] == [1, 2]
    ranks = {"a": "1", "b": "2", "c": "1", "d": "", "e": ""}
    cells = {f"weaknesses-{r}-rank": rank for r, rank in ranks.items()}
    cells |= {f"weaknesses-{r}-weakness": f"Weakness {r}" for r in ranks}
    page = html.unescape(editor.post(PAGE, {"weaknesses-rows": list(ranks), **cells}).content.decode())
    assert "row 3: “Rank” is the same as in a row above. Give each its own." in page
    assert page.count("is the same as in a row above") == 1
