"""What a run read leaves the house as one file, and gives the same levels on a portal that knew nothing."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from determinations.runs.models import Run
from determinations.uploads.models import IndicatorResult, Upload
from monitoring.definition import services as definition_services
from monitoring.definition.models import DefinitionVersion
from monitoring.files.models import Kept
from monitoring.places.models import Lea, Selpa
from monitoring.years import services as years_services
from monitoring.years.models import Year
from tests import world
from tests.cast import NOON, Cast
from tests.owner import by_owner

COUNTS = "year,lea_code,category,group,outcome,base\n{year},0161119,3,HI,20,100\n{year},0161119,3,WH,54,900\n"


def said(command: str, *words: str) -> Any:
    out = io.StringIO()
    call_command(command, *words, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def two_years(cast: Cast) -> None:
    """Alder is disproportionate in 2022 and 2023, and in 2023 a code has lost its zero, which is a warning."""
    text = Path("fixtures/definitions/2022.yaml").read_text()
    definition_services.load_definition(text=text, by=cast.administrator, at=NOON)
    before = years_services.open_year(year=2022, by=cast.administrator, at=NOON)
    world.publish(before, "leas", world.LEAS, by=cast.administrator)
    world.publish(before, "disproportionality", COUNTS.format(year=2022), by=cast.administrator)
    year = world.publish_2023(cast)
    world.publish(year, "disproportionality", COUNTS.format(year=2023), by=cast.administrator)
    world.publish(year, "levels", "year,lea_code,level\n2023,161127,I1\n", by=cast.administrator)


def empty() -> None:
    """Have a portal that knows nothing: no year, no LEA, no upload, and whatever hangs on them."""
    tables = [model._meta.db_table for model in (Year, DefinitionVersion, Lea, Selpa, Kept, IndicatorResult)]
    by_owner("SET CONSTRAINTS ALL IMMEDIATE", f"TRUNCATE {', '.join(tables)} CASCADE")


def test_the_same_inputs_give_the_same_levels_on_a_portal_that_knew_nothing(two_years: None, tmp_path: Path) -> None:
    file = tmp_path / "inputs.zip"
    determined = said("determine", "--year", "2023", "--final")
    explained = said("explain", "0161119", "--year", "2023")
    assert determined["counts"] == {"I1": 1, "I3": 1, "T3": 1}
    call_command("export_inputs", "--year", "2023", "--out", str(file), stderr=io.StringIO())
    with transaction.atomic():
        empty()
        assert not Run.objects.exists()
        call_command("import_inputs", str(file), stdout=io.StringIO())
        assert said("determine", "--year", "2023", "--final") == determined
        assert said("explain", "0161119", "--year", "2023") == explained
        transaction.set_rollback(True)


def test_the_run_page_lists_each_file_and_gives_all_of_them(two_years: None, client: Client, cast: Cast) -> None:
    said("determine", "--year", "2023")
    client.force_login(cast.monitor)
    page = client.get("/years/2023/runs/1/").content.decode()
    assert Run.objects.get().inputs_sha256 in page
    published = Upload.objects.filter(status="published", year__year=2023)
    assert all(sha256 in page for sha256 in published.values_list("file", flat=True))
    response = client.get("/years/2023/runs/1/inputs.zip")
    with zipfile.ZipFile(io.BytesIO(response.content)) as packed:
        manifest = json.loads(packed.read("manifest.json"))
    assert {(one["year"], one["format"]) for one in manifest["uploads"]} == {
        (2022, "leas"),
        (2022, "disproportionality"),
        *((2023, form) for form in ("leas", "indicators", "disproportionality", "ranks", "levels")),
    }


def refused(*words: str) -> str:
    err = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command(*words, stderr=err)
    assert ended.value.code == 1
    return err.getvalue()


def test_inputs_are_not_mixed_with_years_that_are_there(two_years: None, tmp_path: Path) -> None:
    said("determine", "--year", "2023")
    call_command("export_inputs", "--year", "2023", "--out", str(tmp_path / "inputs.zip"), stderr=io.StringIO())
    assert "2022 is open here already" in refused("import_inputs", str(tmp_path / "inputs.zip"))


def test_what_is_no_archive_or_was_changed_is_refused_and_leaves_nothing(two_years: None, tmp_path: Path) -> None:
    said("determine", "--year", "2023")
    file, changed = tmp_path / "inputs.zip", tmp_path / "changed.zip"
    call_command("export_inputs", "--year", "2023", "--out", str(file), stderr=io.StringIO())
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(changed, "w") as other:
        for name in whole.namelist():
            other.writestr(
                name, whole.read(name).replace(b"0161119", b"0161127") if "uploads" in name else whole.read(name)
            )
    before = Upload.objects.count()
    assert "its SHA-256 differs" in refused("import_inputs", str(changed))
    assert "not an archive" in refused("import_inputs", "manage.py")
    assert Upload.objects.count() == before


def test_a_year_in_which_nothing_was_determined_has_no_inputs(two_years: None, tmp_path: Path) -> None:
    assert "Nothing was determined for 2023" in refused("export_inputs", "--year", "2023", "--out", str(tmp_path / "x"))
