"""The evidence pack of an LEA: of each finding the data, the notice, what was corrected, the verifications and the closing
letter, in this order, in one ZIP with a page of contents. It is sent while it is made."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.template.loader import render_to_string
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from zipstream import ZIP_DEFLATED, ZipStream

from cim_portal.lib import dates, sheets
from cim_portal.lib.shapes import JsonObject
from determinations.findings import events, letters
from determinations.findings.models import Child, Finding, FindingLetter, Round
from monitoring.files import keeping
from monitoring.ledger import ledger
from monitoring.people.models import Person
from monitoring.places.models import Lea

CONTENTS = "contents.html"
COLUMNS = ["file", "file_sha256", "row", "child", "due_on", "code_of_the_delay"]


@dataclass(frozen=True)
class Part:
    """A file of the pack: where it is in it, what people call it, and how its bytes are had when its turn comes."""

    path: str
    words: str
    read: Callable[[], bytes]


@dataclass(frozen=True)
class Sent:
    """What the LEA sent at one time, and its files in the pack. `children` are (number, outcome, deed, day) in words."""

    round: Round
    children: list[tuple[str, str, str, str]]
    files: list[Part]


@dataclass(frozen=True)
class Chapter:
    """A finding with its files in the pack, None for those that it does not have."""

    finding: Finding
    data: Part | None
    notice: Part | None
    sent: list[Sent]
    closure: Part | None

    @property
    def parts(self) -> list[Part]:
        """Every file, in order."""
        files = [self.data, self.notice, *(file for sent in self.sent for file in sent.files), self.closure]
        return [file for file in files if file]


def take(*, lea: Lea, by: Person, at: datetime) -> Iterator[bytes]:
    """Return the ZIP in pieces, and write into the ledger who took it. What only the state knows is not in it."""
    chapters = [_chapter(finding) for finding in _findings(lea, by)]
    ledger.record(events.PACKED, lea, by=by, at=at, lea=lea)
    archive = ZipStream(compress_type=ZIP_DEFLATED)
    context = {"title": _("Evidence pack"), "lea": lea, "chapters": chapters, "on": localdate(at), "by": by}
    archive.add(render_to_string("determinations/findings/pack.html", context), CONTENTS)
    for chapter in chapters:
        for part in chapter.parts:
            archive.add(_bytes(part), part.path)
    return iter(archive)


def _findings(lea: Lea, by: Person) -> list[Finding]:
    found = Finding.objects.visible_to(by).known_outside_the_state().filter(lea=lea)
    related = ("rows__upload", "samples", "letters__pdf", "rounds__given_by", "rounds__returned_by")
    rows = found.select_related("lea", "year__definition", "children_by", "data_by").prefetch_related(*related)
    return list(rows.order_by("notified_at", "pk"))


def _chapter(finding: Finding) -> Chapter:
    folder = f"finding-{finding.pk}"
    of_kind = {letter.kind: letter for letter in finding.letters.all()}
    return Chapter(
        finding=finding,
        data=_data(finding, f"{folder}/1-data.csv") if finding.rows.all() else None,
        notice=_letter(of_kind.get(FindingLetter.Kind.NOTICE), f"{folder}/2-notice.pdf"),
        sent=[_sent(one, folder) for one in sorted(finding.rounds.all(), key=lambda one: one.number)],
        closure=_letter(of_kind.get(FindingLetter.Kind.CLOSURE), f"{folder}/4-closing-letter.pdf"),
    )


def _data(finding: Finding, path: str) -> Part:
    rows = [
        [one.upload.file_name, one.upload.file_id, one.row, one.child, one.due_on, one.delay_code]
        for one in finding.rows.all()
    ]
    return Part(path, _("Rows of uploaded files"), lambda: sheets.csv_bytes(COLUMNS, rows))


def _letter(letter: FindingLetter | None, path: str) -> Part | None:
    if letter is None:
        return None
    return Part(path, letter.get_kind_display(), lambda: keeping.content(letters.drawn(letter).sha256))


def _sent(one: Round, folder: str) -> Sent:
    files = [
        _kept(file["sha256"], file["name"], f"{folder}/3-correction-{one.number}/{place}-{_safe(file['name'])}")
        for place, file in enumerate(one.said["files"], start=1)
    ]
    return Sent(one, [_child(child) for child in one.said["children"]], files)


def _child(said: JsonObject) -> tuple[str, str, str, str]:
    outcome = Child.Outcome(said["outcome"]).label if said["outcome"] else ""
    day = dates.in_words(date.fromisoformat(said["done_on"])) if said["done_on"] else ""
    return said["number"], str(outcome), said["done"], day


def _kept(sha256: str, name: str, path: str) -> Part:
    return Part(path, name, lambda: keeping.content(sha256))


def _safe(name: str) -> str:
    """Return the name of a file without what would lead out of its folder."""
    return "".join("_" if letter in '/\\:*?"<>|' or ord(letter) < 32 else letter for letter in name)


def _bytes(part: Part) -> Iterator[bytes]:
    yield part.read()
