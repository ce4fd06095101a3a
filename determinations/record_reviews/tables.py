"""A sample as a table that leaves the portal: every record of its list in the order of the draw, and what was said of it."""

from cim_portal.lib.sheets import Table
from determinations.record_reviews import drawing, queries
from determinations.record_reviews.models import Answer, Item, Record, Sample

COLUMNS = ["order", "record", "sha256_of_seed_and_record", "in_sample", "replaced_because"]
IN_SAMPLE, REPLACED, NOT_DRAWN = "yes", "replaced", "not drawn"


def sample(of: Sample) -> Table:
    """Return the table: for each requirement a column of answers and one of notes, by its code."""
    items = list(of.items.order_by("pk"))
    drawn = {record.number: record for record in queries.drawn(of)}
    rows = [
        [place, number, drawing.digest(of.seed, number), *_said(drawn.get(number), items)]
        for place, number in enumerate(queries.pool(of), start=1)
    ]
    columns = [name for item in items for name in (item.code, f"{item.code} note")]
    return [*COLUMNS, *columns], rows


def _said(record: Record | None, items: list[Item]) -> list[object]:
    if record is None:
        return [NOT_DRAWN, "", *([""] * 2 * len(items))]
    answers = {answer.item_id: answer for answer in record.answers.all()}
    said = [cell for item in items for cell in _cells(answers.get(item.pk))]
    return [REPLACED if record.replaced_at else IN_SAMPLE, record.reason, *said]


def _cells(answer: Answer | None) -> tuple[str, str]:
    return (str(answer.get_value_display()), answer.note) if answer else ("", "")
