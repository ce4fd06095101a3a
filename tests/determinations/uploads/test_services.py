"""An upload from its bytes to its being superseded, and every way in which a move is refused."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from determinations.uploads import problems, queries, services
from determinations.uploads.formats import FORMATS
from determinations.uploads.models import IndicatorResult, Rank, Upload
from monitoring.files import keeping
from monitoring.ledger import ledger
from monitoring.ledger.models import Event
from monitoring.places.models import Lea, Selpa
from monitoring.work import jobs
from monitoring.work.models import Job
from monitoring.years.models import Year
from tests import world
from tests.broken import NotWrittenError, ledger_that_fails
from tests.cast import NOON, Cast
from tests.determinations.made import RANKS, WARNED, WRONG, checked, open_like_2023, received

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def year(opened_2023: Year) -> Year:
    return opened_2023


def test_a_file_goes_from_received_to_published_and_the_ledger_tells_it(cast: Cast, year: Year) -> None:
    upload = checked(cast, year, world.RANKS)
    assert (upload.status, upload.rows, upload.errors) == ("ready", 3, 0)
    services.publish(upload=upload, by=cast.administrator, at=LATER)
    assert Rank.objects.published(2023).count() == 3
    assert list(Event.objects.of(upload).order_by("pk").values_list("move", "target", "by__name")) == [
        ("receive", "received", "Ada Administrator"),
        ("start_check", "checking", "Ada Administrator"),
        ("pass_check", "ready", None),
        ("publish", "published", "Ada Administrator"),
    ]


@pytest.mark.parametrize("move", ["receive", "start_check", "accept_warnings", "publish", "withdraw", "request_check"])
def test_nobody_but_an_administrator_moves_an_upload(cast: Cast, year: Year, move: str) -> None:
    upload = checked(cast, year, WARNED)
    words = {"year": year, "format": "ranks", "name": "ranks.csv", "content": b"x"} if move == "receive" else {}
    for person in (cast.monitor, cast.reviewer, cast.approver, cast.newcomer):
        with pytest.raises(ledger.NotYou):
            getattr(services, move)(**(words or {"upload": upload}), by=person, at=LATER)
    assert Upload.objects.get().status == "ready"


def test_an_upload_with_errors_is_refused_keeps_no_row_and_cannot_be_published(cast: Cast, year: Year) -> None:
    upload = checked(cast, year, WRONG)
    assert (upload.status, upload.errors) == ("refused", 2)
    assert list(upload.problems.order_by("row").values_list("row", "column", "code")) == [
        (2, "percent_rank", "out_of_range"),
        (3, "lea_code", "unknown_lea"),
    ]
    assert not Rank.objects.exists()
    with pytest.raises(ledger.NotNow, match="This is “Refused” now"):
        services.publish(upload=upload, by=cast.administrator, at=LATER)


def test_warnings_have_to_be_accepted_once(cast: Cast, year: Year) -> None:
    upload = checked(cast, year, WARNED)
    with pytest.raises(ledger.Incomplete, match="1 warning is not accepted yet"):
        services.publish(upload=upload, by=cast.administrator, at=LATER)
    services.accept_warnings(upload=upload, by=cast.administrator, at=LATER)
    with pytest.raises(services.NothingToAccept):
        services.accept_warnings(upload=upload, by=cast.administrator, at=LATER)
    services.publish(upload=upload, by=cast.administrator, at=LATER)
    assert Upload.objects.get().warnings_accepted_by == cast.administrator


def test_what_was_refused_has_no_warnings_to_accept(cast: Cast, year: Year) -> None:
    with pytest.raises(services.NothingToAccept):
        services.accept_warnings(upload=checked(cast, year, WRONG), by=cast.administrator, at=LATER)


def test_the_same_bytes_say_so_and_change_nothing(cast: Cast, year: Year) -> None:
    first = received(cast, year, world.RANKS)
    again = services.receive(
        year=year, format="ranks", name="other.csv", content=world.RANKS.encode(), by=cast.administrator, at=LATER
    )
    assert again.again
    assert again.upload == first
    assert Event.objects.of(first).count() == 1


def test_refused_bytes_are_taken_anew_because_the_directory_may_have_changed(cast: Cast, year: Year) -> None:
    first = checked(cast, year, WRONG)
    assert received(cast, year, WRONG) != first


def test_a_correction_supersedes_and_keeps_the_old(cast: Cast, year: Year) -> None:
    world.publish(year, "ranks", world.RANKS, by=cast.administrator)
    world.publish(year, "ranks", RANKS + "2023,0161119,intensive,9\n", by=cast.administrator)
    old, new = Upload.objects.order_by("pk")
    assert (old.status, new.status) == ("superseded", "published")
    assert keeping.content(old.file_id) == world.RANKS.encode()
    assert Rank.objects.filter(upload=old).count() == 3
    assert [str(r.percent_rank) for r in Rank.objects.published(2023)] == ["9.0000"]


def test_when_the_event_cannot_be_written_nothing_is_published(cast: Cast, year: Year) -> None:
    world.publish(year, "ranks", world.RANKS, by=cast.administrator)
    upload = checked(cast, year, RANKS + "2023,0161119,intensive,9\n")
    services.accept_warnings(upload=upload, by=cast.administrator, at=LATER, gone=2)
    with pytest.raises(NotWrittenError), ledger_that_fails():
        services.publish(upload=upload, by=cast.administrator, at=LATER)
    assert list(Upload.objects.order_by("pk").values_list("status", flat=True)) == ["published", "ready"]
    assert Rank.objects.published(2023).count() == 3


def test_a_directory_makes_its_selpas_and_leas_and_brings_the_others_up_to_date(cast: Cast, year: Year) -> None:
    header = world.LEAS.splitlines()[0]
    text = (
        f"{header}\n01611190000000,Alder Unified District,Alameda,0199,Bay SELPA,district,640\n"
        "19646590000000,La Canada Unified,Los Angeles,1912,Foothill,district,300\n"
    )
    before = Lea.objects.count()
    world.publish(year, "leas", text, by=cast.administrator)
    assert Lea.objects.count() == before + 1  # the LEAs that the directory lacks stay
    assert Lea.objects.get(code="0161119").name == "Alder Unified District"
    assert str(Lea.objects.get(code="1964659").selpa) == "Foothill"
    assert Selpa.objects.get(code="1912").leas.get().county.name == "Los Angeles"


def test_an_older_years_directory_changes_nothing_of_today(cast: Cast, year: Year) -> None:
    world.publish(year, "leas", world.LEAS, by=cast.administrator)
    earlier = open_like_2023(cast, 2022)
    text = (
        f"{world.LEAS.splitlines()[0]}\n01611190000000,Old Alder,Alameda,1099,Old Valley,county_office,600\n"
        "19646590000000,La Canada Unified,Los Angeles,1912,Foothill,district,300\n"
    )
    world.publish(earlier, "leas", text, by=cast.administrator)
    alder = Lea.objects.get(code="0161119")
    assert (alder.name, alder.selpa.code, alder.lea_type) == ("Alder Unified", "0199", "district")
    assert Selpa.objects.get(code="1099").name == "Valley SELPA"
    assert Lea.objects.get(code="1964659").name == "La Canada Unified"  # the only directory that has it
    then, now = alder.as_of(earlier.pk), alder.as_of(year.pk)
    assert (then.name, then.selpa_name, then.lea_type, then.swd_count) == (
        "Old Alder",
        "Old Valley",
        "county_office",
        600,
    )
    assert (now.name, now.selpa_name, now.swd_count) == ("Alder Unified", "Bay SELPA", 640)
    assert earlier.leas.count() == 2
    world.publish(earlier, "leas", text.replace("Old Alder", "Older Alder"), by=cast.administrator)
    assert alder.as_of(earlier.pk).name == "Older Alder"


def test_a_file_that_is_too_large_is_neither_kept_nor_read(cast: Cast, year: Year, settings: Settings) -> None:
    settings.UPLOAD_LIMIT = 50
    with pytest.raises(services.TooLarge) as refused:
        received(cast, year, world.RANKS)
    assert refused.value.problem.code == "too_large"
    assert not Upload.objects.exists()


def test_an_unknown_format_is_refused_with_those_there_are(cast: Cast, year: Year) -> None:
    with pytest.raises(services.UnknownFormat, match=", ".join(FORMATS)):
        received(cast, year, world.RANKS, format="weather")


def test_another_formats_file_is_refused_by_its_name(cast: Cast, year: Year) -> None:
    upload = checked(cast, year, world.RANKS, format="levels")
    assert upload.problems.get().message.startswith("This looks like the “ranks” file, and “levels” is expected.")


@pytest.mark.parametrize("text", [world.RANKS, WRONG])
def test_what_is_not_published_can_be_withdrawn_and_what_is_cannot(cast: Cast, year: Year, text: str) -> None:
    upload = checked(cast, year, text)
    services.withdraw(upload=upload, by=cast.administrator, at=LATER)
    assert Upload.objects.get().status == "withdrawn"
    with pytest.raises(ledger.NotNow):
        services.withdraw(upload=upload, by=cast.administrator, at=LATER)
    world.publish(year, "ranks", world.RANKS, by=cast.administrator)
    with pytest.raises(ledger.NotNow):
        services.withdraw(upload=Upload.objects.get(status="published"), by=cast.administrator, at=LATER)


def test_nothing_is_published_while_its_check_runs(cast: Cast, year: Year) -> None:
    upload = services.start_check(upload=received(cast, year, world.RANKS), by=cast.administrator, at=NOON)
    with pytest.raises(ledger.NotNow, match="This is “Being checked” now"):
        services.publish(upload=upload, by=cast.administrator, at=LATER)


def test_a_check_that_ends_after_the_upload_was_withdrawn_keeps_nothing(cast: Cast, year: Year) -> None:
    taken = services.take_in(
        year=year, format="ranks", name="r.csv", content=world.RANKS.encode(), by=cast.administrator, at=NOON
    )
    services.withdraw(upload=taken.upload, by=cast.administrator, at=NOON)
    jobs.work_off()
    assert Job.objects.get().state == "failed"
    assert Upload.objects.get().status == "withdrawn"
    assert not Rank.objects.exists()


def test_a_check_that_broke_off_can_be_asked_for_again_and_one_that_runs_cannot(cast: Cast, year: Year) -> None:
    taken = services.take_in(
        year=year, format="ranks", name="r.csv", content=world.RANKS.encode(), by=cast.administrator, at=NOON
    )
    with pytest.raises(services.BeingChecked):
        services.request_check(upload=taken.upload, by=cast.administrator, at=LATER)
    Job.objects.update(state="failed", ended_at=LATER, fault="Given up after 3 workers died of it.")
    assert services.broke_off(Upload.objects.get())
    services.request_check(upload=taken.upload, by=cast.administrator, at=LATER)
    jobs.work_off()
    assert Upload.objects.get().status == "ready"


def test_an_export_is_imported_again_as_it_was(cast: Cast, year: Year) -> None:
    text = (
        "year,lea_code,indicator,label,rate,target,target_met\n"
        "2023,0161119,1,,--,'=90,NA\n2023,0161119,77,Own measure,'-- ,>1,NA\n"
    )
    upload = checked(cast, year, text, format="indicators")
    assert not upload.errors
    rows = IndicatorResult.objects.filter(upload=upload).order_by("row")
    assert [(r.rate_text, r.target_text, r.indicator) for r in rows] == [
        ("--", "=90", "1"),
        ("--", ">1", "77 Own measure"),
    ]


def test_a_file_full_of_faults_is_reported_in_part_and_counted_in_full(cast: Cast, year: Year) -> None:
    count = problems.MOST_LISTED + 500
    rows = "".join(f"2023,99999{number % 100:02},zz {number},1x,foo,perhaps\n" for number in range(count))
    upload = checked(cast, year, "year,lea_code,indicator,rate,target,target_met\n" + rows, format="indicators")
    assert (upload.errors, upload.warnings) == (4 * count, count)
    document = services.document(upload)
    assert (document["errors"], document["warnings"]) == (4 * count, count)
    assert isinstance(document["problems"], list)
    assert len(document["problems"]) == 5 * (problems.MOST_LISTED + 1)
    assert {group.count for group in queries.problem_groups(upload)} == {count}
    last = upload.problems.get(code="unknown_lea", count__gt=1)
    assert (last.row, last.count, last.column) == (problems.MOST_LISTED + 2, 500, "lea_code")
    assert last.message.startswith("500 more rows have this problem")


def test_a_check_that_ends_while_its_page_is_drawn_did_not_break_off(cast: Cast, year: Year) -> None:
    received = services.take_in(
        year=year, format="ranks", name="ranks.csv", content=RANKS.encode(), by=cast.administrator, at=LATER
    )
    read_before = Upload.objects.get(pk=received.upload.pk)
    services.check(upload=read_before, at=LATER, report=lambda done, total: None)
    Job.objects.update(state="done", ended_at=LATER)
    read_before.status = Upload.Status.CHECKING
    assert not services.broke_off(read_before)
