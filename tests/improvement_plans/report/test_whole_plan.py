"""The document of a whole plan: its contents, the summary, who does what by when; drawn again when the plan is closed."""

import io
from datetime import timedelta

from pypdf import PdfReader

from improvement_plans.plans import moves
from improvement_plans.plans.models import Plan
from improvement_plans.progress import services
from improvement_plans.progress.models import ProgressCheck
from improvement_plans.report.kinds import plan as report_plan
from improvement_plans.workbook.models import Answer
from monitoring.work import jobs
from tests.cast import NOON, Cast
from tests.pdfs import assert_accessible, bytes_of, text_of

LATER = NOON + timedelta(days=200)
PASTED = {
    "action": "•\tTrain the team – https://example.org/" + "a-long-address/" * 20 + " 😀 👍 नमस्ते Привет, Ελλάδα, مرحبا",
    "lead": "Jordan Reyes",
    "start": "2023-08-01",
}
HEADED = {
    "Where the gap is": "Broken down by Group",
    "Weaknesses": "Weakness Elements",
    "Activities": "Activity Description",
}


def test_a_table_that_has_a_page_across_has_its_heading_there(cast: Cast, approved_2023: Plan) -> None:
    pages = PdfReader(io.BytesIO(bytes_of(approved_2023.report))).pages
    for heading, columns in HEADED.items():
        across = [
            page for page in pages if columns in page.extract_text() and page.mediabox.width > page.mediabox.height
        ]
        assert across, heading
        for page in across:
            assert f"\n{heading}\n{columns}" in f"\n{page.extract_text()}", heading


def test_a_plan_begins_with_contents_and_a_summary_and_a_closed_one_says_what_was_reached(
    cast: Cast, approved_2023: Plan
) -> None:
    answer = Answer.objects.get(step__plan=approved_2023, activity="action_steps")
    Answer.objects.filter(pk=answer.pk).update(value={"steps": [answer.value["steps"][0] | PASTED]})
    check = ProgressCheck.objects.filter(plan=approved_2023, of="outcome").earliest("due_on")
    said = services.Said(value="24", as_of=NOON.date(), reading="on_course", words="")
    services.enter(check=check, said=said, seen=0, by=cast.editor, at=LATER)
    before = approved_2023.report
    assert before is not None

    moves.close_plan(plan=approved_2023, by=cast.administrator, at=LATER, reason="Most of it was reached.")
    jobs.work_off()
    plan = Plan.objects.get(pk=approved_2023.pk)
    assert plan.report not in (None, before)
    content = bytes_of(plan.report)
    assert_accessible(content)
    text = text_of(content)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    assert "Closed on" in pages[0]
    assert "Most of it was reached." in pages[0]
    assert "Contents" in pages[0]
    summary = next(at for at, page in enumerate(pages, start=1) if "Weaknesses that were found" in page)
    assert f"Summary{summary}" in "".join(pages[:summary]).replace(".", "").replace(" ", "")
    for words in ("Root causes", "More contacts", "20 hours", "at least 30 hours", "June 30, 2024", "24 hours on"):
        assert words in pages[summary - 1], words
    assert "Who does what by when" in pages[summary]
    assert "September 15, 2023" in pages[summary]
    assert "Director" in pages[summary]
    for name in ("Jordan Reyes", "Eli Editor"):
        assert name not in text
    assert "Evidence to keep" in text
    assert "Привет, Ελλάδα" in text
    assert "a-long-address/" in text.replace(" ", "")
    assert report_plan.frozen(plan, LATER) == plan.report  # the second time
