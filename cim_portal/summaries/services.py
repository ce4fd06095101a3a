"""Asking for summaries, drawing them, and giving those of all SELPAs as one ZIP."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime
from zipfile import ZIP_STORED

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from zipstream import ZipStream

from cim_portal.lib import canonical, pdf
from cim_portal.lib.verdict import Refused
from cim_portal.summaries.declaring import Of
from cim_portal.summaries.kinds import KINDS
from cim_portal.summaries.models import Summary
from determinations.runs import queries as runs_queries
from monitoring.files import keeping
from monitoring.ledger import ledger
from monitoring.ledger.events import DOWNLOADED
from monitoring.people.models import Person
from monitoring.places.models import LeaYear, Selpa, State
from monitoring.work import jobs
from monitoring.work.models import Job
from monitoring.years.models import Year

DRAW, DRAW_ALL = "cim_portal.summarize", "cim_portal.summarize_in_bulk"
TEMPLATE = "cim_portal/summaries/print.html"


class NotDrawn(Refused):
    """No summary of a SELPA is drawn yet, or nothing is final."""


def known(*, year: Year, kind: str, of: Of) -> Summary | None:
    """Return the summary that was asked for before, with its PDF, or None."""
    found = Summary.objects.filter(year=year, kind=kind, selpa=of.selpa, lea=of.lea)
    return found.select_related("pdf", "year", "selpa", "lea").first()


def ask(*, year: Year, kind: str, of: Of, by: Person, at: datetime) -> Summary:
    """Have a worker draw a summary as of now."""
    summary = _row(year, kind, of)
    jobs.enqueue(DRAW, summary, at=at, by=by)
    return summary


def ask_for_all(*, year: Year, by: Person, at: datetime) -> Job:
    """Have a worker draw the summaries of all SELPAs as of now."""
    return jobs.enqueue(DRAW_ALL, year, at=at, by=by)


def draw(summary: Summary, *, at: datetime) -> None:
    """Draw the PDF of a summary, unless it says already what is the case. Raises NotDrawn."""
    run = runs_queries.final_run(summary.year.year)
    if run is None:
        raise NotDrawn(_("No run of %(year)s is final.") % {"year": summary.year})
    content = KINDS[summary.kind].gather(run, _of(summary), localdate(at))
    # The day alone makes no other document: what is in the PDF says for which day it was drawn.
    said = asdict(content) | {"facts": [fact for fact in content.facts if fact[0] != _("As of")]}
    says = canonical.sha256(canonical.canonical(said))
    if summary.says != says:
        summary.pdf = keeping.keep(
            pdf.draw(
                template=TEMPLATE,
                context={"summary": content},
                title=content.title,
                on=localdate(at),
                subject=summary.title,
                drawings=content.drawings,
            )
        )
    summary.says, summary.drawn_at = says, at
    summary.save(update_fields=["says", "pdf", "drawn_at"])


def draw_all(year: Year, *, at: datetime, report: Callable[[int, int], None]) -> None:
    """Draw the summary of each SELPA that has LEAs in a year; `report` is given how many are done, and of how many."""
    selpas = list(selpas_of(year))
    for done, selpa in enumerate(selpas):
        report(done, len(selpas))
        draw(_row(year, "selpa", Of(selpa.code, str(selpa), selpa=selpa)), at=at)


def of_selpas(year: Year) -> QuerySet[Summary]:
    """Return the drawn summaries of SELPAs of a year, by code."""
    drawn = Summary.objects.filter(year=year, kind="selpa", pdf__isnull=False)
    return drawn.select_related("selpa").order_by("selpa__code")


def archive(*, year: Year, by: Person, at: datetime) -> Iterator[bytes]:
    """Return the ZIP of the summaries of SELPAs in pieces. Raises NotDrawn."""
    rows = list(of_selpas(year).values_list("selpa__code", "pdf"))
    if not rows:
        raise NotDrawn(_("No summary of a SELPA is drawn yet."))
    ledger.record(DOWNLOADED, year, by=by, at=at)
    made = ZipStream(compress_type=ZIP_STORED)  # a PDF is compressed already
    for code, sha256 in rows:
        made.add(_content(sha256), f"summary-{year}-{code}.pdf")
    return iter(made)


def _content(sha256: str) -> Iterator[bytes]:
    yield keeping.content(sha256)


def selpas_of(year: Year) -> QuerySet[Selpa]:
    """Return the SELPAs that have LEAs in the directory of a year."""
    return Selpa.objects.filter(pk__in=LeaYear.objects.filter(year=year).values("selpa")).order_by("code")


def _of(summary: Summary) -> Of:
    if summary.lea:
        return Of(summary.lea.code, str(summary.lea), lea=summary.lea)
    if summary.selpa:
        return Of(summary.selpa.code, str(summary.selpa), selpa=summary.selpa)
    state = State.objects.get()
    return Of(state.code, str(state))


def _row(year: Year, kind: str, of: Of) -> Summary:
    title = _("%(year)s summary: %(name)s") % {"year": year, "name": of.name}
    place = {"year": year, "kind": kind, "selpa": of.selpa, "lea": of.lea}
    return Summary.objects.get_or_create(**place, defaults={"title": title[:200]})[0]
