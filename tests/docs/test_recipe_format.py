"""The recipe for an upload format, followed as it is written: its places, and everything that follows from them."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from cim_portal.lib.discovery import Incomplete
from determinations.uploads import formats
from determinations.uploads.models import Rank, Upload
from monitoring.people.models import Person
from monitoring.work import jobs
from monitoring.years.models import Year
from tests.cast import Cast
from tests.determinations.made import checked

ROOT = Path(__file__).resolve().parents[2]
MOST_PLACES = 3
GOOD = "year,lea_code,growth_rank\n2023,0161119,55.5\n2023,0161127,15\n"
HERE = "/years/2023/uploads/"
SignIn = Callable[[Person], Client]


def recipe() -> str:
    """Return what docs/contributor.md says about an upload format."""
    said = (ROOT / "docs" / "contributor.md").read_text().partition("### An upload format")[2]
    return re.split(r"^##", said, maxsplit=1, flags=re.MULTILINE)[0]


def module() -> str:
    """Return the format that the recipe shows."""
    (shown,) = re.findall(r"```python\n(.*?)```", recipe(), flags=re.DOTALL)
    return str(shown)


@pytest.fixture
def package(tmp_path: Path) -> Iterator[Path]:
    """A folder whose modules are found as those of the package of formats are."""
    formats.__path__.append(str(tmp_path))
    yield tmp_path
    formats.__path__.remove(str(tmp_path))
    for path in tmp_path.glob("*.py"):
        sys.modules.pop(f"{formats.__name__}.{path.stem}", None)
        vars(formats).pop(path.stem, None)
    formats.discover()


@pytest.fixture
def growth(package: Path) -> list[Path]:
    """The recipe, followed: the places that it needed."""
    places = [package / "growth.py", package / "accepted" / "growth.csv"]
    places[0].write_text(module())
    places[1].parent.mkdir()
    places[1].write_text(GOOD)
    formats.discover()
    return places


def test_the_recipe_has_no_more_places_than_it_may(growth: list[Path]) -> None:
    numbered = re.findall(r"^[0-9]+\. ", recipe(), flags=re.MULTILINE)
    assert len(growth) <= len(numbered) == MOST_PLACES


def test_the_page_of_uploads_the_column_guide_and_the_templates_follow(
    cast: Cast, published_2023: Year, signed_in: SignIn, growth: list[Path]
) -> None:
    browser = signed_in(cast.administrator)
    page = browser.get(HERE).content.decode()
    assert '<option value="growth"' in page
    assert f"{HERE}formats/growth/" in page
    guide = browser.get(f"{HERE}formats/growth/").content.decode()
    for words in (
        "Growth ranks (growth)",
        "Says where an LEA is among all others",
        "growth_rank",
        "The rank, from 0 to 100.",
    ):
        assert words in guide
    empty = browser.get(f"{HERE}formats/growth/template.csv").content.decode("utf-8-sig")
    assert empty.splitlines() == ["year,lea_code,growth_rank"]
    assert browser.get(f"{HERE}formats/growth/template.xlsx").content.startswith(b"PK")


def test_a_file_goes_through_the_page_to_its_rows(
    cast: Cast, published_2023: Year, signed_in: SignIn, growth: list[Path]
) -> None:
    browser = signed_in(cast.administrator)
    file = SimpleUploadedFile("growth.csv", growth[1].read_bytes())
    browser.post(f"{HERE}receive/", {"format": "growth", "file": file})
    jobs.work_off()
    upload = Upload.objects.get(format="growth")
    assert (upload.status, upload.rows, upload.errors) == ("ready", 2, 0)
    browser.post(f"{HERE}{upload.pk}/publish/")
    published = Rank.objects.published(2023).filter(evaluation="growth").order_by("lea__code")
    assert [(row.lea.code, str(row.percent_rank)) for row in published] == [
        ("0161119", "55.5000"),
        ("0161127", "15.0000"),
    ]


def test_the_command_takes_it(published_2023: Year, growth: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_data", "growth", str(growth[1]), "--year", "2023", "--publish", "--json")
    document = json.loads(capsys.readouterr().out)
    assert (document["format"], document["rows"], document["published"]) == ("growth", 2, True)


def test_its_file_is_named_where_another_is_expected(cast: Cast, published_2023: Year, growth: list[Path]) -> None:
    upload = checked(cast, published_2023, GOOD, format="levels")
    assert upload.problems.get().message.startswith("This looks like the “growth” file, and “levels” is expected.")


def test_no_other_code_asks_for_a_format_by_name() -> None:
    names = "|".join(formats.FORMATS)
    asks = re.compile(rf"\bformat(__in)?\b\"?\]?\s*(=|==|!=|in|:)\s*[\[(]?[\"']({names})[\"']")
    apps = [ROOT / app for app in ("cim_portal", "monitoring", "determinations", "improvement_plans", "templates")]
    files = [path for app in apps for path in app.rglob("*") if path.suffix in (".py", ".html")]
    assert not [str(path) for path in files if asks.search(path.read_text())]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("growth.py", "", "has no FORMAT, a Format"),
        ("growth.py", module().replace('"growth ranks"', '""'), "the format growth does not say: title"),
        (
            "growth.py",
            module().replace('"The rank, from 0 to 100."', '""'),
            "the column growth_rank does not say: says",
        ),
        ("growing.py", module(), "is called growth"),
        ("growth.py", module().replace("growth ranks", "percentage ranks"), "both the title percentage ranks"),
        ("growth.py", module().replace('"growth_rank"', '"level"'), "both the columns lea_code, level, year"),
        ("growth.py", module().replace('Column("growth_rank"', 'Column("year"'), "has a column twice"),
    ],
)
def test_a_format_that_is_incomplete_or_there_already_stops_the_start(
    package: Path, name: str, text: str, says: str
) -> None:
    before = dict(formats.FORMATS)
    (package / name).write_text(text)
    with pytest.raises(Incomplete, match=says):
        formats.discover()
    assert before == formats.FORMATS
