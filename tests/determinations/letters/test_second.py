"""Second letters: where a year has them, which LEAs get one, what is in it, and that plans go by the first alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from determinations.letters import drawing, issuing, queries
from determinations.letters.models import Letter
from determinations.levels import determining
from determinations.runs.models import Run
from improvement_plans.activities import budget
from improvement_plans.plans.models import Plan
from improvement_plans.workbook.workbook import Workbook
from monitoring.definition import services as definition_services
from monitoring.notices.models import Notice
from monitoring.people.models import Person
from monitoring.work import jobs
from monitoring.years import services as years_services
from monitoring.years.models import Year
from tests import world
from tests.cast import NOON, Cast
from tests.final import finalise
from tests.pdfs import assert_accessible, bytes_of, text_of

SignIn = Callable[[Person], Client]
HEAD = "year,lea_code,category,group,outcome,base\n"
# Alder exceeds in two categories, Birch in one against the state, and Cedar in none.
COUNTS = (
    HEAD
    + "{0},0161119,3,HI,20,100\n{0},0161119,3,WH,54,900\n"
    + "{0},0161119,10,AA,30,150\n{0},0161119,10,WH,44,850\n"
    + "{0},0161127,3,HI,12,40\n{0},0161127,3,WH,3,15\n"
    + "{0},1030642,3,HI,20,200\n{0},1030642,3,WH,300,3000\n"
)


def determined(cast: Cast, *, own_letter: bool, past: int = 0, counts: str = COUNTS) -> Run:
    """Publish 2023 with counts of it and of `past` years before, and make its run final."""
    text = Path("fixtures/definitions/2023.yaml").read_text()
    if own_letter:
        text = text.replace("  years: 3\n  assumed", "  years: 3\n  own_letter: true\n  assumed")
    for number in range(2023 - past, 2024):
        written = text if number == 2023 else text.replace("year: 2023", f"year: {number}", 1)
        definition_services.load_definition(text=written, by=cast.administrator, at=NOON)
        year = years_services.open_year(year=number, by=cast.administrator, at=NOON)
        world.publish(year, "disproportionality", counts.format(number), by=cast.administrator)
    for format, rows in (("leas", world.LEAS), ("indicators", world.INDICATORS), ("ranks", world.RANKS)):
        world.publish(year, format, rows, by=cast.administrator)
    return finalised(cast, year)


def finalised(cast: Cast, year: Year) -> Run:
    run = determining.determine(year=year, version=year.definition, by=cast.administrator, at=NOON)
    return finalise(run=run, by=cast.administrator, at=NOON)


def issue(cast: Cast, year: Year) -> None:
    issuing.request_issue(year=year, by=cast.administrator, at=NOON)
    jobs.work_off()


def test_those_with_a_ratio_that_exceeds_get_a_second_letter(cast: Cast) -> None:
    issue(cast, determined(cast, own_letter=True).year)
    issued = Letter.objects.filter(status="issued")
    assert issued.of_levels().count() == 3
    second = issued.filter(kind="disproportionality").order_by("lea__code")
    assert [letter.lea.code for letter in second] == ["0161119", "0161127"]
    assert {plan.letter.kind for plan in Plan.objects.all()} == {"determination"}
    assert Plan.objects.count() == 3
    told = Notice.objects.filter(kind="second_letter_issued", lea=cast.lea)
    assert {one.person for one in told} == {cast.editor, cast.approver, cast.reviewer}
    with pytest.raises(issuing.NothingToIssue):
        issuing.request_issue(year=Year.objects.get(), by=cast.administrator, at=NOON)


def test_a_second_letter_says_what_exceeds_and_how_it_was_calculated(cast: Cast) -> None:
    issue(cast, determined(cast, own_letter=True).year)
    letter = Letter.objects.get(lea=cast.lea, kind="disproportionality")
    pdf = bytes_of(letter.pdf)
    assert_accessible(pdf)
    words = text_of(pdf)
    for said in (
        "2023 Monitoring Year: Disproportionality and Significant Disproportionality Identification",
        "Indicator 10: Special Education within a Specific Disability Category",
        "Disciplinary Action (Suspension and Expulsion)",
        "Hispanic or Latino",
        "3.33 (risk ratio)",
        "(20 × 900) ÷ (100 × 54) = 18,000 ÷ 5,400 = 10/3, about 3.33",
        "20 of 100",
        "assumed, and not confirmed",
    ):
        assert said in words, said
    assert "15 percent" not in words
    first = text_of(bytes_of(Letter.objects.of_levels().get(lea=cast.lea).pdf))
    assert "2 ratios exceed their thresholds. A second letter says which" in first
    birch = Letter.objects.get(lea=cast.sibling, kind="disproportionality")
    assert "all other groups of the state" in text_of(bytes_of(birch.pdf))


def test_three_years_in_a_row_are_significant_and_ask_for_the_reserve(cast: Cast) -> None:
    issue(cast, determined(cast, own_letter=True, past=2).year)
    letter = Letter.objects.get(lea=cast.lea, kind="disproportionality")
    assert [one["years"] for one in letter.context["findings"]] == [3, 3]
    words = text_of(bytes_of(letter.pdf))
    assert_accessible(bytes_of(letter.pdf))
    assert (
        "identified as Significantly disproportionate 2 ratios exceed their thresholds. 2 of them for 3 years" in words
    )
    assert "reserves 15 percent of its funds under IDEA sections 611 and 619" in words


def test_without_second_letters_the_findings_stand_in_the_one_letter_and_in_the_plan(cast: Cast) -> None:
    run = determined(cast, own_letter=False, past=2)
    issue(cast, run.year)
    assert not Letter.objects.filter(kind="disproportionality").exists()
    letter = Letter.objects.get(lea=cast.lea)
    assert_accessible(bytes_of(letter.pdf))
    words = text_of(bytes_of(letter.pdf))
    assert "3.33 (risk ratio)" in words
    assert "significantly disproportionate" in words
    lines = budget.finding(Workbook(world.plan_of(cast.lea)), "").lines
    assert "Hispanic or Latino: specific learning disability, ratio 3.33" in lines
    assert "Disproportionality" not in text_of(bytes_of(Letter.objects.get(lea=cast.other).pdf))


def test_where_nothing_exceeds_any_more_a_second_letter_is_corrected(cast: Cast) -> None:
    year = determined(cast, own_letter=True).year
    issue(cast, year)
    old = Letter.objects.get(lea=cast.lea, kind="disproportionality")
    fewer = COUNTS.replace("HI,20,100", "HI,10,100").replace("AA,30,150", "AA,20,150")
    world.publish(year, "disproportionality", fewer.format(2023), by=cast.administrator)
    year = finalised(cast, Year.objects.select_related("definition").get()).year
    issue(cast, year)
    new = Letter.objects.get(lea=cast.lea, kind="disproportionality", status="issued")
    assert new.replaces == old
    assert_accessible(bytes_of(new.pdf))
    words = text_of(bytes_of(new.pdf))
    assert "This letter replaces the one issued on" in words
    assert "Not disproportionate" in words
    with pytest.raises(issuing.NothingToIssue):
        issuing.request_issue(year=year, by=cast.administrator, at=NOON)
    assert Notice.objects.filter(kind="second_letter_corrected", lea=cast.lea).count() == 3


def test_a_second_draft_that_is_needless_goes(cast: Cast) -> None:
    year = determined(cast, own_letter=True).year
    assert len(issuing.draft(year=year, by=cast.administrator, at=NOON)) == 5
    none = COUNTS.replace("HI,20,100", "HI,10,100").replace("AA,30,150", "AA,20,150").replace("HI,12,40", "HI,9,40")
    world.publish(year, "disproportionality", none.format(2023), by=cast.administrator)
    year = finalised(cast, Year.objects.select_related("definition").get()).year
    assert len(issuing.draft(year=year, by=cast.administrator, at=NOON)) == 3
    assert Letter.objects.filter(status="draft").count() == 3


def test_small_numbers_of_a_second_letter_are_hidden_and_its_document_is_kept_from_those_who_may_not_see_them(
    cast: Cast, signed_in: SignIn
) -> None:
    issue(cast, determined(cast, own_letter=True, counts=COUNTS.replace("HI,20,100", "HI,10,30")).year)
    letter = Letter.objects.get(lea=cast.lea, kind="disproportionality")
    assert any(one["small_numbers"] for one in letter.context["calculations"])
    pages = (letter.get_absolute_url(), reverse("letter_pdf", args=["0161119", 2023, letter.pk]))
    read = signed_in(cast.ta_provider).get(pages[0]).content.decode()
    assert "a document that was issued is never changed" in read
    assert "10 of 30" in signed_in(cast.editor).get(pages[0]).content.decode()
    assert "10 of 30" not in read
    assert pages[1] not in read
    refused = signed_in(cast.ta_provider).get(pages[1])
    assert refused.status_code == 403
    assert "counts of fewer than 11 students" in refused.content.decode()
    for page in pages:
        for person in (cast.editor, cast.reviewer, cast.monitor):
            assert signed_in(person).get(page).status_code == 200
        assert signed_in(cast.other_editor).get(page).status_code == 404
    assert signed_in(cast.ta_provider).get("/leas/0161119/2023/letter/").status_code == 200


def test_each_kind_has_its_page_and_names_the_other(cast: Cast, signed_in: SignIn) -> None:
    issue(cast, determined(cast, own_letter=True).year)
    browser = signed_in(cast.editor)
    first = browser.get("/leas/0161119/2023/letter/").content.decode()
    second = browser.get("/leas/0161119/2023/letter/disproportionality/").content.decode()
    assert "2023 Annual Determination Letter of Alder Unified" in first
    assert 'href="/leas/0161119/2023/letter/disproportionality/"' in first
    assert "2023 Disproportionality Letter of Alder Unified" in second
    assert "(20 × 900) ÷ (100 × 54) = 18,000 ÷ 5,400 = 10/3" in second
    assert 'href="/leas/0161119/2023/letter/"' in second
    assert Client().get("/status/?year=2023&q=0161119").content.decode().count("<td>0161119</td>") == 1
    listed = signed_in(cast.monitor).get("/years/2023/letters/", {"kind": "disproportionality"}).content.decode()
    assert listed.count("/letter/disproportionality/") == 2


def test_texts_and_preview_of_second_letters(cast: Cast, signed_in: SignIn) -> None:
    determined(cast, own_letter=True)
    here = reverse("preview_letter", args=[2023, "disproportionality"])
    browser = signed_in(cast.administrator)
    page = browser.post(here, {"opening": "{lea}: {exceeding} ratios", "lea": "0161119"}).content.decode()
    assert "Alder Unified: 2 ratios" in page
    none = browser.post(here, {"what_follows": "Nothing.", "lea": "1030642"}).content.decode()
    assert "No ratio of Cedar Charter exceeds its threshold" in none
    pdf = browser.post(here, {"lea": "1030642", "as": "pdf"}).content
    assert_accessible(pdf)
    assert browser.post(here, {"opening": "{missed}", "lea": "0161119"}).status_code == 422


def test_the_command_issues_both(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    determined(cast, own_letter=True)
    call_command("issue_letters", year=2023)
    assert capsys.readouterr().out == "5 letters issued.\n"


def test_in_2022_there_are_second_letters_and_in_other_years_not(cast: Cast) -> None:
    for number, has in ((2022, True), (2023, False), (2024, False)):
        text = Path(f"fixtures/definitions/{number}.yaml").read_text()
        version = definition_services.load_definition(text=text, by=cast.administrator, at=NOON)
        assert ("own_letter: true" in version.source) is has


def test_the_export_names_the_kind(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    issue(cast, determined(cast, own_letter=True).year)
    call_command("export", "letters", year=2023, format="csv")
    assert capsys.readouterr().out.count(",disproportionality") == 2


def test_the_context_draws_the_frozen_bytes_again(cast: Cast) -> None:
    issue(cast, determined(cast, own_letter=True).year)
    for letter in Letter.objects.select_related("pdf"):
        assert drawing.draw(letter.context) == bytes_of(letter.pdf)
    assert queries.letter_counts(Year.objects.get(), None).issued == 5
