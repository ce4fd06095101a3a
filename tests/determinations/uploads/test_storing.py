"""What is stored is what the file says, to the last digit and sign; and the database keeps rows and parents together."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from determinations.uploads import services
from determinations.uploads.models import IndicatorResult, Upload
from monitoring.places.models import Lea
from monitoring.years.models import Year
from tests.cast import NOON, Cast
from tests.determinations.made import checked, received

HEADER = "year,lea_code,indicator,numerator,denominator,rate,target,monitoring_activities\n"


@pytest.fixture
def year(opened_2023: Year) -> Year:
    return opened_2023


def stored(cast: Cast, year: Year, rows: str) -> list[IndicatorResult]:
    """Check a file of these rows and return what was stored, by row."""
    upload = checked(cast, year, HEADER + rows, format="indicators")
    assert not upload.errors
    return list(IndicatorResult.objects.filter(upload=upload).order_by("row"))


@pytest.mark.parametrize(
    ("rate", "value"),
    [("85.70", "85.70"), ("0.3", "0.3"), ("99.123456", "99.123456"), ("70.10%", "70.10"), ("1e1", "10"), (".5", "0.5")],
)
def test_a_number_is_stored_to_its_last_digit_and_as_it_was_written(
    cast: Cast, year: Year, rate: str, value: str
) -> None:
    (row,) = stored(cast, year, f"2023,0161119,5A,,,{rate},,\n")
    assert (row.rate_text, row.rate) == (rate, Decimal(value))


def test_counts_with_separators_and_special_values(cast: Cast, year: Year) -> None:
    first, second = stored(cast, year, '2023,0161119,5A,"1,200","12,000",10%,>=60.05%,\n2023,0161127,5A,NC,*,NC,--,\n')
    assert [first.numerator, first.denominator, first.target] == [1200, 12000, Decimal("60.05")]
    assert (second.numerator, second.denominator, second.rate, second.target) == (None, None, None, None)
    assert (second.rate_text, second.target_text, second.target_operator) == ("NC", "--", "")


def test_a_number_of_very_many_digits_is_stored_as_near_as_the_table_holds(cast: Cast, year: Year) -> None:
    (row,) = stored(cast, year, f"2023,0161119,5A,,,0.{'3' * 20_000},,\n")
    assert row.rate == Decimal("0.333333")


def test_signs_that_mean_something_to_postgresql_are_text(cast: Cast, year: Year) -> None:
    words = ["back\\slash", "\\N", "a\ttab", "two\nlines", "two\r\nlines", 'a "mark"', "naïve – ≥", ""]
    cells = [word.replace('"', '""') for word in words]
    rows = stored(cast, year, "".join(f'2023,0161119,zz{n},,,NC,,"{cell}"\n' for n, cell in enumerate(cells)))
    assert [row.monitoring_activities for row in rows] == words


def test_rows_keep_their_number_in_whatever_order_they_come(cast: Cast, year: Year) -> None:
    rows = stored(cast, year, "2023,0161127,5A,,,1,,\n\n2023,0161119,6A,,,2,,\n2023,0161119,5A,,,3,,\n")
    assert [(row.row, row.rate_text) for row in rows] == [(2, "1"), (4, "2"), (5, "3")]


def test_no_upload_counts_with_a_row_of_an_lea_that_is_not_there(cast: Cast, year: Year) -> None:
    upload = services.start_check(
        upload=received(cast, year, "not read", format="indicators"), by=cast.administrator, at=NOON
    )
    IndicatorResult.objects.create(upload=upload, lea=cast.lea, indicator="5A", row=2)
    IndicatorResult.objects.create(upload=upload, lea_id=999_999_999, indicator="5A", row=3)
    with pytest.raises(IntegrityError, match="of an LEA that is not there"), transaction.atomic():
        Upload.objects.update(status="ready")
    IndicatorResult.objects.filter(row=3).delete()
    assert Upload.objects.update(status="ready") == 1


def test_the_database_takes_no_element_of_an_lea_twice(cast: Cast, year: Year) -> None:
    (row,) = stored(cast, year, "2023,0161119,5A,,,1,,\n")
    with pytest.raises(IntegrityError), transaction.atomic():
        IndicatorResult.objects.create(upload_id=row.upload_id, lea_id=row.lea_id, indicator="5A", row=3)


@pytest.mark.parametrize(("table", "key"), [("monitoring_lea", "lea_id"), ("determinations_upload", "upload_id")])
def test_the_database_lets_no_parent_go_while_rows_are_its(cast: Cast, year: Year, table: str, key: str) -> None:
    (row,) = stored(cast, year, "2023,0161119,5A,,,1,,\n")
    statement = f"DELETE FROM {table} WHERE id = %s"  # noqa: S608 - names of ours
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        with pytest.raises(IntegrityError, match="still belong"), transaction.atomic():
            cursor.execute(statement, [getattr(row, key)])
    assert Lea.objects.filter(pk=row.lea_id).exists()


def test_rows_go_with_their_upload(cast: Cast, year: Year) -> None:
    (row,) = stored(cast, year, "2023,0161119,5A,,,1,,\n")
    Upload.objects.get(pk=row.upload_id).delete()
    assert not IndicatorResult.objects.exists()
