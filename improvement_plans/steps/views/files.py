"""The files of an activity: attached with its form, removed and put back there, downloaded from an address of their own."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponseBase
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cim_portal.lib import store
from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Verdict
from improvement_plans.plans import permissions
from improvement_plans.plans.models import Step
from improvement_plans.workbook import answers
from improvement_plans.workbook import kinds as workbook_kinds
from improvement_plans.workbook import queries as workbook_queries
from improvement_plans.workbook.models import Attachment
from improvement_plans.workbook.workbook import Place
from monitoring.access.who import SignedInRequest, User
from monitoring.definition import Column, Field
from monitoring.files import keeping, taken
from monitoring.files.refusing import FileRefused
from monitoring.ledger import ledger
from monitoring.ledger.events import DOWNLOADED


def attach_all(request: SignedInRequest, step: Step, place: Place) -> list[str]:
    """Attach the files of the form, and return why some were not. One that cannot be attached stops no other."""
    refused = []
    for name in request.FILES:
        for file in request.FILES.getlist(name) if _takes_files(place, name) else []:
            try:
                _attach(request, step, place, name, file)
            except FileRefused as why:
                refused.append(_("%(why)s It was not attached. Everything else is saved.") % {"why": why})
            except store.AwayError:
                away = _("The place where files are kept is away for a moment, so “%(name)s” was not attached.")
                refused.append(away % {"name": file.name} + " " + _("Everything else is saved. Try again soon."))
    return refused


def _takes_files(place: Place, name: str) -> bool:
    """Say whether `name` is a file field of the page, or a file column of one of its tables: table-row-column."""
    table, _, rest = name.partition("-")
    return any(
        (is_attached(f) and f.key == name)
        or (f.key == table and any(is_attached(c) and rest.endswith(f"-{c.key}") for c in f.columns))
        for f in place.activity.fields
    )


def has_files(place: Place) -> bool:
    """Say whether the page takes files."""
    return any(is_attached(f) or any(map(is_attached, f.columns)) for f in place.activity.fields)


def is_attached(part: Field | Column) -> bool:
    """Say whether a field or column takes files."""
    return workbook_kinds.kind(part).entry == "attached"


def _attach(request: SignedInRequest, step: Step, place: Place, name: str, file: "UploadedFile[bytes]") -> None:
    shown = answers.file_name(file.name or "file")
    taken.look_at(file, name=shown)
    answers.attach(
        step=step,
        activity=place.activity.slug,
        repeat=place.repeat,
        field=name[:60],
        name=shown,
        content=file.read(),
        by=request.user,
        at=now(),
    )


def remove_or_put_back(request: SignedInRequest, step: Step, place: Place) -> None:
    """Remove the file that a button of the form names, or put it back."""
    of_page = Attachment.objects.filter(step=step, activity=place.activity.slug, repeat=place.repeat)
    for name, act in (("detach", answers.detach), ("attach_again", answers.attach_again)):
        number = str(request.POST.get(name, ""))
        if number.isdecimal() and len(number) < 10 and (file := of_page.filter(pk=int(number)).first()):
            act(attachment=file, by=request.user, at=now())


def can_see_attachment(user: User, attachment: Attachment) -> Verdict:
    """Read an attached file: everyone who may read its step."""
    return permissions.can_see_step(user, attachment.step)


@require_GET
@guarded(can_see_attachment, load=workbook_queries.attachment)
def attachment(request: SignedInRequest, attachment: Attachment) -> HttpResponseBase:
    """Download an attached file, which may be about students: the ledger keeps who did."""
    ledger.record(DOWNLOADED, attachment, by=request.user, at=now(), lea=attachment.step.lea)
    return keeping.download(attachment.file, media_type=taken.media_type(attachment.name), name=attachment.name)
