"""A plan's document as a Word file: headings, paragraphs, tables and pictures that Word knows as such."""

import io
import re

from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.shared import Inches

from cim_portal.lib import pictures
from cim_portal.lib.charts import Chart
from improvement_plans.activities.page import ActivityView, FieldView
from improvement_plans.report.context import Amended, PlanContext
from improvement_plans.report.summary import Summary

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TABLES = ("Normal Table", "Table Grid")
_WIDE, _HIGH = Inches(6), Inches(8)  # what a page has room for
_NATURAL = 72 / 96 / pictures.SCALE  # Word takes a point of a picture for 1/72 inch; of a drawing it is 1/96
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def draw(context: PlanContext) -> bytes:
    """Return the Word file of what a document says."""
    made = Document()
    for style in [one for one in made.styles if one.type == WD_STYLE_TYPE.TABLE and one.name not in _TABLES]:
        style.delete()  # a hundred that no one asked for: each heading would be looked up among them
    made.core_properties.title = _clean(context.title)
    made.core_properties.subject = _clean(context.subject)
    made.core_properties.author = _("CIM portal")
    made.core_properties.language = "en-US"
    made.add_heading(_clean(context.title), 0)
    said = (f"{context.lea} ({context.lea_code})", context.selpa, context.signed, *context.closed)
    for line in (*said, context.level, context.requires):
        _paragraphs(made, line)
    if context.summary:
        _summary(made, context.summary)
    letter = made.add_heading(_("What the letter says"), 1)
    letter.paragraph_format.page_break_before = context.summary is not None
    _table(made, context.element_columns, context.element_rows)
    if context.chart:
        _chart(made, context.chart)
    for section in context.sections:
        title = _("Step %(number)s: %(name)s") % {"number": section.number, "name": section.name}
        made.add_heading(_clean(title), 1)
        for activity in section.activities:
            _activity(made, activity)
    if context.amendments:
        made.add_heading(_("Amendments"), 1)
    for one in context.amendments:
        _amended(made, one)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def _summary(made: WordDocument, summary: Summary) -> None:
    """Write what the plan is about on a page of its own, then who does what by when."""
    made.add_heading(_("Summary"), 1).paragraph_format.page_break_before = True
    for table in summary.tables:
        made.add_heading(_clean(table.caption), 2)
        _table(made, table.columns, table.rows)
    if not summary.tables:
        _paragraphs(made, "")
    made.add_heading(_("Who does what by when"), 1).paragraph_format.page_break_before = True
    _table(made, summary.steps.columns, summary.steps.rows)
    if summary.timeline:
        _chart(made, summary.timeline)


def _amended(made: WordDocument, amended: Amended) -> None:
    """Write one amendment: when it was approved, why, and what it changed, page by page."""
    _paragraphs(made, amended.said)
    _paragraphs(made, amended.reason)
    if amended.files:
        _paragraphs(made, amended.files)
    for page in amended.pages:
        made.add_heading(_clean(page.title), 2)
        _table(made, amended.columns, page.rows)


def _activity(made: WordDocument, activity: ActivityView) -> None:
    made.add_heading(_clean(f"{activity.number} {activity.title}".strip()), 2)
    if not activity.started:
        _paragraphs(made, "")
        return
    for field in activity.fields:
        made.add_heading(_clean(field.label), 3)
        _field(made, field)
    if activity.drawing:
        said = _("Drawing of the causes; the same words are in the table of this activity")
        _picture(made, activity.drawing, said=said)


def _field(made: WordDocument, field: FieldView) -> None:
    if field.headings:
        _table(made, field.headings, [[cell.shown for cell in row.cells] for row in field.rows])
    elif field.given is not None:
        for line in field.given.lines:
            _paragraphs(made, line)
        if field.given.rows:
            _table(made, field.given.columns, field.given.rows)
        if chart := field.given.chart:
            if not field.given.rows:
                _table(made, chart.columns, chart.rows)
            _chart(made, chart)
    elif field.attachments or field.kind == "rich_list":
        for point in [file.name for file in field.attachments] or field.points or [""]:
            _paragraphs(made, point, style="List Bullet" if point else None)
    else:
        _paragraphs(made, field.shown)


def _paragraphs(made: WordDocument, text: str, *, style: str | None = None) -> None:
    for line in text.splitlines() or [""]:
        made.add_paragraph(_clean(line) or (_("No information") if not text else ""), style=style)


def _table(made: WordDocument, columns: list[str], rows: list[list[str]]) -> None:
    if not rows:
        _paragraphs(made, "")
        return
    table = made.add_table(rows=1, cols=max(len(columns), *map(len, rows)))
    table.style = "Table Grid"
    for cell, heading in zip(table.rows[0].cells, columns, strict=False):
        cell.paragraphs[0].add_run(_clean(heading)).bold = True
    repeated = OxmlElement("w:tblHeader")  # Word repeats the row on each page, and readers know it as the head
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=False):
            cell.text = _clean(text)
    made.add_paragraph("")


def _chart(made: WordDocument, chart: Chart) -> None:
    """Draw a chart after the table of its numbers."""
    said = _("%(title)s; the numbers are in the table before the drawing") % {"title": chart.title}
    _picture(made, chart.svg, said=said)


def _picture(made: WordDocument, svg: str, *, said: str) -> None:
    """Put a drawing on the page as a picture, which readers who do not see it know by what is `said` of it."""
    shape = made.add_picture(io.BytesIO(pictures.png(svg)))
    size = min(_NATURAL, _WIDE / shape.width, _HIGH / shape.height)
    shape.width, shape.height = int(shape.width * size), int(shape.height * size)
    shape._inline.docPr.set("descr", _clean(said))


def _clean(text: str) -> str:
    """Return the text without characters that no XML document can hold."""
    return _NOT_IN_XML.sub("", str(text))
