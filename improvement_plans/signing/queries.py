"""Who has to sign a step, who signed it, and whether the text is still the one that they signed."""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cim_portal.lib import canonical, dates
from improvement_plans.plans.models import Step, Submission
from improvement_plans.signing.models import Signature, Signer
from improvement_plans.workbook.models import Answer, Attachment
from monitoring.access.who import User
from monitoring.definition import definition_of
from monitoring.people import grants
from monitoring.people.models import Person
from monitoring.places import reading


@dataclass(frozen=True)
class Office:
    """An office in which a step is signed, as its step forms have it: `roles` are those of accounts that can."""

    key: str
    label: str
    roles: frozenset[str]
    required: bool


@dataclass(frozen=True)
class Line:
    """Where the signature of an office is: who is named, what they signed, and what they signed before the text changed."""

    office: Office
    signer: Signer | None
    signature: Signature | None
    outdated: Signature | None


def offices(step: Step) -> list[Office]:
    """Return the offices in which a step is signed at its plan's level, in the order of its step forms."""
    level = step.plan.level
    return [
        Office(
            f"{activity.slug}.{field.key}",
            str(field.label),
            frozenset(field.signed_by),
            field.required(level=level, value={}),
        )
        for activity, _required in definition_of(step.plan.definition).activities_for(level, step.number)
        for field in activity.fields
        if field.signed_by
    ]


def answers_of(step: Step) -> dict[str, dict[str, object]]:
    """Return every answer of the step: activity → repeat key → field → value."""
    found: dict[str, dict[str, object]] = {}
    for answer in Answer.objects.filter(step=step).order_by("activity", "repeat"):
        found.setdefault(answer.activity, {})[answer.repeat] = answer.value
    return found


def digest_of(step: Step) -> str:
    """Return the hash of everything that is entered and attached in a step as it is now."""
    files = Attachment.objects.filter(step=step, removed_at__isnull=True).order_by("pk")
    attached = [list(one) for one in files.values_list("activity", "repeat", "field", "file_id", "name")]
    said = {"period": step.period, "answers": answers_of(step), "files": attached}
    return canonical.sha256(canonical.canonical(said))


def lines(step: Step) -> list[Line]:
    """Return where the signature of each office of a step is."""
    named = {one.office: one for one in Signer.objects.filter(step=step).select_related("person")}
    digest, signed = digest_of(step), list(step.signatures.exclude(office="").select_related("person").order_by("pk"))
    found = []
    for office in offices(step):
        signer = named.get(office.key)
        mine = [one for one in signed if one.office == office.key and signer and one.person_id == signer.person_id]
        now = next((one for one in mine if one.digest == digest), None)
        found.append(Line(office, signer, now, mine[-1] if mine and now is None else None))
    return found


def page_of(step: Step) -> Signature | None:
    """Return the signature page that was uploaded for the text as it is now, or None."""
    pages = step.signatures.filter(office="", digest=digest_of(step)).select_related("person", "file")
    return pages.order_by("-pk").first()


def missing(step: Step) -> list[str]:
    """Return a sentence for each office that has not signed the text as it is now; none where a signature page was uploaded."""
    if not offices(step) or page_of(step):
        return []
    found = []
    for line in lines(step):
        words = {"office": line.office.label}
        if line.signature or not line.office.required:
            continue
        if line.outdated:
            said = _("“%(office)s”: the text changed after %(person)s signed it on %(day)s. It has to be signed again.")
            words |= {"person": str(line.outdated.person), "day": dates.in_words(localdate(line.outdated.at))}
        else:
            said = _("“%(office)s” has not signed yet.")
        found.append(said % words)
    return found


def candidates(step: Step, office: Office) -> list[Person]:
    """Return who can be named for an office: the accounts with one of its roles for the LEA."""
    return list(grants.people_with(office.roles, lea=step.lea))


def signed(submission: Submission, *, names: bool) -> list[str]:
    """Return who signed what was submitted, a line an office; in a document for everyone without names."""
    found = Signature.objects.filter(step=submission.step, digest=submission.digest).select_related("person")
    if not submission.digest:
        return []
    return [_line(one, names=names) for one in found.order_by("pk")]


def _line(one: Signature, *, names: bool) -> str:
    words = {"office": one.label, "day": dates.moment(one.at), "person": str(one.person), "file": one.file_name}
    if one.office:
        said = _("%(office)s: signed by %(person)s, %(day)s") if names else _("%(office)s: signed, %(day)s")
    elif names:
        said = _("Signed on the signature page “%(file)s”, which %(person)s uploaded, %(day)s")
    else:
        said = _("Signed on a signature page, %(day)s")
    return said % words


def page(user: User, pk: int) -> Signature:
    """Return an uploaded signature page. Raises Http404."""
    mine = Signature.objects.filter(reading.in_scope(user, path="step__plan__lea__", year="step__plan__year"))
    related = mine.select_related("step__plan__lea", "step__plan__year", "step__plan__definition", "file")
    return get_object_or_404(related, pk=pk, file__isnull=False)
