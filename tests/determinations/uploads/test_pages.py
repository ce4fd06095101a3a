"""The pages of uploads: a page a format, a page an upload, and what a second click does."""

import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from determinations.uploads import guide, services
from determinations.uploads.declaring import Format
from determinations.uploads.formats import FORMATS
from determinations.uploads.models import Upload
from monitoring.definition import definition_of
from monitoring.files import keeping
from monitoring.people.models import Person
from monitoring.work import jobs
from monitoring.work.models import Job
from monitoring.years.models import Year
from tests import world
from tests.cast import NOON, Cast
from tests.determinations.made import WARNED, WRONG, checked
from tests.determinations.uploads.world import UPLOADS

SignIn = Callable[[Person], Client]


def words_of(page: Any) -> str:
    """Return what the page says, without its tags."""
    text = page.content.decode().partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def submit(browser: Client, text: str, *, format: str = "ranks", name: str = "ranks.csv") -> Any:
    file = SimpleUploadedFile(name, text.encode())
    return browser.post(reverse("receive_upload", args=[2023]), {"format": format, "file": file}, follow=True)


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
def test_a_formats_page_says_what_each_column_is(
    cast: Cast, opened_2023: Year, signed_in: SignIn, form: Format
) -> None:
    page = signed_in(cast.monitor).get(reverse("upload_format", args=[2023, form.name]))
    text = words_of(page)
    assert form.choice in text
    for column in form.columns:
        for said in (column.name, column.says, column.kind.title, *column.aliases):
            assert said.replace("'", "&#x27;").replace(">", "&gt;").replace("<", "&lt;") in text
    rows = re.findall(r"<tr>.*?</tr>", page.content.decode(), flags=re.DOTALL)[1:]
    assert [
        " no " not in re.sub(r"<[^>]+>", " ", row) or not one.required
        for row, one in zip(rows, form.columns, strict=True)
    ]


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
def test_a_formats_empty_files_have_its_columns_and_are_taken_as_that_format(
    cast: Cast, opened_2023: Year, signed_in: SignIn, form: Format
) -> None:
    browser, columns = signed_in(cast.monitor), guide.header(form)
    text = browser.get(reverse("upload_template_csv", args=[2023, form.name]))
    book = browser.get(reverse("upload_template_xlsx", args=[2023, form.name]))
    assert text.content.decode("utf-8-sig").splitlines() == [",".join(columns)]
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).worksheets[0]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [columns]
    for page, ending in ((text, "csv"), (book, "xlsx")):
        name = f"{form.name}-2023-template.{ending}"
        assert page.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        upload = services.check_file(
            year=opened_2023, format=form.name, name=name, content=page.content, by=cast.administrator, at=NOON
        )
        assert set(upload.problems.values_list("code", flat=True)) <= {
            "no_rows",
            "unknown_part",
        }  # the Dashboard has three


def test_words_of_the_years_definition_are_on_the_page_of_a_format(
    cast: Cast, opened_2023: Year, signed_in: SignIn
) -> None:
    definition = definition_of(opened_2023.definition)
    browser = signed_in(cast.monitor)
    levels = words_of(browser.get(reverse("upload_format", args=[2023, "levels"])))
    assert ", ".join(level.code for level in definition.levels) in levels
    categories = words_of(browser.get(reverse("upload_format", args=[2023, "determinations"])))
    assert ", ".join(category.code for category in definition.determinations.categories) in categories
    assert browser.get(reverse("upload_format", args=[2023, "weather"])).status_code == 404


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
def test_every_format_is_uploaded_in_the_browser_and_its_upload_has_a_page(
    cast: Cast, published_2023: Year, signed_in: SignIn, form: Format
) -> None:
    browser = signed_in(cast.administrator)
    assert f'value="{form.name}"' in browser.get(reverse("uploads", args=[2023])).content.decode()
    accepted = (UPLOADS / "accepted" / f"{form.name}.csv").read_text()
    columns = ",".join(column.name for column in form.columns)
    for text in (accepted, f"{columns}\n", "nothing,that,fits\n1,2,3\n"):
        page = submit(browser, text, format=form.name, name=f"{form.name}-susp.csv")
        here = page.redirect_chain[-1][0]
        assert form.called() in words_of(page)
        jobs.work_off()
        text = words_of(browser.get(here))
        assert form.called() in text
        assert "What happens next" in text
        assert f"/years/2023/uploads/formats/{form.name}/" in browser.get(here).content.decode()
    assert Upload.objects.filter(format=form.name, status="received").count() == 0
    listed = browser.get(reverse("uploads", args=[2023])).content.decode()
    assert listed.count(f"{form.name}-susp.csv") == 3


