"""What a file is, by the columns that it has, before anyone said so."""

from determinations.uploads.declaring import Format
from determinations.uploads.formats import FORMATS
from determinations.uploads.problems import FileRefused
from determinations.uploads.reading import encoding, headers, texts, workbooks

OPENING = 1024 * 1024  # bytes in which the header of a text is looked for


def recognized(content: bytes, *, name: str) -> Format | None:
    """Return the format whose columns the file called `name` has, or None where it has those of none, or of several."""
    try:
        fits = _fits(content, name)
    except FileRefused:
        return None
    best = [form for form, fit in fits if fit and fit == max(one for _form, one in fits)]
    return best[0] if len(best) == 1 else None


def _fits(content: bytes, name: str) -> list[tuple[Format, int]]:
    """Return how well the best row of the file fits as the header of each format; 0 where a column is missing in all."""
    found = []
    of_sheets = _of_sheets(content, name)
    for form in FORMATS.values():
        rows = [row for row in of_sheets or [_of_text(content, form)] if headers.complete(form, row)]
        found.append((form, max((headers.fit(form, row) for row in rows), default=0)))
    return found


def _of_sheets(content: bytes, name: str) -> list[list[str]]:
    """Return the first rows of every sheet of a workbook that is seen; none for a text."""
    workbooks.refuse_old(content)
    if not workbooks.is_zip(content):
        return []
    seen = [sheet for sheet in workbooks.sheets(content, name=name) if not sheet.hidden]
    return [[str(cell) for cell in row] for sheet in seen for row in sheet.rows[: texts.HEADER_WITHIN]]


def _of_text(content: bytes, form: Format) -> list[str]:
    """Return the row of a text that fits best as the header of a format."""
    text, _guessed = encoding.decoded(content[:OPENING])
    return texts.below_titles(text, form=form)[1]
