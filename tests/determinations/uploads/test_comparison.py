"""A file that waits to be published next to what counts now: what is new, changed, gone, and which levels would move."""

import json
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from determinations.levels import beforehand, determining
from determinations.uploads import comparison, services
from determinations.uploads.models import Upload
from monitoring.people.models import Person
from monitoring.places.models import Lea, LeaYear
from tests import world
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]
FEWER = "\n".join(world.LEAS.splitlines()[:2]) + "\n"
ALDER = "01611190000000,Alder {},Alameda,{},{}"
MOVED = world.LEAS.replace(ALDER.format("Unified", "0199", "Bay SELPA"), ALDER.format("Joint", "1099", "Valley SELPA"))


def waiting(cast: Cast, form: str, text: str) -> Upload:
    """Return the text as an upload that is checked."""
    year = world.publish_2023(cast)
    return services.check_file(
        year=year, format=form, name=f"{form}.csv", content=text.encode(), by=cast.administrator, at=NOON
    )


def words_of(page: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode().partition("<main")[2]).split())


def test_rows_are_new_changed_gone_or_the_same(cast: Cast) -> None:
    lines = world.INDICATORS.splitlines()
    lines[1] = lines[1].replace("52,68,76.47%", "50,68,73.53%")
    del lines[5]
    upload = waiting(cast, "indicators", "\n".join([*lines, "2023,1030642,5B,10,150,6.67%,<20.0%,Yes"]) + "\n")
    before = comparison.earlier(upload)
    assert before is not None
    assert comparison.counts(upload, before) == comparison.Counts(new=1, changed=1, gone=1, same=4)
    found = {line.kind: line for line in comparison.lines(upload, before)}
    changed = found["changed"]
    assert (changed.code, changed.what, changed.row) == ("0161119", "1", 2)
    assert changed.changes == (("numerator", "52.0000", "50.0000"), ("rate", "76.47%", "73.53%"))
    assert (found["gone"].code, found["gone"].what, found["gone"].row) == ("0161127", "5A", None)
    assert (found["new"].code, found["new"].what, found["new"].row_before) == ("1030642", "5B", None)


def test_a_directory_with_fewer_leas_names_those_that_are_gone_and_asks_for_their_number(
    cast: Cast, signed_in: SignIn
) -> None:
    upload = waiting(cast, "leas", FEWER)
    problem = upload.problems.get()
    assert (problem.code, problem.severity) == ("leas_gone", "warning")
    assert "2 of the 3 LEAs" in problem.message
    assert "Birch Elementary (0161127); Cedar Charter (1030642)" in problem.message
    browser, address = signed_in(cast.administrator), f"/years/2023/uploads/{upload.pk}/accept/"
    for typed in ("", "1", "many"):
        page = browser.post(address, {"accepted": "yes", "gone": typed})
        assert page.status_code == 422
        assert (
            "2 rows that count now are not in this file. Say that 2 are meant to go. Nothing was accepted."
            in words_of(page)
        )
    browser.post(address, {"accepted": "yes", "gone": "2"})
    upload.refresh_from_db()
    assert upload.warnings_accepted_at is not None


def test_a_far_smaller_file_of_another_kind_is_asked_about_and_one_that_lacks_little_is_not(cast: Cast) -> None:
    upload = waiting(cast, "ranks", "\n".join(world.RANKS.splitlines()[:2]) + "\n")
    assert [one.code for one in upload.problems.all()] == ["rows_gone"]
    assert "2 of the 3 rows" in upload.problems.get().message
    assert not comparison.Counts(gone=9, same=91).shrinks
    assert comparison.Counts(gone=10, same=90).shrinks


def test_an_lea_that_would_change_its_selpa_is_a_warning_at_its_row(cast: Cast, signed_in: SignIn) -> None:
    upload = waiting(cast, "leas", MOVED)
    problem = upload.problems.get()
    assert (problem.code, problem.row, problem.column) == ("selpa_changes", 2, "selpa_code")
    page = words_of(signed_in(cast.administrator).get(f"/years/2023/uploads/{upload.pk}/comparison/"))
    assert "lea_name: Alder Unified → Alder Joint" in page
    assert "selpa_code: 0199 → 1099" in page
    assert Lea.objects.get(code="0161119").selpa.code == "0199"


