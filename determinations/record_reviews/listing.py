"""The numbers of records as people paste them, or as a CSV file has them. Names and the state's own numbers are refused."""

import csv
import io

from django.utils.translation import gettext as _

from determinations.findings import identifiers
from determinations.findings.identifiers import NotLocal

MOST = 5_000  # records of one list
HEADS = ("number", "record", "local_number", "child")  # what the first line of a file may be


def numbers(text: str) -> list[str]:
    """Return the numbers of a text, one a line, each once. Raises NotLocal, also for one that is there twice."""
    found: dict[str, None] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        number = identifiers.local(line)
        if number in found:
            raise NotLocal(_("%(number)s is there twice. Write each record once.") % {"number": number})
        found[number] = None
    if len(found) > MOST:
        raise NotLocal(_("A list has at most %(most)s records.") % {"most": f"{MOST:,}"})
    return list(found)


def of_file(content: bytes) -> str:
    """Return the text of a CSV file of one column, without its head. Raises NotLocal where it is no text or has more columns."""
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as why:
        raise NotLocal(_("The file cannot be read. Save it as CSV (UTF-8) and choose it again.")) from why
    if any(cell.strip() for row in rows for cell in row[1:]):
        raise NotLocal(_("The file has more than one column. Leave only the LEA’s own number of each record."))
    lines = [row[0] if row else "" for row in rows]
    if lines and lines[0].strip().lower() in HEADS:
        lines = lines[1:]
    return "\n".join(lines)
