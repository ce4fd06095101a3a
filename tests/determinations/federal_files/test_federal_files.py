"""The files for the federal office: the columns that the definition names, filled from what is published."""

import csv
import json
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from openpyxl import load_workbook

from monitoring.definition import DefinitionRefused
from monitoring.definition import services as definition_services
from monitoring.definition.federal import VALUES
from monitoring.people.models import Person
from monitoring.years import services as years_services
from monitoring.years.models import Year
from tests import definitions, world
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]
HERE = "/years/2023/federal-files/"
MOE = (Path("fixtures") / "uploads" / "accepted" / "moe.csv").read_text() + "2023,1030642,NA,NA,,--,none,,,\n"


def in_columns(cast: Cast, year: Year, columns: list[dict[str, str]]) -> None:
    """Have the definition of the year name these columns."""
    document = definitions.document(2023)
    document["federal_columns"] = columns
    text = definitions.dumped(document)
    version = definition_services.load_definition(text=text, by=cast.administrator, at=NOON)
    years_services.use_definition(year=year, version=version, by=cast.administrator, at=NOON)


def test_a_row_says_what_was_uploaded_in_the_columns_of_the_definition(
    cast: Cast, published_2023: Year, signed_in: SignIn
) -> None:
    world.publish(published_2023, "moe", MOE, by=cast.administrator)
    client = signed_in(cast.monitor)
    first, second, third = json.loads(client.get(f"{HERE}?panel=moe_ceis&as=json").getvalue())
    assert first == {
        "LEA": "0161119",
        "Name of LEA": "Alder Unified",
        "Section 611 allocation": 1582300,
        "Section 611 allocation, year before": None,
        "Section 619 allocation": 260000,
        "Section 619 allocation, year before": None,
        "Determination": None,
        "MOE met": "Yes",
        "MOE reduction": 0,
        "Required to reserve": "Yes",
        "Reserved by choice": "No",
        "Reserved": 276345,
        "Children who received CEIS": 412,
        "Children who received CEIS and then special education": None,
    }
    assert (second["Reserved by choice"], second["MOE reduction"], second["MOE met"]) == ("Yes", 1200.5, "No")
    assert (third["Required to reserve"], third["Reserved"], third["MOE met"]) == ("No", None, "")
    page = client.get(HERE).content.decode()
    assert "276345.00" in page
    assert "whether it had to reserve funds for comprehensive CEIS" in page
    assert "No data are published for this file." not in page.partition('id="disproportionality"')[0]
    book = load_workbook(BytesIO(client.get(f"{HERE}?panel=moe_ceis&as=xlsx").content))
    assert [cell.value for cell in book.worksheets[0][2]][:3] == ["0161119", "Alder Unified", 1582300]


def test_ratios_are_those_of_the_portal(cast: Cast, published_2023: Year, signed_in: SignIn) -> None:
    world.publish(published_2023, "disproportionality", world.COUNTS, by=cast.administrator)
    rows = json.loads(signed_in(cast.monitor).get(f"{HERE}?panel=disproportionality&as=json").getvalue())
    assert [(row["Race or ethnicity"], row["Children in the category"], row["Ratio"], row["Kind"]) for row in rows] == [
        ("Hispanic or Latino", 18, 3, "risk ratio"),
        ("White", 44, 0.33, "risk ratio"),
    ]
    assert {row["Category"] for row in rows} == {"Specific learning disability"}


def test_columns_that_are_not_named_are_said_not_to_be_set(cast: Cast, published_2023: Year, signed_in: SignIn) -> None:
    in_columns(cast, published_2023, [])
    client = signed_in(cast.monitor)
    assert client.get(HERE).content.decode().count("The columns of this file are not set by the state yet.") == 2
    assert json.loads(client.get(f"{HERE}?panel=moe_ceis&as=json").getvalue()) == []


def test_every_value_that_a_column_may_hold_is_given(cast: Cast, published_2023: Year, tmp_path: Path) -> None:
    world.publish(published_2023, "moe", MOE, by=cast.administrator)
    world.publish(published_2023, "disproportionality", world.COUNTS, by=cast.administrator)
    every = [(file, value) for file, values in VALUES.items() for value in reversed(values)]
    in_columns(cast, published_2023, [{"file": file, "heading": f"*{value}", "value": value} for file, value in every])
    for file, count in (("moe_ceis", 3), ("disproportionality", 2)):
        out = tmp_path / f"{file}.csv"
        words = ("--year", "2023", "--format", "csv", "--out", str(out))
        call_command("export", f"federal_{file}", *words, stderr=StringIO())
        heads, *rows = csv.reader(out.read_text("utf-8-sig").splitlines())
        assert heads == [f"*{value}" for of, value in every if of == file]
        assert len(rows) == count
        assert rows[0][heads.index("*cds_code")] == "01611190000000"


def test_a_file_value_or_heading_that_cannot_be_is_refused(cast: Cast) -> None:
    document = definitions.document(2023)
    document["federal_columns"] = [
        {"file": "fs231", "heading": "LEA", "value": "lea_code"},
        {"file": "moe_ceis", "heading": "LEA", "value": "ratio"},
        {"file": "moe_ceis", "heading": "LEA", "value": "lea_code"},
    ]
    with pytest.raises(DefinitionRefused) as refused:
        definition_services.load_definition(text=definitions.dumped(document), by=cast.administrator, at=NOON)
    said = str(refused.value)
    assert "There is no federal file fs231. The files are moe_ceis, disproportionality." in said
    assert "There is no value ratio. The values of moe_ceis are year, lea_code" in said
    assert "Two columns of a file cannot have the same heading, LEA." in said