def test_the_page_says_which_levels_would_move_and_why_and_nothing_of_it_stays(cast: Cast, signed_in: SignIn) -> None:
    upload = waiting(cast, "ranks", world.RANKS.replace("intensive,15", "intensive,1"))
    browser = signed_in(cast.monitor)
    page = words_of(browser.get(f"/years/2023/uploads/{upload.pk}/comparison/"))
    assert "1 level would move" in page
    assert re.search(r"Birch Elementary \(0161127\) Targeted[^I]*3[^I]* Intensive", page)
    upload.refresh_from_db()
    assert upload.status == Upload.Status.READY
    assert Upload.objects.filter(format="ranks", status=Upload.Status.PUBLISHED).count() == 1
    lines = browser.get(f"/years/2023/uploads/{upload.pk}/comparison.csv").content.decode().splitlines()
    assert "changed,0161127,Birch Elementary,intensive,3,3,,percent_rank,15.0000,1.0000" in lines[1]
    services.publish(upload=upload, by=cast.administrator, at=NOON)
    assert browser.get(f"/years/2023/uploads/{upload.pk}/comparison/").status_code == 302


def test_levels_of_leas_that_are_gone_from_the_directory_would_go(cast: Cast) -> None:
    upload = waiting(cast, "leas", FEWER)
    moves = beforehand.moves_if_published(upload)
    assert [(move.code, move.after) for move in moves] == [
        ("0161127", "Not in the year"),
        ("1030642", "Not in the year"),
    ]
    assert LeaYear.objects.filter(year=upload.year).count() == 3


def test_the_first_file_of_its_kind_has_nothing_before_it(cast: Cast, signed_in: SignIn) -> None:
    year = world.open_2023(cast)
    upload = services.check_file(
        year=year, format="leas", name="l.csv", content=world.LEAS.encode(), by=cast.administrator, at=NOON
    )
    assert upload.warnings == 0
    page = words_of(signed_in(cast.administrator).get(f"/years/2023/uploads/{upload.pk}/comparison/"))
    assert "Nothing of this kind is published for 2023 yet, so all 3 rows are new." in page


def test_the_command_line_publishes_a_smaller_directory_only_with_its_warnings_accepted(
    cast: Cast, tmp_path: Path
) -> None:
    world.publish_2023(cast)
    file = tmp_path / "leas.csv"
    file.write_text(FEWER)
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("import_data", "leas", str(file), "--year", "2023", "--publish", "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert (said["published"], said["warnings"]) == (False, 1)
    assert said["problems"][0]["code"] == "leas_gone"
    options = ["--year", "2023", "--publish", "--accept-warnings", "--json"]
    out = StringIO()
    call_command("import_data", "leas", str(file), *options, stdout=out)
    assert json.loads(out.getvalue())["published"] is True


def test_what_would_move_is_determined_once_where_a_run_says_what_levels_are_now(cast: Cast) -> None:
    upload = waiting(cast, "ranks", world.RANKS.replace("intensive,15", "intensive,3"))
    run = determining.determine(year=upload.year, version=upload.year.definition, by=cast.administrator, at=NOON)
    with CaptureQueriesContext(connection) as once:
        with_run = beforehand.moves_if_published(upload)
    run.results.all().delete()
    run.delete()
    with CaptureQueriesContext(connection) as twice:
        without = beforehand.moves_if_published(upload)
    assert with_run == without
    assert [move.code for move in without] == ["0161127"]
    directories = [sum("monitoring_leayear" in one["sql"] for one in queries) for queries in (once, twice)]
    assert directories[0] < directories[1]


def test_a_run_that_does_not_know_what_is_published_now_says_nothing_of_it(cast: Cast) -> None:
    upload = waiting(cast, "ranks", world.RANKS.replace("intensive,15", "intensive,3"))
    determining.determine(year=upload.year, version=upload.year.definition, by=cast.administrator, at=NOON)
    world.publish(upload.year, "ranks", world.RANKS.replace("intensive,15", "intensive,9"), by=cast.administrator)
    (move,) = beforehand.moves_if_published(upload)
    assert move.before == "Intensive Level 1"
