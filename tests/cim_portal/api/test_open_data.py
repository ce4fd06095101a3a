"""The open data: each table as CSV and Parquet with the columns of the dictionary, streamed, and not sent twice."""

import csv
import io
from datetime import date

import pytest
from django.test import Client
from pyarrow import parquet

from cim_portal.api.datasets import DATASETS
from cim_portal.api.description import api
from determinations.runs.models import Run
from improvement_plans.plans.models import Plan
from tests import world
from tests.cast import Cast


def content(name: str, kind: str, year: int = 2023) -> bytes:
    answer = Client().get(f"/open-data/{name}/{year}.{kind}")
    assert answer.status_code == 200
    assert answer.streaming
    return bytes(answer.getvalue())


@pytest.mark.parametrize("name", DATASETS)
def test_csv_parquet_dictionary_and_api_say_the_same(issued_2023: dict[str, Plan], name: str) -> None:
    lines = list(csv.DictReader(io.StringIO(content(name, "csv").decode("utf-8-sig"))))
    table = parquet.read_table(io.BytesIO(content(name, "parquet")))
    columns = list(lines[0])
    assert columns == table.column_names == DATASETS[name].columns
    rows = table.to_pylist()
    assert [["" if v is None else str(v) for v in row.values()] for row in rows] == [
        list(row.values()) for row in lines
    ]
    page = " ".join(Client().get("/open-data/").content.decode().split())
    schemas = api.get_openapi_schema()["components"]["schemas"]
    described = {**schemas["Measured"]["properties"], **schemas["Level"]["properties"], **schemas["Lea"]["properties"]}
    for column in columns:
        assert f"<code>{column}</code>" in page
        assert column in described
        assert table.schema.field(column).metadata[b"description"].decode()


def test_parquet_has_numbers_and_dates(issued_2023: dict[str, Plan]) -> None:
    levels = parquet.read_table(io.BytesIO(content("levels", "parquet"))).to_pylist()
    assert (levels[0]["year"], levels[0]["level"], levels[0]["issued_on"]) == (2023, "T2", date(2023, 3, 20))
    indicators = parquet.read_table(io.BytesIO(content("indicators", "parquet"))).to_pylist()
    assert next(row["rate"] for row in indicators if row["indicator"] == "1") == 76.47


def test_what_did_not_change_is_not_sent_again(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    first = Client().get("/open-data/levels/2023.csv")
    assert "max-age" in first.headers["Cache-Control"]
    again = Client().get("/open-data/levels/2023.csv", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    world.correct_2023(cast, world.INDICATORS.replace("276,640,43.13%", "282,640,44.06%"))
    later = Client().get("/open-data/levels/2023.csv", headers={"If-None-Match": first.headers["ETag"]})
    assert later.status_code == 200


def test_nothing_is_open_before_it_is_published(determined_2023: Run) -> None:
    assert Client().get("/open-data/levels/2023.csv").status_code == 404
    assert "Nothing is published yet" in Client().get("/open-data/").content.decode()


@pytest.mark.parametrize(
    "address", ["people/2023.csv", "levels/1999.csv", "levels/99999999999999999999.csv", "levels/2023.xls"]
)
def test_there_is_no_other_table(issued_2023: dict[str, Plan], address: str) -> None:
    assert Client().get(f"/open-data/{address}").status_code == 404


def test_a_table_takes_as_many_queries_as_another(
    cast: Cast, issued_2023: dict[str, Plan], django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(16):  # type: ignore[operator]  # the library does not say its kind
        content("indicators", "csv")
