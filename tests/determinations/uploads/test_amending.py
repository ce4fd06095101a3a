"""A file that amends what is published: only its rows change, and whatever is done in whatever order has one outcome."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from determinations.disproportionality import cells
from determinations.levels import beforehand, determining, inputs
from determinations.runs import queries as runs_queries
from determinations.uploads import comparison, services
from determinations.uploads.models import DirectoryRow, DisproportionalityCount, Rank, Upload
from monitoring.ledger.ledger import Incomplete
from monitoring.places.models import Lea, LeaYear
from monitoring.years.models import Year
from tests import world
from tests.cast import NOON, Cast

HEADER = "year,lea_code,evaluation,percent_rank\n"
AMENDS = services.How(amends=True)


def amend(year: Year, format: str, text: str, cast: Cast, *, name: str = "amendment.csv") -> Upload:
    """Check a file that amends what is published, and publish it."""
    return services.publish_file(
        year=year, format=format, name=name, content=text.encode(), by=cast.administrator, at=NOON, how=AMENDS
    )


def ranks(year: int = 2023) -> dict[str, tuple[str, str, int]]:
    """Return the rank that counts of each LEA, with the file and the row that it is of."""
    rows = Rank.objects.published(year).values_list("lea__code", "percent_rank", "upload__file_name", "row")
    found = {code: (f"{rank:f}".rstrip("0").rstrip("."), file, row) for code, rank, file, row in rows}
    assert len(found) == len(rows)
    return found


def test_groups_that_are_kept_as_one_are_amended_together(cast: Cast, published_2023: Year) -> None:
    header = "year,lea_code,category,group,outcome,base\n"
    whole = world.COUNTS + "2023,0161119,3,AS,12,300\n2023,0161119,3,FI,7,80\n"
    world.publish(published_2023, "disproportionality", whole, by=cast.administrator)

    def amended(rows: str) -> Upload:
        return services.check_file(
            year=published_2023,
            format="disproportionality",
            name="amendment.csv",
            content=(header + rows).encode(),
            by=cast.administrator,
            at=NOON,
            how=AMENDS,
        )

    filipino, asian = "2023,0161119,3,FI,8,80\n", "2023,0161119,3,AS,13,300\n"
    alone = amended("2023,0161119,3,WH,45,880\n" + filipino)
    problem = alone.problems.get()
    assert (alone.status, problem.code, problem.row) == ("refused", "part_of_a_group", 3)
    assert "Add the row of AS for the same LEA and category." in problem.message
    perhaps = amended(asian)
    assert (perhaps.status, perhaps.problems.get().code) == ("ready", "group_holds_another")
    both = amended(asian + filipino)
    assert (both.status, both.problems.count()) == ("ready", 0)
    services.publish(upload=both, by=cast.administrator, at=NOON)
    counted = DisproportionalityCount.objects.published(2023).get(group="AS")
    assert (counted.outcome, counted.base) == (21, 380)


def test_only_its_rows_change_and_each_fact_names_the_file_and_row_that_counts(
    cast: Cast, published_2023: Year
) -> None:
    amend(published_2023, "ranks", HEADER + "2023,0161127,intensive,1\n", cast)
    assert ranks() == {
        "0161119": ("55.5", "ranks.csv", 2),
        "0161127": ("1", "amendment.csv", 2),
        "1030642": ("2", "ranks.csv", 4),
    }
    run = determining.determine(year=published_2023, version=published_2023.definition, by=cast.administrator, at=NOON)
    explained = determining.explain(lea_code="0161127", year=2023)
    assert explained["level"] == "I3"
    assert "amendment.csv, row 2, percent_rank" in json.dumps(explained)
    assert Upload.objects.filter(format="ranks", status="published").count() == 2
    assert set(run.uploads.filter(format="ranks").values_list("position", flat=True)) == {0, 1}


def test_what_is_amended_is_amended_again_and_then_replaced(cast: Cast, published_2023: Year) -> None:
    first, second = (HEADER + f"2023,0161127,intensive,{rank}\n" for rank in (1, 3))
    one, two = amend(published_2023, "ranks", first, cast), amend(published_2023, "ranks", second, cast)
    again = amend(published_2023, "ranks", first, cast, name="once more.csv")
    assert len({one.pk, two.pk, again.pk}) == 3
    assert ranks()["0161127"] == ("1", "once more.csv", 2)
    same = amend(published_2023, "ranks", first, cast)
    assert same == again
    world.publish(published_2023, "ranks", world.RANKS, by=cast.administrator)
    assert ranks()["0161127"] == ("15", "ranks.csv", 3)
    assert Upload.objects.filter(format="ranks", status="superseded").count() == 4


def test_a_run_keeps_what_it_read_when_that_is_amended_later(cast: Cast, published_2023: Year) -> None:
    run = determining.determine(year=published_2023, version=published_2023.definition, by=cast.administrator, at=NOON)
    lea = Lea.objects.get(code="0161119")
    text = world.INDICATORS.splitlines()[0] + "\n2023,0161119,5A,576,640,90.00%,>=60.0%,Yes\n"
    amend(published_2023, "indicators", text, cast)
    amend(
        published_2023,
        "disproportionality",
        "year,lea_code,category,group,outcome,base\n2023,0161119,3,HI,1,120\n",
        cast,
    )
    of_run = {one.indicator: one.met for one in runs_queries.elements_of(run, [lea.pk])[lea.pk]}
    assert of_run["5A"] == "No"
    later = determining.determine(
        year=published_2023, version=published_2023.definition, by=cast.administrator, at=NOON
    )
    assert later != run
    elements = {one.indicator: (one.met, one.file) for one in runs_queries.elements_of(later, [lea.pk])[lea.pk]}
    assert elements["5A"] == ("Yes", "amendment.csv")
    assert elements["1"] == ("No", "indicators.csv")
    for read, outcomes in ((run, [18, 44]), (later, [1, 44])):
        standing = cells.standing(year=2023, settings=cells.settings_of(published_2023), uploads=cells.read_by(read))
        assert standing is not None
        found = cells.cells(standing, lea=lea.pk)
        assert [cell.outcome for cell in found] == outcomes
        alone = cells.standing(
            year=2023, settings=cells.settings_of(published_2023), uploads=cells.read_by(read), lea=lea
        )
        assert alone is not None
        assert cells.cells(alone, lea=lea.pk) == found
    assert [cell.file for cell in found] == ["amendment.csv", ""]


def test_an_amended_directory_changes_one_lea_and_keeps_the_others(cast: Cast, published_2023: Year) -> None:
    header, alder, *_ = world.LEAS.splitlines()
    amend(
        published_2023,
        "leas",
        f"{header}\n{alder.replace('Alder Unified', 'Alder Joint').replace('640', '641')}\n",
        cast,
    )
    assert sorted(LeaYear.objects.filter(year=published_2023).values_list("name", "swd_count")) == [
        ("Alder Joint", 641),
        ("Birch Elementary", 210),
        ("Cedar Charter", 150),
    ]
    assert DirectoryRow.objects.published(2023).count() == 3
    assert Lea.objects.get(code="0161119").name == "Alder Joint"


def test_the_comparison_shows_what_an_amendment_changes_and_nothing_as_gone(cast: Cast, published_2023: Year) -> None:
    amend(published_2023, "ranks", HEADER + "2023,0161127,intensive,3\n", cast)
    upload = services.check_file(
        year=published_2023,
        format="ranks",
        name="second.csv",
        content=(HEADER + "2023,0161127,intensive,50\n").encode(),
        by=cast.administrator,
        at=NOON,
        how=AMENDS,
    )
    assert upload.warnings == 0
    before = comparison.earlier(upload)
    assert before is not None
    assert comparison.counts(upload, before) == comparison.Counts(changed=1)
    (line,) = comparison.lines(upload, before)
    assert (line.changes, line.file_before) == ((("percent_rank", "3.0000", "50.0000"),), "amendment.csv")
    assert [move.code for move in beforehand.moves_if_published(upload)] == ["0161127"]
    assert ranks()["0161127"][0] == "3"
    assert Rank.objects.filter(amended_by=upload).count() == 0
    services.withdraw(upload=upload, by=cast.administrator, at=NOON)
    assert ranks()["0161127"][0] == "3"


def test_an_amendment_of_nothing_is_refused_with_a_sentence(cast: Cast, opened_2023: Year) -> None:
    world.publish(opened_2023, "leas", world.LEAS, by=cast.administrator)
    with pytest.raises(Incomplete, match="there is nothing to amend"):
        amend(opened_2023, "ranks", HEADER + "2023,0161127,intensive,1\n", cast)
    assert ranks() == {}


def test_a_smaller_file_is_asked_about_also_where_what_it_replaces_was_published_after_its_check(
    cast: Cast, opened_2023: Year, client: Client
) -> None:
    world.publish(opened_2023, "leas", world.LEAS, by=cast.administrator)
    small = services.check_file(
        year=opened_2023,
        format="ranks",
        name="small.csv",
        content=(HEADER + "2023,0161127,intensive,1\n").encode(),
        by=cast.administrator,
        at=NOON,
    )
    world.publish(opened_2023, "ranks", world.RANKS, by=cast.administrator)
    with pytest.raises(Incomplete, match="2 rows that count now are not in this file"):
        services.publish(upload=small, by=cast.administrator, at=NOON)
    client.force_login(cast.administrator)
    page = client.get(f"/years/2023/uploads/{small.pk}/").content.decode()
    assert 'name="gone"' in page
    client.post(f"/years/2023/uploads/{small.pk}/accept/", {"accepted": "yes", "gone": "2"})
    assert client.post(f"/years/2023/uploads/{small.pk}/publish/").status_code == 302
    assert list(ranks()) == ["0161127"]


def test_the_command_line_amends(cast: Cast, published_2023: Year, tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text(HEADER + "2023,0161127,intensive,1\n")
    out = StringIO()
    call_command("import_data", "ranks", str(file), "--year", "2023", "--amend", "--publish", "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert (said["published"], said["amends"], said["rows"]) == (True, True, 1)
    assert len(ranks()) == 3


def test_the_form_of_uploads_asks_whether_a_file_replaces_or_amends(
    cast: Cast, published_2023: Year, client: Client
) -> None:
    client.force_login(cast.administrator)
    file = StringIO(HEADER + "2023,0161127,intensive,1\n")
    file.name = "one.csv"
    client.post("/years/2023/uploads/receive/", {"format": "ranks", "how": "amend", "file": file})
    upload = Upload.objects.latest("pk")
    assert upload.amends
    assert "Amendment" in client.get("/years/2023/uploads/").content.decode()


def test_the_inputs_of_a_run_with_an_amendment_say_what_amends(cast: Cast, published_2023: Year) -> None:
    amend(published_2023, "ranks", HEADER + "2023,0161127,intensive,1\n", cast)
    run = determining.determine(year=published_2023, version=published_2023.definition, by=cast.administrator, at=NOON)
    assert [(one.file_name, one.amends) for one in inputs.read_by(run) if one.format == "ranks"] == [
        ("ranks.csv", False),
        ("amendment.csv", True),
    ]


def checked(year: Year, format: str, text: str, cast: Cast) -> Upload:
    return services.check_file(
        year=year, format=format, name="later.csv", content=text.encode(), by=cast.administrator, at=NOON
    )


def test_a_file_that_would_undo_a_correction_says_so_and_one_that_has_it_does_not(
    cast: Cast, published_2023: Year
) -> None:
    amend(published_2023, "ranks", HEADER + "2023,0161127,intensive,1\n", cast)
    again = checked(published_2023, "ranks", world.RANKS + "\n", cast)
    problem = again.problems.get()
    assert (again.status, problem.code) == ("ready", "corrections_undone")
    assert "(1): Birch Elementary (0161127, intensive; amendment.csv)." in problem.message
    with pytest.raises(Incomplete, match="1 warning is not accepted yet"):
        services.publish(upload=again, by=cast.administrator, at=NOON)
    corrected = checked(published_2023, "ranks", world.RANKS.replace("intensive,15", "intensive,1"), cast)
    assert (corrected.status, corrected.problems.count()) == ("ready", 0)


def test_what_was_published_since_a_file_was_checked_does_not_go_without_a_word(
    cast: Cast, published_2023: Year
) -> None:
    more = "".join(f"2023,1030642,{element},,,50%,,\n" for element in ("1", "2", "3A-ELA", "4A", "5B", "6A"))
    world.publish(published_2023, "indicators", world.INDICATORS + more, by=cast.administrator)
    mine = checked(published_2023, "indicators", world.INDICATORS.replace("61.90%", "61.9%") + more, cast)
    assert mine.problems.count() == 0
    theirs = world.INDICATORS + more + "2023,1030642,5C,,,1%,,\n"
    world.publish(published_2023, "indicators", theirs, by=cast.administrator)
    with pytest.raises(Incomplete, match="1 row that counts now is not in this file"):
        services.publish(upload=mine, by=cast.administrator, at=NOON)
    assert services.accept_and_publish(upload=mine, by=cast.administrator, at=NOON, gone=1).status == "published"


CODES = ("0161119", "0161127", "1030642")
ROWS = st.dictionaries(st.sampled_from(CODES), st.integers(0, 100), min_size=1, max_size=3)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["replace", "amend", "withdraw"]), ROWS),
        st.tuples(st.sampled_from(["directory", "older directory"]), ROWS),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_published_in_whatever_order_the_facts_are_those_of_a_plain_replay(
    cast: Cast, published_2023: Year, steps: list[tuple[str, dict[str, int]]]
) -> None:

    with transaction.atomic():
        older = Year.objects.create(year=2022, definition=published_2023.definition, opened_at=NOON)
        expected = {"0161119": "55.5", "0161127": "15", "1030642": "2"}
        counts = {"0161119": 640, "0161127": 210, "1030642": 150}
        before: dict[str, int] = {}
        for number, (what, rows) in enumerate(steps):
            text = HEADER + "".join(f"2023,{code},intensive,{rank}\n" for code, rank in rows.items())
            if what in ("replace", "amend", "withdraw"):
                how = services.How(amends=what == "amend")
                upload = services.check_file(
                    year=published_2023,
                    format="ranks",
                    name=f"{number}.csv",
                    content=(text + "\n" * number).encode(),
                    by=cast.administrator,
                    at=NOON,
                    how=how,
                )
                if what == "withdraw":
                    services.withdraw(upload=upload, by=cast.administrator, at=NOON)
                    continue
                services.accept_and_publish(
                    upload=upload, by=cast.administrator, at=NOON, gone=comparison.many_gone(upload)
                )
                new = {code: str(rank) for code, rank in rows.items()}
                expected = new if what == "replace" else {**expected, **new}
            else:
                header, *lines = world.LEAS.splitlines()
                amends = what == "directory"
                there = [line for line in lines if any(code in line for code in rows)]
                changed = [f"{line.rpartition(',')[0]},{next(iter(rows.values())) + 1}" for line in there]
                services.publish_file(
                    year=published_2023 if amends else older,
                    format="leas",
                    name=f"{number}.csv",
                    content=("\n".join([header, *changed]) + "\n" * (number + 1)).encode(),
                    by=cast.administrator,
                    at=NOON,
                    how=services.How(amends=amends),
                )
                new_counts = dict.fromkeys(rows, next(iter(rows.values())) + 1)
                if amends:
                    counts |= new_counts
                else:
                    before = new_counts
        assert {code: rank for code, (rank, _, _) in ranks().items()} == expected
        for year, wanted in ((published_2023, counts), (older, before)):
            assert dict(LeaYear.objects.filter(year=year).values_list("lea__code", "swd_count")) == wanted
            assert dict(DirectoryRow.objects.published(year.year).values_list("code", "swd_count")) == wanted
        assert Lea.objects.count() == 3
        transaction.set_rollback(True)
