"""The summary of a year as an accessible PDF: of an LEA, a SELPA and the state, drawn by a worker; all SELPAs in one ZIP."""

import io
from collections.abc import Callable
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.test import Client

from cim_portal.summaries import services
from cim_portal.summaries.models import Summary
from determinations.runs.models import Run
from improvement_plans.plans.models import Plan, Step
from monitoring.people.models import Person
from monitoring.work import jobs
from monitoring.years.models import Year
from tests.cast import NOON, Cast
from tests.pdfs import assert_accessible, text_of

SignIn = Callable[[Person], Client]
HERE = "/years/2023/summaries/"
LEA, SELPA, STATE = f"{HERE}lea/0161119", f"{HERE}selpa/0199", f"{HERE}state/CA"


def drawn(browser: Client, address: str) -> bytes:
    """Ask for a summary, let a worker draw it, and return the PDF."""
    assert browser.post(f"{address}/").status_code == 302
    assert "A worker is drawing it" in browser.get(f"{address}/").content.decode()
    jobs.work_off()
    assert "Summary (PDF)" in browser.get(f"{address}/").content.decode()
    answer = browser.get(f"{address}.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    return answer.content


def test_the_summary_of_an_lea_says_its_year_without_small_numbers(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    pdf = drawn(signed_in(cast.editor), LEA)
    assert_accessible(pdf)
    text = text_of(pdf)
    for said in ("2023 summary: Alder Unified", "County: Alameda", "Level: Targeted Level 2", "76.47%", "Step 1:"):
        assert said in text


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (SELPA, ("SELPA: Bay SELPA (0199)", "LEAs: 2", "Levels over the years", "Alder Unified (0161119)")),
        (STATE, ("LEAs: 3", "Indicators against their targets", "Valley SELPA 1", "Bay SELPA 2")),
    ],
)
def test_the_summaries_of_a_selpa_and_the_state_have_every_panel(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn, address: str, said: tuple[str, ...]
) -> None:
    pdf = drawn(signed_in(cast.monitor), address)
    if address == STATE:  # the other has the same parts
        assert_accessible(pdf)
    text = text_of(pdf)
    assert [one for one in said if one not in text] == []


def test_what_did_not_change_is_not_drawn_again(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    browser = signed_in(cast.editor)
    first = drawn(browser, LEA)
    summary = Summary.objects.get()
    services.draw(summary, at=NOON + timedelta(days=2))
    assert (summary.pdf_id, summary.drawn_at) == (Summary.objects.get().pdf_id, NOON + timedelta(days=2))
    Step.objects.filter(plan__lea=cast.lea, number=1).update(due_on=NOON.date())
    assert drawn(browser, LEA) != first
    assert Summary.objects.get().pdf_id != summary.pdf_id


def test_one_job_draws_all_selpas_and_gives_a_zip(cast: Cast, determined_2023: Run, signed_in: SignIn) -> None:
    browser = signed_in(cast.monitor)
    assert browser.get("/years/2023/summaries.zip").status_code == 409
    assert browser.post(HERE).status_code == 302
    assert "A worker will draw them" in browser.get(HERE).content.decode()
    jobs.work_off()
    assert "The summaries of 2 SELPAs (ZIP)" in browser.get(HERE).content.decode()
    answer = browser.get("/years/2023/summaries.zip")
    book = ZipFile(io.BytesIO(b"".join(answer)))  # the answer is sent in pieces
    assert book.namelist() == ["summary-2023-0199.pdf", "summary-2023-1099.pdf"]
    assert book.read("summary-2023-0199.pdf").startswith(b"%PDF")
    own = signed_in(cast.reviewer).get(HERE).content.decode()
    assert "Bay SELPA" in own
    assert "Valley SELPA" not in own


def test_a_summary_is_closed_to_whom_its_figures_are_closed(
    cast: Cast, determined_2023: Run, signed_in: SignIn
) -> None:
    assert signed_in(cast.editor).get(f"{LEA}/").status_code == 404  # before its letter
    assert signed_in(cast.reviewer).get(f"{LEA}/").status_code == 200
    assert signed_in(cast.other_reviewer).get(f"{SELPA}/").status_code == 404
    assert signed_in(cast.reviewer).get(f"{STATE}/").status_code == 404
    assert signed_in(cast.reviewer).post(HERE).status_code == 409
    assert signed_in(cast.monitor).get(f"{HERE}county/01/").status_code == 404


def test_before_levels_are_final_there_is_none(cast: Cast, published_2023: Year, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    assert browser.get(f"{SELPA}/").status_code == 404
    assert "2023 has none yet" in browser.get(HERE).content.decode()
