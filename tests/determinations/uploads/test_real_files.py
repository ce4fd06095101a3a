"""Files of other people, which are no part of the repository: imported as they are, and the dirty ones told as such.

Where their folder is not there, neither are these tests: see `conftest.py`.
"""

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from determinations.uploads.formats import FORMATS
from determinations.uploads.models import IndicatorResult
from tests import world
from tests.cast import Cast
from tests.determinations.made import open_like_2023
from tests.determinations.uploads.real import REAL
from tests.determinations.uploads.world import examine, insist


def test_the_real_graduation_file_of_2019_is_imported_as_it_is(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    year = open_like_2023(cast, 2019)
    rows = [
        line.split("\t") for line in (REAL / "directory" / "pubdistricts_2020_nocontacts.txt").read_text().splitlines()
    ]
    directory = world.LEAS.partition("\n")[0] + "\n"
    directory += "".join(
        f'{row[0]}0000000,"{row[2]}",{row[1]},{row[0][:2]}99,Some SELPA {row[0][:2]},district,100\n' for row in rows[1:]
    )
    world.publish(year, "leas", directory, by=cast.administrator)
    file = REAL / "dashboard" / "graduation2019_SWD.txt"
    call_command("import_data", "dashboard", file, year=2019, publish=True, accept_warnings=True, json=True)
    document = json.loads(capsys.readouterr().out)
    assert (document["published"], document["errors"], document["rows"]) == (True, 0, 2807)
    # 459 districts, two of which the directory has as the parts that they are made of, and the charter of the cast.
    assert document["accepted"] == 458
    assert {one["code"] for one in document["problems"]} == {"district_not_in_directory"}
    assert (
        IndicatorResult.objects.filter(upload__year=year, rate=None, rate_text="--", denominator__lt=11).count() == 81
    )


def test_the_real_local_report_of_2017_18_has_no_problem(cast: Cast) -> None:
    _, found = examine((REAL / "apr" / "apr_local_2017_18_partial.csv").read_bytes())
    assert found == []


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_dirty_files_of_other_people(form: str) -> None:
    for path in sorted(path for path in REAL.rglob("*") if path.is_file()):
        insist(path.read_bytes(), name=path.name, form=form)


def test_the_naughty_strings_stand_in_each_column_of_each_format() -> None:
    naughty = (REAL / "dirty" / "blns.txt").read_text().splitlines()
    for form in FORMATS.values():
        header = [column.name for column in form.columns] + (["type"] if form.parts else [])
        out = io.StringIO()
        csv.writer(out).writerows([header, *([line] * len(header) for line in naughty if line)])
        insist(out.getvalue().encode(), name="upload.csv", form=form.name)
