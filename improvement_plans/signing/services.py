"""Names who signs a step, and keeps their signatures."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cim_portal.lib.verdict import Refused
from improvement_plans.activities import contents
from improvement_plans.plans import notifying
from improvement_plans.plans.models import Step
from improvement_plans.signing import events, notices, permissions, queries
from improvement_plans.signing.models import Signature, Signer
from improvement_plans.signing.queries import Line
from improvement_plans.workbook import answers, quota
from monitoring.files import keeping
from monitoring.files.refusing import FileRefused
from monitoring.ledger import ledger
from monitoring.ledger.kinds import EventKind
from monitoring.people.models import Person

PAGES = ("pdf", "png", "jpg", "jpeg")


class NoSuchOffice(Refused):
    """The step is not signed in that office, or not by that person."""


class AnotherText(Refused):
    """The text is not the one that the person read."""


def name(*, step: Step, office: str, person: int, by: Person, at: datetime) -> Signer:
    """Name who signs a step in an office; once the step is complete, that person is notified. The same again does nothing.

    Raises NotYou, NoSuchOffice.
    """
    with transaction.atomic():
        row = _locked(step)
        if not (verdict := permissions.can_name(by, row)):
            raise ledger.NotYou(verdict.reason)
        line = _line(row, office)
        chosen = next((one for one in queries.candidates(row, line.office) if one.pk == person), None)
        if chosen is None:
            raise NoSuchOffice(_("This person has no account with the role that signs here. Choose another."))
        if line.signer and line.signer.person_id == person:
            return line.signer
        signer, _made = Signer.objects.update_or_create(
            step=row, office=office, defaults={"person": chosen, "named_by": by, "named_at": at}
        )
        ledger.record(events.NAMED, row, by=by, at=at, values={"office": line.office.label})
        if not contents.missing(row):
            _notify(events.NAMED, row, line.office.label, person, at=at)
    return signer


def ask(*, step: Step, by: Person, at: datetime) -> None:
    """Notify those who are named and have not signed the text as it is, in the caller's transaction."""
    waiting = [line for line in queries.lines(step) if line.signer and line.signature is None]
    if waiting:
        ledger.record(events.ASKED, step, by=by, at=at)
    for line in waiting:
        assert line.signer is not None  # noqa: S101 - asked for
        _notify(events.ASKED, step, line.office.label, line.signer.person_id, at=at)


def sign(*, step: Step, office: str, digest: str, by: Person, at: datetime) -> Signature:
    """Sign the text of a step in an office, for oneself. `digest` is the hash of the text that the person read.

    The second click signs no second time. Raises NotYou, NoSuchOffice, Incomplete, AnotherText.
    """
    with transaction.atomic():
        row = _locked(step)
        line = _line(row, office)
        if not (verdict := permissions.can_sign(by, row, line)):
            raise ledger.NotYou(verdict.reason)
        _insist_on_text(row, digest)
        if line.signature:
            return line.signature
        made = Signature.objects.create(
            step=row, office=office, label=line.office.label, person=by, at=at, digest=digest
        )
        ledger.record(events.SIGNED, row, by=by, at=at, values={"office": line.office.label})
    return made


def sign_by_page(*, step: Step, content: bytes, file_name: str, digest: str, by: Person, at: datetime) -> Signature:
    """Keep a signature page, which was looked at, for the text of a step: it takes the place of the signatures in the portal.

    Raises NotYou, Incomplete, AnotherText, FileRefused, AwayError.
    """
    shown = answers.file_name(file_name)
    if shown.rpartition(".")[2].lower() not in PAGES:
        raise FileRefused(_("A signature page is a PDF or a picture: %(endings)s.") % {"endings": ", ".join(PAGES)})
    with transaction.atomic():
        row = _locked(step)
        if not (verdict := permissions.can_sign_by_page(by, row)):
            raise ledger.NotYou(verdict.reason)
        _insist_on_text(row, digest)
        quota.insist(row.plan_id, content=content, name=shown)
        made, is_new = Signature.objects.get_or_create(
            step=row, office="", person=by, digest=digest, file=keeping.keep(content),
            defaults={"at": at, "file_name": shown},
        )  # fmt: skip
        if is_new:
            ledger.record(events.SIGNED_BY_PAGE, row, by=by, at=at)
    return made


def _insist_on_text(step: Step, digest: str) -> None:
    if faults := contents.missing(step):
        raise ledger.Incomplete([fault.sentence for fault in faults])
    if digest != queries.digest_of(step):
        raise AnotherText(_("The text of the step changed while you read it. Nothing was signed. Read it again."))


def _line(step: Step, office: str) -> Line:
    found = next((one for one in queries.lines(step) if one.office.key == office), None)
    if found is None:
        raise NoSuchOffice(_("This step is not signed in that office."))
    return found


def _locked(step: Step) -> Step:
    related = Step.objects.select_for_update(of=("self",)).select_related(
        "plan__lea", "plan__year", "plan__definition", "plan__letter"
    )
    return related.get(pk=step.pk)


def _notify(kind: EventKind, step: Step, office: str, person: int, *, at: datetime) -> None:
    notifying.notify_one_of_step(kind, notices.READY_TO_SIGN, step, person=person, at=at, office=office)
