"""Several files at once, each known by its columns; and a file that was taken for something else."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cim_portal.lib import sheets
from determinations.uploads import reading, services
from determinations.uploads.formats import FORMATS
from determinations.uploads.models import Rank, Upload
from monitoring.definition import services as definition_services
from monitoring.files import keeping
from monitoring.ledger.models import Event
from monitoring.people.models import Person
from monitoring.work.models import Job
from monitoring.years import services as years_services
from monitoring.years.models import Year
from tests import definitions, world
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]
ACCEPTED = sorted(Path("fixtures/uploads/accepted").glob("*.csv"))
RECEIVE, LIST = "/years/2023/uploads/receive/", "/years/2023/uploads/"
RANKS_OF_MORE = f"{world.RANKS}2023,0161333,intensive,7\n"
OF_WORLD = {
    "a.csv": ("ranks", world.RANKS),
    "b.csv": ("indicators", world.INDICATORS),
    "c.csv": ("leas", world.LEAS),
    "d.csv": ("disproportionality", world.COUNTS),
}


def sent(browser: Client, files: Mapping[str, str], **typed: str) -> Any:
    them = [SimpleUploadedFile(name, text.encode()) for name, text in files.items()]
    return browser.post(RECEIVE, {"file": them, **typed}, follow=True)


@pytest.mark.parametrize("path", ACCEPTED, ids=lambda path: path.name)
def test_each_file_that_is_accepted_is_recognized_as_what_it_is(path: Path) -> None:
    found = reading.recognized(path.read_bytes(), name=path.name)
    assert found is not None
    assert path.name.startswith(found.name), found.name


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
def test_the_template_of_each_format_is_recognized(form: Any) -> None:
    columns = [column.name for column in form.columns]
    for content in (sheets.csv_bytes(columns, []), sheets.xlsx_bytes(columns, [], sheet="x")):
        assert reading.recognized(content, name="file.csv") is form


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"PK\x03\x04no", b"name,weather\na,b\n", b"%PDF-1.7"])
def test_what_is_none_of_them_is_not_recognized(content: bytes) -> None:
    assert reading.recognized(content, name="file.csv") is None


def test_several_files_are_each_taken_for_what_they_are(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    page = sent(signed_in(cast.administrator), {name: text for name, (_form, text) in OF_WORLD.items()})
    assert page.redirect_chain == [(LIST, 302)]
    assert dict(Upload.objects.values_list("file_name", "format")) == {n: form for n, (form, _) in OF_WORLD.items()}
    assert Upload.objects.order_by("pk").values_list("format", flat=True)[0] == "leas"
    assert Job.objects.filter(kind=services.CHECK).count() == 4
    text = page.content.decode()
    assert "c.csv: Directory of LEAs." in text
    assert "a.csv: " in text
    again = sent(signed_in(cast.administrator), {name: text for name, (_form, text) in OF_WORLD.items()})
    assert again.content.decode().count("These bytes were here already.") == 4
    assert Upload.objects.count() == 4


def test_a_file_that_no_one_knows_is_named_and_nothing_is_taken(
    cast: Cast, opened_2023: Year, signed_in: SignIn
) -> None:
    page = sent(signed_in(cast.administrator), {"a.csv": world.RANKS, "weather.csv": "name,weather\na,b\n"})
    assert page.status_code == 422
    assert "weather.csv: no kind of file has these columns." in page.content.decode()
    assert not Upload.objects.exists()
    many = {f"{number}.csv": world.RANKS for number in range(21)}
    assert sent(signed_in(cast.administrator), many).status_code == 422


def test_a_wrong_kind_and_a_wrong_year_are_corrected_without_another_upload(
    cast: Cast, opened_2023: Year, signed_in: SignIn
) -> None:
    definition_services.load_definition(text=definitions.text(2024), by=cast.administrator, at=NOON)
    years_services.open_year(year=2024, by=cast.administrator, at=NOON)
    browser = signed_in(cast.administrator)
    sent(browser, {"mine.csv": world.LEAS}, format="ranks")
    wrong = Upload.objects.get()
    here = f"{LIST}{wrong.pk}/"
    page = browser.get(here)
    assert f'action="{here}take-as/"' in page.content.decode()
    assert page.context["meant"]["format"].value() == "ranks"
    answer = browser.post(f"{here}take-as/", {"format": "leas", "year": "2024", "how": "replace"}, follow=True)
    right = Upload.objects.exclude(pk=wrong.pk).get()
    assert answer.redirect_chain == [(f"/years/2024/uploads/{right.pk}/", 302)]
    wrong.refresh_from_db()
    assert (wrong.status, right.format, right.year.year, right.file_id) == ("withdrawn", "leas", 2024, wrong.file_id)
    assert "The file is taken as Directory of LEAs of 2024." in answer.content.decode()
    assert Event.objects.of(wrong).filter(move="withdraw", by=cast.administrator).count() == 1


def test_a_file_is_checked_again_once_more_is_known(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    words = {"year": opened_2023, "format": "ranks", "name": "r.csv", "content": RANKS_OF_MORE.encode()}
    refused = services.check_file(**words, by=cast.administrator, at=NOON)  # type: ignore[arg-type]
    assert refused.status == "refused"
    new = "01613330000000,Elder Unified,Alameda,0199,Bay SELPA,district,150\n"
    world.publish(opened_2023, "leas", world.LEAS + new, by=cast.administrator)
    browser = signed_in(cast.administrator)
    browser.post(f"{LIST}{refused.pk}/take-as/", {"format": "ranks", "year": "2023", "how": "replace"})
    again = Upload.objects.get(format="ranks", status="checking")
    assert services.check(upload=again, at=NOON, report=lambda done, total: None).status == "ready"


def test_what_counts_already_is_not_taken_for_something_else(
    cast: Cast, published_2023: Year, signed_in: SignIn
) -> None:
    browser, upload = signed_in(cast.administrator), Upload.objects.get(format="ranks")
    assert "take-as" not in browser.get(f"{LIST}{upload.pk}/").content.decode()
    answer = browser.post(f"{LIST}{upload.pk}/take-as/", {"format": "leas", "year": "2023", "how": "replace"})
    assert answer.status_code == 409
    assert Upload.objects.get(format="ranks") == upload
    assert "take-as" not in signed_in(cast.monitor).get(f"{LIST}{upload.pk}/").content.decode()


def test_one_row_is_corrected_in_a_form_with_its_reason(cast: Cast, published_2023: Year, signed_in: SignIn) -> None:
    browser, here = signed_in(cast.administrator), f"{LIST}formats/ranks/amend/"
    assert f'href="{here}"' in browser.get(f"{LIST}formats/ranks/").content.decode()
    fields = browser.get(here).context["form"].fields
    assert [*fields] == [*(column.name for column in FORMATS["ranks"].columns), "reason"]
    assert fields["percent_rank"].label == "Percent rank"
    for name in ("leas", "indicators", "disproportionality", "levels", "determinations", "timelines"):
        form = browser.get(f"{LIST}formats/{name}/amend/").context["form"]
        assert not {str(field.label) for field in form.fields.values()} & {*form.fields}
        assert [*form.fields] == [*(column.name for column in FORMATS[name].own_columns), "reason"]
    row = {"year": "2023", "lea_code": "0161127", "evaluation": "intensive", "percent_rank": "3"}
    assert browser.post(here, row).status_code == 422  # without a reason
    answer = browser.post(here, {**row, "reason": "Entered twice."})
    upload = Upload.objects.get(amends=True)
    assert answer.headers["Location"] == f"{LIST}{upload.pk}/"
    assert (upload.reason, upload.status) == ("Entered twice.", "checking")
    assert keeping.content(upload.file_id).decode("utf-8-sig").splitlines() == [",".join(row), ",".join(row.values())]
    checked = services.check(upload=upload, at=NOON, report=lambda done, total: None)
    services.publish(upload=checked, by=cast.administrator, at=NOON)
    ranks = Rank.objects.published(2023).order_by("lea__code").values_list("percent_rank", flat=True)
    assert [float(rank) for rank in ranks] == [55.5, 3.0, 2.0]
    assert "Entered twice." in browser.get(f"{LIST}{upload.pk}/").content.decode()


def test_the_form_of_a_correction_begins_with_the_row_that_counts(
    cast: Cast, published_2023: Year, signed_in: SignIn
) -> None:
    browser, here = signed_in(cast.administrator), f"{LIST}formats/indicators/amend/"
    several = browser.get(here, {"lea": "alder"})
    rows = several.context["rows"]
    assert [(row.row, row.cells["indicator"]) for row in rows] == [(2, "1"), (3, "3A-ELA"), (4, "5A"), (5, "4A")]
    assert several.context["chosen"] is None
    assert {tuple(row.cells) for row in rows} == {tuple(column.name for column in FORMATS["indicators"].own_columns)}
    chosen = browser.get(here, {"lea": "alder", "row": rows[2].key})
    form = chosen.context["form"]
    assert [form[name].value() for name in ("lea_code", "indicator", "numerator", "rate", "target", "target_met")] == [
        *("0161119", "5A", "276", "43.13%", ">=60.0%", "No")
    ]
    unchanged = {field.html_name: field.value() or "" for field in form} | {"reason": "The count was one too low."}
    browser.post(here, {**unchanged, "numerator": "277", "rate": "43.28%"})
    checked = services.check(upload=Upload.objects.get(amends=True), at=NOON, report=lambda done, total: None)
    services.publish(upload=checked, by=cast.administrator, at=NOON)
    again = browser.get(here, {"lea": "0161119"})
    assert {row.cells["indicator"]: row.cells["numerator"] for row in again.context["rows"]} == {
        "1": "52",
        "3A-ELA": "282",
        "4A": "",
        "5A": "277",
    }
    only = browser.get(f"{LIST}formats/leas/amend/", {"lea": "Cedar"})
    assert only.context["form"]["lea_name"].value() == "Cedar Charter"
    assert "The form has row 4 of leas.csv: Cedar Charter" in only.content.decode()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("nowhere", "No LEA has these words."),
        ("r", "More than one LEA has these words."),
        ("Cedar", "No row of Cedar Charter is published."),
    ],
)
def test_a_correction_of_an_lea_without_a_row_says_so(
    cast: Cast, published_2023: Year, signed_in: SignIn, words: str, said: str
) -> None:
    page = signed_in(cast.administrator).get(f"{LIST}formats/disproportionality/amend/", {"lea": words})
    assert said in page.content.decode()
    assert page.context["chosen"] is None


def test_a_row_that_is_wrong_is_refused_like_any_file(cast: Cast, published_2023: Year, signed_in: SignIn) -> None:
    row = {"year": "2022", "lea_code": "0999999", "evaluation": "intensive", "percent_rank": "many", "reason": "None."}
    signed_in(cast.administrator).post(f"{LIST}formats/ranks/amend/", row)
    checked = services.check(upload=Upload.objects.get(amends=True), at=NOON, report=lambda done, total: None)
    assert checked.status == "refused"
    assert {"other_year", "unknown_lea"} <= set(checked.problems.values_list("code", flat=True))


def test_there_is_no_row_to_correct_before_a_file_counts(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    browser, here = signed_in(cast.administrator), f"{LIST}formats/ranks/amend/"
    row = {"year": "2023", "lea_code": "0161127", "evaluation": "intensive", "percent_rank": "3", "reason": "x"}
    for page in (browser.get(here), browser.post(here, row)):
        assert "so there is no row to correct" in " ".join(page.content.decode().split())
    assert not Upload.objects.exists()
    assert browser.get(f"{LIST}formats/dashboard/amend/").status_code == 404