def test_the_form_says_what_to_correct_next_to_each_field(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    page = browser.post(reverse("receive_upload", args=[2023]), {"format": "weather"})
    assert page.status_code == 422
    assert "Nothing was uploaded" in words_of(page)
    text = page.content.decode()
    assert re.search(r'aria-describedby="\s*id_format-error"\s+aria-invalid="true"', text)
    assert re.search(r'aria-describedby="id_file-hint\s+id_file-error"\s+aria-invalid="true"', text)
    assert 'accept=".csv,.tsv,.txt,.xlsx"' in text
    assert "Choose a file." in text


def test_an_upload_goes_from_the_form_to_published_in_the_browser(
    cast: Cast, opened_2023: Year, signed_in: SignIn
) -> None:
    browser = signed_in(cast.administrator)
    page = submit(browser, WARNED)
    here = page.redirect_chain[-1][0]
    assert "Waiting for a worker" in page.content.decode()
    assert 'hx-trigger="every 1s"' in page.content.decode()
    assert "HX-Refresh" not in browser.get(f"{here}progress/").headers
    jobs.work_off()
    assert browser.get(f"{here}progress/").headers["HX-Refresh"] == "true"
    text = browser.get(here).content.decode()
    assert "I have read the 1 warning below and accept" in text
    assert "1 warning is not accepted yet" in text  # why it cannot be published
    assert browser.post(f"{here}publish/").status_code == 409
    assert browser.post(f"{here}accept/").status_code == 422
    browser.post(f"{here}accept/", {"accepted": "yes"})
    assert b"1 row is published and counts for 2023" in browser.post(f"{here}publish/", follow=True).content
    again = browser.post(f"{here}publish/")
    assert again.status_code == 409
    assert (
        "This is “Published” now, and “Publish” needs it to be “Ready to publish”. Nothing was changed."
        in again.content.decode()
    )
    assert Upload.objects.get().status == "published"


def test_the_same_bytes_again_lead_to_the_upload_that_holds_them(
    cast: Cast, opened_2023: Year, signed_in: SignIn
) -> None:
    browser = signed_in(cast.administrator)
    submit(browser, world.RANKS)
    page = submit(browser, world.RANKS, name="copy.csv")
    assert b"These bytes are here already." in page.content
    assert (Upload.objects.count(), Job.objects.count()) == (1, 1)


def test_a_file_that_is_too_large_is_refused_on_the_form(
    cast: Cast, opened_2023: Year, signed_in: SignIn, settings: Settings
) -> None:
    settings.UPLOAD_LIMIT = 10
    page = submit(signed_in(cast.administrator), world.RANKS)
    assert page.status_code == 422
    assert b"the limit is" in page.content
    assert not Upload.objects.exists()


def test_problems_come_by_kind_first_and_as_files(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    upload = checked(cast, opened_2023, WRONG.replace("9999999", "=9999999"))
    browser = signed_in(cast.monitor)
    page = browser.get(reverse("upload", args=[2023, upload.pk]), {"code": "out_of_range"}).content.decode()
    assert "1 problem with the code out_of_range" in page
    assert "percent_rank is 155.5, outside 0 to 100. Correct it." in page
    csv = browser.get(reverse("problems_table", args=[2023, upload.pk, "csv"])).content.decode("utf-8-sig").splitlines()
    assert csv[0] == "row,column,code,value,message,severity"
    assert csv[2].startswith("3,lea_code,bad_code,'=9999999,")  # no cell starts a formula
    document = browser.get(reverse("problems_json", args=[2023, upload.pk])).json()
    assert [p["row"] for p in document["problems"]] == [2, 3]
    original = browser.get(reverse("uploaded_file", args=[2023, upload.pk]))
    assert original.content == keeping.content(upload.file_id)
    assert original.headers["Content-Disposition"].startswith("attachment")


def test_a_hostile_cell_and_file_name_are_text(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    content = WRONG.replace("9999999", "<script>alert(1)</script>").encode()
    received = services.receive(
        year=opened_2023, format="ranks", name="<script>x</script>.csv", content=content, by=cast.administrator, at=NOON
    )
    upload = services.start_check(upload=received.upload, by=cast.administrator, at=NOON)
    services.check(upload=upload, at=NOON, report=lambda done, total: None)
    page = signed_in(cast.monitor).get(reverse("upload", args=[2023, upload.pk])).content.decode()
    assert "<script>alert" not in page
    assert "<script>x" not in page


def test_a_check_that_broke_off_says_so_and_offers_another(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    submit(browser, world.RANKS)
    Job.objects.update(state="failed", ended_at=NOON, fault="Given up after 3 workers died of it.")
    upload = Upload.objects.get()
    assert b"Given up after 3 workers died of it." in browser.get(reverse("upload", args=[2023, upload.pk])).content
    Job.objects.update(fault="ValueError: what is in a cell")
    page = browser.get(reverse("upload", args=[2023, upload.pk])).content
    assert b"A fault in the portal itself (ValueError)." in page
    assert b"what is in a cell" not in page
    assert browser.post(reverse("check_upload", args=[2023, upload.pk])).status_code == 302
    assert browser.post(reverse("check_upload", args=[2023, upload.pk])).status_code == 409
    jobs.work_off()
    assert Upload.objects.get().status == "ready"
