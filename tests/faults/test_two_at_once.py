"""Two administrators at the same instant: one is done, the other gets a sentence that says so, and the database is right."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.http.response import HttpResponse, HttpResponseBase
from django.test import Client

from determinations.letters import issuing
from determinations.letters.models import Letter
from determinations.levels import determining, doubts
from determinations.runs import queries as runs_queries
from determinations.runs.models import Run
from determinations.uploads import services as uploads_services
from determinations.uploads.models import Rank, Upload
from monitoring.definition import services as definition_services
from monitoring.definition.models import DefinitionVersion
from monitoring.ledger.models import Event
from monitoring.people import services as people_services
from monitoring.people.models import Person
from monitoring.places.models import Lea
from monitoring.years.models import Year
from tests import world
from tests.at_once import at_once, refusable
from tests.cast import NOON, Cast

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("transactional_db")]
DEFINITION = Path("fixtures/definitions/2023.yaml")


@pytest.fixture
def both(cast: Cast, signed_in: Callable[[Person], Client]) -> tuple[Client, Client]:
    """Two administrators, each in a browser of their own."""
    colleague = Person.objects.create_user(email="carl.colleague@example.org", name="Carl Colleague")
    people_services.give_role(person=colleague, role="state_administrator", organization=cast.state, by=None, at=NOON)
    return signed_in(cast.administrator), signed_in(colleague)


def posted(browser: Client, address: str, **typed: object) -> Callable[[], HttpResponseBase]:
    """Return the act of sending a form to `address`."""
    return lambda: browser.post(address, typed)


def ready(year: Year, text: str, *, by: Person, format: str = "indicators") -> Upload:
    """Upload and check a file that can be published, or that has warnings to accept."""
    received = uploads_services.receive(
        year=year, format=format, name=f"{format}.csv", content=text.encode(), by=by, at=NOON
    )
    upload = uploads_services.start_check(upload=received.upload, by=by, at=NOON)
    upload = uploads_services.check(upload=upload, at=NOON, report=lambda done, total: None)
    assert upload.status == "ready"
    return upload


def said(response: object) -> str:
    """Return the text of a page, its white space as it is shown."""
    assert isinstance(response, HttpResponse)
    return " ".join(response.content.decode().split())


def codes(responses: list[object]) -> list[int]:
    """Return the status of each response."""
    return [one.status_code for one in responses if isinstance(one, HttpResponseBase)]


def moves(thing: Upload | Run) -> list[str]:
    """Return the names of the moves that the ledger has of a thing, in order."""
    return list(Event.objects.of(thing).order_by("pk").values_list("move", flat=True))


@pytest.mark.parametrize("is_there", [False, True], ids=["nothing published before", "one published before"])
def test_of_two_uploads_of_a_format_that_are_published_at_once_one_counts(
    cast: Cast, opened_2023: Year, both: tuple[Client, Client], is_there: bool
) -> None:
    world.publish(opened_2023, "leas", world.LEAS, by=cast.administrator)
    if is_there:
        world.publish(opened_2023, "indicators", world.INDICATORS, by=cast.administrator)
    first, second = (
        ready(opened_2023, world.INDICATORS.replace("276,640,43.13%", rate), by=cast.administrator)
        for rate in ("282,640,44.06%", "288,640,45.00%")
    )
    pages = [f"/years/2023/uploads/{one.pk}/publish/" for one in (first, second)]
    answers = at_once(*(posted(browser, page) for browser, page in zip(both, pages, strict=True)))
    assert codes(answers) == [302, 302]
    assert list(Upload.objects.filter(format="indicators", status="published")) == [second]
    assert not Upload.objects.filter(format="indicators").exclude(status__in=["published", "superseded"]).exists()
    assert moves(first)[-2:] == ["publish", "supersede"]


def test_of_two_amendments_that_are_published_at_once_both_count_one_after_the_other(
    cast: Cast, published_2023: Year, both: tuple[Client, Client]
) -> None:
    header, *_ = world.RANKS.splitlines()
    rows = ("2023,0161127,intensive,3\n2023,1030642,intensive,4\n", "2023,0161127,intensive,5\n")
    amendments = [
        uploads_services.check_file(
            year=published_2023,
            format="ranks",
            name=f"{number}.csv",
            content=f"{header}\n{text}".encode(),
            by=cast.administrator,
            at=NOON,
            how=uploads_services.How(amends=True),
        )
        for number, text in enumerate(rows)
    ]
    pages = [f"/years/2023/uploads/{one.pk}/publish/" for one in amendments]
    assert codes(at_once(*(posted(browser, page) for browser, page in zip(both, pages, strict=True)))) == [302, 302]
    counting = Upload.objects.filter(format="ranks", status="published").order_by("position")
    assert list(counting.values_list("position", flat=True)) == [0, 1, 2]
    found = (
        Rank.objects.published(2023).order_by("lea__code").values_list("lea__code", "percent_rank", "upload__file_name")
    )
    assert [(code, float(rank), file) for code, rank, file in found] == [
        ("0161119", 55.5, "ranks.csv"),
        ("0161127", 5.0, "1.csv"),
        ("1030642", 4.0, "0.csv"),
    ]


def test_an_amendment_and_a_file_that_replaces_at_once_are_one_truth(
    cast: Cast, published_2023: Year, both: tuple[Client, Client]
) -> None:
    header, *_ = world.RANKS.splitlines()
    whole = ready(published_2023, world.RANKS.replace("55.5", "60"), by=cast.administrator, format="ranks")
    amendment = uploads_services.check_file(
        year=published_2023,
        format="ranks",
        name="one.csv",
        content=f"{header}\n2023,0161127,intensive,5\n".encode(),
        by=cast.administrator,
        at=NOON,
        how=uploads_services.How(amends=True),
    )
    pages = [f"/years/2023/uploads/{one.pk}/publish/" for one in (amendment, whole)]
    assert codes(at_once(*(posted(browser, page) for browser, page in zip(both, pages, strict=True)))) == [302, 302]
    assert list(Upload.objects.filter(format="ranks", status="published")) == [whole]
    ranks = Rank.objects.published(2023).order_by("lea__code").values_list("percent_rank", flat=True)
    assert list(map(float, ranks)) == [60.0, 15.0, 2.0]


def test_an_upload_that_is_published_twice_at_once_is_published_once(
    cast: Cast, opened_2023: Year, both: tuple[Client, Client]
) -> None:
    upload = ready(opened_2023, world.LEAS, by=cast.administrator, format="leas")
    done, told = at_once(*(posted(browser, f"/years/2023/uploads/{upload.pk}/publish/") for browser in both))
    assert codes([done, told]) == [302, 409]
    assert "This is “Published” now, and “Publish” needs it to be “Ready to publish”. Nothing was changed." in said(
        told
    )
    assert moves(upload).count("publish") == 1


def test_directories_of_two_years_that_are_published_at_once_do_not_wait_for_each_other(
    cast: Cast, both: tuple[Client, Client]
) -> None:
    header, *lines = world.LEAS.splitlines(keepends=True)
    year_2023 = world.open_2023(cast)
    year_2022 = Year.objects.create(year=2022, definition=year_2023.definition, opened_at=NOON)
    texts = ["".join([header, *lines]), "".join([header, *reversed(lines)])]
    there = [
        ready(year, text, by=cast.administrator, format="leas")
        for year, text in zip((year_2023, year_2022), texts, strict=True)
    ]
    answers = at_once(
        *(
            posted(browser, f"/years/{upload.year}/uploads/{upload.pk}/publish/")
            for browser, upload in zip(both, there, strict=True)
        ),
        held="SELECT FROM monitoring_lea WHERE code = '0161127' FOR UPDATE",
    )
    assert codes(answers) == [302, 302]
    assert Upload.objects.filter(format="leas", status="published").count() == 2
    assert Lea.objects.count() == 3


def test_warnings_that_are_accepted_while_the_upload_is_withdrawn_are_not_accepted(
    cast: Cast, opened_2023: Year, both: tuple[Client, Client]
) -> None:
    world.publish(opened_2023, "leas", world.LEAS, by=cast.administrator)
    upload = ready(opened_2023, world.INDICATORS.replace(",5A,", ",a new one,"), by=cast.administrator)
    assert upload.warnings
    page = f"/years/2023/uploads/{upload.pk}/"
    answers = at_once(posted(both[0], page + "withdraw/"), posted(both[1], page + "accept/", accepted="yes"))
    assert codes(answers) == [302, 409]
    assert "There are no warnings to accept here. Nothing was changed." in said(answers[1])
    upload.refresh_from_db()
    assert (upload.status, upload.warnings_accepted_at) == ("withdrawn", None)


def test_of_two_runs_that_are_made_final_at_once_one_is(
    cast: Cast, published_2023: Year, both: tuple[Client, Client]
) -> None:
    first = determining.determine(
        year=published_2023, version=DefinitionVersion.objects.get(), by=cast.administrator, at=NOON
    )
    world.publish(first.year, "ranks", world.RANKS.replace("55.5", "56.5"), by=cast.administrator)
    second = determining.determine(year=first.year, version=first.definition, by=cast.administrator, at=NOON)
    assert second != first
    answers = at_once(
        *(
            posted(
                browser,
                f"/years/2023/runs/{run.number}/final/",
                **{f"accept_{name}": count for name, count in doubts.counts(run).items()},
            )
            for browser, run in zip(both, (first, second), strict=True)
        )
    )
    assert codes(answers) == [302, 302]
    assert list(Run.objects.filter(status="final")) == [second]
    assert moves(first)[-2:] == ["finalise", "supersede_run"]


def test_levels_that_are_determined_twice_at_once_are_one_draft(
    published_2023: Year, both: tuple[Client, Client]
) -> None:
    answers = at_once(*(posted(browser, "/years/2023/runs/determine/") for browser in both))
    run = Run.objects.get()
    assert (run.number, run.results.count(), moves(run)) == (1, 3, ["determine"])
    for answer in answers:
        assert isinstance(answer, HttpResponseBase)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/years/2023/runs/1/")
    assert "has the same rules and the same data. Nothing was changed." in said(both[1].get("/years/2023/runs/1/"))


def test_of_two_texts_that_are_saved_at_once_the_second_is_told_and_kept(
    opened_2023: Year, both: tuple[Client, Client]
) -> None:
    texts = [DEFINITION.read_text().replace("title: ", f"title: {name} ", 1) for name in ("Adas", "Carls")]
    typed = {"base": 1, "newest": 1, "do": "save"}
    done, told = at_once(
        *(
            posted(browser, "/years/2023/definition/edit/", text=text, **typed)
            for browser, text in zip(both, texts, strict=True)
        )
    )
    assert codes([done, told]) == [302, 409]
    assert "Ada Administrator saved version 2 on" in said(told)
    assert "title: Carls " in said(told)
    assert "What yours would change in version 2" in said(told)
    assert [one.number for one in DefinitionVersion.objects.order_by("number")] == [1, 2]
    assert codes([posted(both[1], "/years/2023/definition/edit/", text=texts[1], **typed | {"newest": 2})()]) == [302]
    assert DefinitionVersion.objects.get(number=3).source.replace("\r\n", "\n") == texts[1]


def test_a_year_that_is_opened_twice_at_once_is_opened_once(cast: Cast, both: tuple[Client, Client]) -> None:
    definition_services.load_definition(text=DEFINITION.read_text(), by=cast.administrator, at=NOON)
    answers = at_once(*(posted(browser, "/years/open/", year="2023") for browser in both))
    assert codes(answers) == [302, 409]
    assert "2023 was opened on " in said(answers[1])
    assert Event.objects.filter(move="opened_year").count() == Year.objects.count() == 1


def test_a_year_that_is_opened_from_another_twice_at_once_is_opened_once(
    opened_2023: Year, both: tuple[Client, Client]
) -> None:
    answers = at_once(
        *(
            posted(browser, "/years/new/", source="2023", year="2024", title=title, letter_date="2024-03-18")
            for browser, title in zip(both, ("CIM 2024", "Monitoring 2024"), strict=True)
        )
    )
    assert codes(answers) == [302, 409]
    assert "2024 was opened on " in said(answers[1])
    assert "Monitoring 2024" in said(answers[1])  # what was typed is there still
    assert DefinitionVersion.objects.get(year=2024).source.count("CIM 2024") == 1
    assert Event.objects.filter(move="opened_year").count() == Year.objects.count() == 2


CORRECTED = world.INDICATORS.replace("276,640,43.13%", "282,640,44.06%")


@pytest.mark.parametrize("publishes_first", [True, False])
def test_a_file_that_is_published_while_levels_are_determined_is_in_the_run_or_said_to_be_missing(
    cast: Cast, published_2023: Year, both: tuple[Client, Client], publishes_first: bool
) -> None:
    upload = ready(published_2023, CORRECTED, by=cast.administrator)
    acts = [
        posted(both[0], f"/years/2023/uploads/{upload.pk}/publish/"),
        posted(both[1], "/years/2023/runs/determine/"),
    ]
    answers = at_once(*(acts if publishes_first else reversed(acts)))
    assert codes(answers) == [302, 302]
    run = Run.objects.get()
    read = run.uploads.filter(pk=upload.pk).exists()
    assert read == publishes_first
    assert bool(runs_queries.uploads_since(run)) != read
    assert Upload.objects.get(format="indicators", status="published") == upload


@pytest.mark.parametrize("publishes_first", [True, False])
def test_letters_that_are_issued_while_a_file_is_published_are_all_of_the_final_run(
    cast: Cast, determined_2023: Run, both: tuple[Client, Client], publishes_first: bool
) -> None:
    year = determined_2023.year
    upload = ready(year, CORRECTED, by=cast.administrator)

    def issue() -> object:
        return issuing.request_issue(year=year, by=cast.administrator, at=NOON, count=3)

    acts = [posted(both[0], f"/years/2023/uploads/{upload.pk}/publish/"), issue]
    answers = at_once(*(acts if publishes_first else reversed(acts)))
    assert codes(answers) == [302]
    assert 3 in answers
    assert set(Letter.objects.values_list("run", flat=True)) == {determined_2023.pk}
    assert runs_queries.uploads_since(determined_2023)  # and the page of the run says so


def test_of_two_who_issue_at_once_the_second_is_given_a_sentence(cast: Cast, determined_2023: Run) -> None:
    year = determined_2023.year

    def issue() -> object:
        return issuing.request_issue(year=year, by=cast.administrator, at=NOON, count=3)

    done, refused = at_once(refusable(issue), refusable(issue))
    assert done == 3
    assert isinstance(refused, issuing.NothingToIssue | issuing.AnotherCount)
    assert Letter.objects.count() == 3
