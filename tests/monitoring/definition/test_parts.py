"""A document changed list by list: rows that are added, changed, moved and removed, as an administrator fills them in."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from determinations.runs.models import Run
from improvement_plans.plans.models import Plan
from improvement_plans.workbook.models import Answer
from monitoring.definition import condition_in_words, definition_of, target_in_words
from monitoring.definition import services as definition_services
from monitoring.definition.models import DefinitionVersion, StepFormsVersion
from monitoring.definition.versions import forms_of
from monitoring.people.models import Person
from tests import world
from tests.cast import NOON, Cast
from tests.monitoring.definition.filled import SOURCE, YEAR, comments, looked, saved, there

SignIn = Callable[[Person], Client]
FORMS = "/step-forms/cim/"


def parts_of(browser: Client, page: str, first: str) -> list[str]:
    others = browser.get(f"{page}change/{first}/").context["others"]
    return [f"{page}change/{first}/", *(address for address, _title in others)]


EVERY = 4  # of the parts, which are many and alike


@pytest.mark.parametrize(("page", "first"), [(YEAR, "levels"), (FORMS, "activities")])
def test_a_form_that_is_sent_as_it_is_changes_nothing(browser: Client, page: str, first: str) -> None:
    for address in parts_of(browser, page, first)[::EVERY]:
        answer = browser.post(address, there(browser, address))
        assert (answer.status_code, answer.headers.get("Location")) == (302, address), address
    assert DefinitionVersion.objects.count() == 1


@pytest.mark.parametrize(("page", "first"), [(YEAR, "levels"), (FORMS, "activities")])
def test_every_form_is_reached_from_the_page_of_the_document(browser: Client, page: str, first: str) -> None:
    links = browser.get(page).content.decode()
    for address in parts_of(browser, page, first):
        assert f'href="{address}?version=1"' in links, address


def test_a_level_is_added_and_another_changed(browser: Client) -> None:
    new = {
        "code": "U",
        "name": "Universal",
        "tier": "universal",
        "order": "5",
        "support": "None.",
        "requires": "Nothing.",
    }
    changed = {f"new0.{name}": value for name, value in new.items()} | {
        "1.name": "Intensive, third level",
        "1.reviewers": "state",
        "1.steps": ["1", "2"],
    }
    page = looked(browser, f"{YEAR}change/levels/", changed)
    assert "Level U (Universal) is new" in page
    assert DefinitionVersion.objects.count() == 1
    version = saved(browser, f"{YEAR}change/levels/", changed)
    read = definition_of(version)
    assert read.level("U").tier == "universal"
    assert (read.level("I3").reviewers, read.level("I3").steps) == (("state",), (1, 2))
    assert read.level("I3").name == "Intensive, third level"
    assert comments(version.source) == comments(SOURCE)
    assert "# the band of 2022; the state's page of 2023 was not found" in version.source


def test_rules_are_moved_added_and_removed_and_comments_go_with_theirs(browser: Client) -> None:
    changed = {
        "0.place": "3",
        "7.remove": "on",
        "new0.ends_in": "T1",
        "new0.join": "any",
        "new0.tests.0.fact": "missed_elements",
        "new0.tests.0.test": "at_least",
        "new0.tests.0.value": "2",
        "new0.tests.1.fact": "lre_rank",
        "new0.tests.1.test": "in",
        "new0.tests.1.value": "[10, 12)",
    }
    version = saved(browser, f"{YEAR}change/rules/", changed)
    read = definition_of(version)
    assert [one.level for one in read.rules] == ["SL", "I3", "SD", "I2", "I1", "T3", "T2", "T1"]
    assert condition_in_words(read.rules[-1].when).count("at least 2") == 1
    assert "(any of" in condition_in_words(read.rules[-1].when) or " or " in condition_in_words(read.rules[-1].when)
    lines = version.source.splitlines()
    above = next(n for n, line in enumerate(lines) if "The band of 2022, since" in line)
    assert "level: I2" in lines[above + 1]
    assert comments(version.source) == comments(SOURCE)


def test_a_test_of_a_rule_is_changed_and_another_joins_it(browser: Client) -> None:
    changed = {
        "5.tests.0.value": "3",
        "6.tests.1.fact": "swd_count",
        "6.tests.1.test": "more_than",
        "6.tests.1.value": "50",
    }
    read = definition_of(saved(browser, f"{YEAR}change/rules/", changed))
    either, both = read.rules[5].when.any_of, read.rules[6].when.all_of
    assert either is not None
    assert both is not None
    assert [len(either), either[0].at_least] == [4, 3]
    assert [one.fact for one in both] == ["missed_elements", "swd_count"]


def test_what_cannot_be_is_said_at_its_field(browser: Client) -> None:
    address = f"{YEAR}change/rules/"
    for changed, name in (
        ({"2.tests.0.value": "0 to 4"}, "2.tests.0.value"),
        ({"6.tests.0.value": "three"}, "6.tests.0.value"),
        ({"new0.ends_in": "T1"}, "new0.tests.0.fact"),
        ({"0.place": "5", "6.tests.0.value": "three"}, "6.tests.0.value"),
    ):
        answer = browser.post(address, there(browser, address, changed))
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {name}, answer.context["form"].errors
    levels = f"{YEAR}change/levels/"
    answer = browser.post(levels, there(browser, levels, {"1.order": "many", "2.remove": "on"}))
    assert answer.status_code == 422
    assert "1.order" in answer.context["form"].errors
    answer = browser.post(levels, there(browser, levels, {"2.remove": "on"}))
    assert "Rule 4: There is no level I2." in str(answer.context["form"].non_field_errors())
    assert DefinitionVersion.objects.count() == 1


def test_tasks_come_and_go_with_their_dates(browser: Client) -> None:
    task = {"title": "Submit Step 1", "levels": ["T2", "T3"], "step": "1", "due_date": "2023-06-30"}
    version = saved(browser, f"{YEAR}change/tasks/", {f"new0.{name}": value for name, value in task.items()})
    added = definition_of(version).tasks[-1]
    assert (added.title, added.levels, added.step, str(added.due_date)) == (
        "Submit Step 1",
        ("T2", "T3"),
        1,
        "2023-06-30",
    )
    version = saved(browser, f"{YEAR}change/tasks/", {"0.remove": "on", "1.remove": "on"})
    assert definition_of(version).tasks == ()
    version = saved(browser, f"{YEAR}change/tasks/", {f"new0.{name}": value for name, value in task.items()})
    assert [one.title for one in definition_of(version).tasks] == ["Submit Step 1"]
    assert comments(version.source) == comments(SOURCE)


def test_targets_are_pasted_from_a_spreadsheet(browser: Client) -> None:
    address = f"{YEAR}change/targets/"
    sheet = (
        "Code\tMust be\tValue\tWhat decides\tStatus\tFrom\n1\tat least\t90%\tthe rate against the target\t\t\n"
        "3A-ELA\tmore than\t95\twhat the file says\tshown and not counted\t2023-01-01\nX\t>\t1\t\t\t\n"
    )
    answer = browser.post(address, there(browser, address, {"do": "paste", "pasted": sheet}))
    page = answer.content.decode()
    assert "2 rows were filled in" in page
    assert "“X” is no indicator of this year." in page
    form = answer.context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    answer = browser.post(address, {**data, "do": "look"})
    form = answer.context["form"]
    data = {name: form[name].value() for name in ("text", "base", "newest")}
    browser.post(f"{YEAR}review/", {**data, "do": "save"})
    version = DefinitionVersion.objects.get(number=2)
    read = definition_of(version)
    found = {one.indicator: (target_in_words(one), one.decides) for one in read.targets}
    assert found == {"1": ("at least 90%, calculated from the rate", "computed"), "3A-ELA": ("more than 95%", "stated")}
    assert next(one.status for one in read.indicators if one.code == "3A-ELA")[0].status == "shown"
    assert "3A-ELA" not in read.counted()
    removed = saved(
        browser, address, {"0.operator": "", "0.value": "", "2.status.0.status": "", "2.status.0.since": ""}
    )
    assert [one.indicator for one in definition_of(removed).targets] == ["3A-ELA"]
    assert comments(removed.source) == comments(SOURCE)


def test_an_indicator_that_goes_takes_its_target_along(browser: Client) -> None:
    saved(browser, f"{YEAR}change/targets/", {"0.operator": ">=", "0.value": "90", "1.operator": "<", "1.value": "8"})
    new = {"new0.code": "18", "new0.name": "State plan", "new0.aliases": "SSIP\nplan"}
    read = definition_of(saved(browser, f"{YEAR}change/indicators/", {"0.remove": "on", **new}))
    assert [one.indicator for one in read.targets] == ["2"]
    assert read.indicator("1") is None
    added = read.indicator("18")
    assert added is not None
    assert added.aliases == ("SSIP", "plan")


def test_contacts_categories_and_the_signature_are_changed(browser: Client) -> None:
    saved(browser, f"{YEAR}change/contacts/", {"0.email": "cim@state.example", "3.remove": "on"})
    saved(browser, f"{YEAR}change/letters/", {"0.signed_by": "A. Director", "0.sender": "State\n1 Main Street\n"})
    changed = {"1.consequences.1.years": "3", "1.consequences.1.text": "More."}
    saved(browser, f"{YEAR}change/categories/", changed)
    read = definition_of(
        saved(
            browser,
            f"{YEAR}change/determination-rules/",
            {"new0.ends_in": "needs_assistance", "new0.tests.0.fact": "missed_elements", "new0.tests.0.value": "2"},
        )
    )
    assert next(one.email for one in read.contacts) == "cim@state.example"
    assert len(read.contacts) == 3
    assert (read.letterhead.signed_by, read.letterhead.sender) == ("A. Director", ("State", "1 Main Street"))
    assert [one.years for one in read.category("needs_assistance").consequences] == [2, 3]
    assert read.determinations.rules[0].when.at_least == 2


def test_requirements_are_added_and_their_findings_counted_otherwise(browser: Client) -> None:
    new = {"new0.code": "PWN", "new0.name": "Prior written notice", "new0.citation": "34 CFR 300.503"}
    version = saved(browser, f"{YEAR}change/requirements/", {"0.counted": "by_instance", **new})
    read = definition_of(version)
    assert read.requirements[0].counted == "by_instance"
    added = read.requirement("PWN")
    assert added is not None
    assert (added.citation, added.counted) == ("34 CFR 300.503", "by_requirement")
    page = browser.get(f"{YEAR}?version={version.number}").content.decode()
    assert "34 CFR 300.503" in page
    assert "each instance is a finding" in page


def test_a_step_gets_an_activity_in_another_order(browser: Client) -> None:
    changed = {
        "0.place": "2",
        "2.remove": "on",
        "new0.activity": "amendment",
        "new0.optional": ["T3"],
    }
    answer = browser.post(f"{YEAR}change/step-1/", there(browser, f"{YEAR}change/step-1/", changed))
    assert answer.status_code == 422
    assert "is here twice" in str(answer.context["form"].errors)
    saved(browser, f"{YEAR}change/step-4/", {"4.remove": "on"})
    read = definition_of(saved(browser, f"{YEAR}change/step-1/", changed))
    first = [one.slug for one in read.activities if one.step == 1]
    assert (first[:3], first[-1]) == (["cim_team", "assurances", "data_drilldown"], "amendment")
    assert read.activity("amendment").optional_for == ("T3",)


def test_fields_of_step_forms_are_added_ordered_and_removed(browser: Client) -> None:
    address = f"{FORMS}change/fields-assurances/"
    new = {"new0.key": "remarks", "new0.label": "Remarks", "new0.kind": "prose"}
    saved(browser, address, {**new, "6.remove": "on", "1.place": "3"})
    version = StepFormsVersion.objects.latest("number")
    fields = [one.key for one in forms_of(version).activities[0].fields]
    assert fields[:3] == ["letter", "requirements_read", "letter_read"]
    assert fields[-1] == "remarks"
    assert "training" not in fields
    assert comments(version.source) == comments(Path("fixtures/step_forms/cim.yaml").read_text())
    needed = f"{FORMS}change/fields-cim_team/"
    answer = browser.post(needed, there(browser, needed, {"0.remove": "on"}))
    assert answer.status_code == 422
    assert "The role roster needs a field with the key members." in str(answer.context["form"].errors)


def test_an_activity_is_added_to_step_forms(browser: Client) -> None:
    new = {"slug": "survey", "title": "Survey", "purpose": "Asks families.", "fields.0.key": "result"}
    new |= {"fields.0.label": "Result", "fields.0.kind": "prose"}
    saved(browser, f"{FORMS}change/activities/", {f"new0.{name}": value for name, value in new.items()})
    added = forms_of(StepFormsVersion.objects.latest("number")).activities[-1]
    assert (added.slug, [one.label for one in added.fields]) == ("survey", ["Result"])


def test_more_rows_keep_what_was_typed(browser: Client) -> None:
    address = f"{YEAR}change/contacts/"
    answer = browser.post(address, there(browser, address, {"do": "more", "new0.name": "First", "0.name": "Other"}))
    form = answer.context["form"]
    assert (form["new0.name"].value(), form["0.name"].value(), "new3.name" in form.fields) == ("First", "Other", True)
    assert not form.errors


@pytest.mark.parametrize("blanks", ["-1", "9999", "x", "", "61"])
def test_a_forged_number_of_rows_is_no_fault_of_the_portal(browser: Client, blanks: str) -> None:
    answer = browser.post(f"{YEAR}change/tasks/", {"base": "1", "newest": "1", "blanks": blanks, "do": "more"})
    assert answer.status_code == 200
    answer = browser.post(f"{YEAR}change/tasks/", {"base": "1", "newest": "1", "blanks": blanks, "do": "look"})
    assert answer.status_code in (302, 422)


def test_a_list_that_is_not_there_is_not_found(browser: Client) -> None:
    assert browser.get(f"{YEAR}change/nothing/").status_code == 404
    assert browser.get(f"{FORMS}change/fields-nothing/").status_code == 404
    assert browser.get(f"{YEAR}change/levels/?version=9").status_code == 404


# Two at once


def reviewed(browser: Client, address: str, changed: Mapping[str, object]) -> dict[str, str]:
    """What the page that says what would change sends when it is saved."""
    form = browser.post(address, there(browser, address, changed)).context["form"]
    return {**{name: form[name].value() for name in ("text", "base", "newest")}, "do": "save"}


def test_of_two_at_once_the_second_sees_the_first_and_both_are_kept(cast: Cast, browser: Client) -> None:
    mine = reviewed(browser, f"{YEAR}change/contacts/", {"0.email": "cim@state.example"})
    later = NOON + timedelta(minutes=5)
    stricter = SOURCE.replace("at_most: 100", "at_most: 99")
    definition_services.load_definition(text=stricter, by=cast.administrator, at=later)
    answer = browser.post(f"{YEAR}review/", mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "was at most 100; is now at most 99" in page
    assert "saving keeps both" in " ".join(page.split())
    assert DefinitionVersion.objects.count() == 2
    form = answer.context["form"]
    browser.post(f"{YEAR}review/", {**{n: form[n].value() for n in ("text", "base", "newest")}, "do": "save"})
    read = definition_of(DefinitionVersion.objects.get(number=3))
    assert read.contacts[0].email == "cim@state.example"
    assert read.rules[1].when.at_most == 99


def test_two_who_change_the_same_part_are_shown_where_they_differ(cast: Cast, browser: Client) -> None:
    mine = reviewed(browser, f"{YEAR}change/contacts/", {"0.email": "mine@state.example"})
    theirs = SOURCE.replace("targetedmonitoring@cde.ca.gov, levels", "theirs@state.example, levels")
    definition_services.load_definition(text=theirs, by=cast.administrator, at=NOON + timedelta(minutes=5))
    answer = browser.post(f"{YEAR}review/", mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "You both changed the same part" in page
    assert "theirs@state.example” to “mine@state.example" in page or "mine@state.example" in page
    assert DefinitionVersion.objects.count() == 2


# What would follow


def test_what_a_change_would_do_to_levels_is_seen_before_it_is_saved(
    cast: Cast, determined_2023: Run, signed_in: SignIn
) -> None:
    browser = signed_in(cast.administrator)
    page = looked(browser, f"{YEAR}change/rules/", {"6.tests.0.value": "99", "7.tests.0.value": "99"})
    assert "LEAs would end in another level than under the version in force." in page
    assert "1 from Targeted Level 2 to No monitoring level" in page
    page = looked(browser, f"{YEAR}change/contacts/", {"0.email": "cim@state.example"})
    assert "No LEA would end in another level" in page


def test_what_goes_is_said_of_the_open_plans_that_use_it(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    step = world.step_of(cast.lea, 1)
    world.fill_step(cast.lea, 1, by=cast.editor)
    used = Answer.objects.filter(step=step).exclude(value={}).first()
    assert used is not None
    browser = signed_in(cast.administrator)
    rows = browser.get(f"{YEAR}change/step-1/").context["part"].rows
    place = next(row.was for row in rows if row.called == used.activity)
    page = looked(browser, f"{YEAR}change/step-1/", {f"{place}.remove": "on"})
    assert f"1 open plan has something in it: {cast.lea.name}." in page
    assert "Plans that are open keep the version they were opened under" in page
    page = looked(browser, f"{FORMS}change/fields-quarterly_report/", {"0.remove": "on"})
    assert "No open plan has anything in it." in page
