"""The data of the year, the seal, the steps, and the lists of choices: changed in forms, without YAML."""

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from monitoring.definition import definition_of
from monitoring.definition.models import DefinitionVersion, StepFormsVersion
from monitoring.definition.versions import forms_of
from tests.monitoring.definition.filled import SOURCE, YEAR, comments, looked, saved, there

FORMS = "/step-forms/cim/"


def test_the_data_of_the_year_are_changed_and_a_renamed_source_keeps_its_indicators(browser: Client) -> None:
    new = {"source": "CALPADS", "data_year": "2022–23", "as_of": "2022-10-05", "approved_by": "LEA and SELPA"}
    saved(browser, f"{YEAR}change/data/", {f"new0.{name}": value for name, value in new.items()})
    saved(browser, f"{YEAR}change/indicators/", {"0.data_source": "CALPADS"})
    page = looked(browser, f"{YEAR}change/data/", {"0.source": "CALPADS Fall 1", "0.approved_by": "LEA"})
    assert "Source CALPADS Fall 1" not in page
    version = saved(browser, f"{YEAR}change/data/", {"0.source": "CALPADS Fall 1", "0.approved_by": "LEA"})
    read = definition_of(version)
    (source,) = read.snapshot
    assert (source.source, str(source.as_of), source.approved_by) == ("CALPADS Fall 1", "2022-10-05", "LEA")
    assert read.data_of(read.indicators[0].code) == source
    assert comments(version.source) == comments(SOURCE)
    address = f"{YEAR}change/data/"
    answer = browser.post(address, there(browser, address, {"0.remove": "on"}))
    assert "have no source CALPADS Fall 1" in str(answer.context["form"].non_field_errors())


SVG = '<svg xmlns="http://www.w3.org/2000/svg"\n  viewBox="0 0 10 10"><circle cx="5" cy="5" r="4"/></svg>'


def test_a_seal_is_a_file_that_is_chosen_kept_and_removed(browser: Client) -> None:
    address = f"{YEAR}change/letters/"
    as_drawn = f'<?xml version="1.0"?>\n<!-- made by a program -->\n<!DOCTYPE svg PUBLIC "x" "y">\n{SVG}\n'
    file = SimpleUploadedFile("seal.svg", as_drawn.encode())
    answer = browser.post(address, {**there(browser, address, {"0.seal_text": "A star"}), "0.seal-file": file})
    assert f"a drawing of {len(SVG)} characters" in answer.content.decode()
    form = answer.context["form"]
    browser.post(f"{YEAR}review/", {**{n: form[n].value() for n in ("text", "base", "newest")}, "do": "save"})
    version = DefinitionVersion.objects.latest("number")
    assert (definition_of(version).letterhead.seal.strip(), definition_of(version).letterhead.seal_text) == (
        SVG,
        "A star",
    )
    page = browser.get(address).content.decode()
    assert "data:image/svg+xml,%3Csvg" in page
    sent = there(browser, address) | {"0.seal": SVG.replace("\n", "\r\n")}  # as browsers send it
    assert browser.post(address, sent).status_code == 302
    for wrong in (b"\x89PNG\r\n\x1a\n\x00\x00", b"GIF89a", b"<svg>" + b"x" * 20_000):
        file = SimpleUploadedFile("seal.svg", wrong)
        answer = browser.post(address, {**there(browser, address), "0.seal-file": file})
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"0.seal"})
    answer = browser.post(address, {**there(browser, address), "0.seal-remove": "on"})
    form = answer.context["form"]
    browser.post(f"{YEAR}review/", {**{n: form[n].value() for n in ("text", "base", "newest")}, "do": "save"})
    removed = DefinitionVersion.objects.latest("number")
    assert definition_of(removed).letterhead.seal == ""
    assert comments(removed.source) == comments(SOURCE)


def test_lists_of_choices_are_changed_added_and_removed(browser: Client) -> None:
    address, source = f"{FORMS}change/choices/", Path("fixtures/step_forms/cim.yaml").read_text()
    rows = {row.called: str(row.was) for row in browser.get(address).context["part"].rows}
    new = {"new0.key": "kind_of_school", "new0.values": "elementary\nmiddle\n"}
    saved(browser, address, {f"{rows['sector']}.values": "both\ngeneral education\nspecial education", **new})
    version = StepFormsVersion.objects.latest("number")
    read = forms_of(version)
    assert read.vocabularies["sector"] == ("both", "general education", "special education")
    assert read.vocabularies["kind_of_school"] == ("elementary", "middle")
    assert comments(version.source) == comments(source)
    assert "Kind of school" in browser.get(FORMS).content.decode()
    sector = rows["sector"]
    for changed, name in (
        ({f"{sector}.values": ""}, f"{sector}.values"),
        ({f"{sector}.values": "both\nboth"}, f"{sector}.values"),
        ({f"{sector}.remove": "on"}, ""),
        ({"new0.key": "sector", "new0.values": "x"}, ""),
        ({"new0.key": "Not a key", "new0.values": "x"}, "new0.key"),
    ):
        answer = browser.post(address, there(browser, address, changed))
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {name or "__all__"}), changed


def test_steps_and_holidays_are_named(browser: Client) -> None:
    saved(browser, f"{YEAR}change/steps/", {"0.name": "Gather", "0.purpose": "To know."})
    read = definition_of(saved(browser, f"{YEAR}change/year/", {"0.holidays": "2023-11-23\n2023-11-24"}))
    assert (read.steps[0].name, read.steps[0].purpose) == ("Gather", "To know.")
    assert [str(day) for day in read.holidays] == ["2023-11-23", "2023-11-24"]
    assert "November 23, 2023, November 24, 2023" in browser.get(f"{YEAR}?version=3").content.decode()
    address = f"{YEAR}change/year/"
    answer = browser.post(address, there(browser, address, {"0.holidays": "Thanksgiving"}))
    assert set(answer.context["form"].errors) == {"0.holidays"}
