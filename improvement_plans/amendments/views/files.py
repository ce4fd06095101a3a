"""The files of an amendment: attached with its form, removed and put back there, downloaded from an address of their own."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.utils.text import format_lazy
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from cim_portal.lib import store
from cim_portal.lib.doors import guarded
from improvement_plans.amendments import permissions, queries, services
from improvement_plans.amendments.models import Amendment, AmendmentFile
from improvement_plans.workbook import answers
from monitoring.access.who import SignedInRequest
from monitoring.files import keeping, taken
from monitoring.files.refusing import FileRefused
from monitoring.ledger import ledger
from monitoring.ledger.events import DOWNLOADED

HINT = format_lazy(
    gettext_lazy(
        "Up to {limit} MB each. They must not have a student’s name or number in them. They are attached when you save."
    ),
    limit=taken.LIMIT_MB,
)


def shown(amendment: Amendment) -> dict[str, object]:
    """Return the files of an amendment as the page has them: their input, those that are there, those that were removed."""
    return {
        "name": "files",
        "attachments": queries.files(amendment),
        "removed": queries.removed_files(amendment),
    }


def act(request: SignedInRequest, amendment: Amendment) -> None:
    """Attach the files of the form, and remove or put back the one that a button names; say of each why it was not."""
    for file in request.FILES.getlist("files"):
        name = answers.file_name(file.name or "file")
        try:
            taken.look_at(file, name=name)
            services.attach(amendment=amendment, name=name, content=file.read(), by=request.user, at=now())
        except FileRefused as why:
            messages.error(request, _("%(why)s It was not attached. Everything else is saved.") % {"why": why})
        except store.AwayError:
            away = _("The place where files are kept is away for a moment, so “%(name)s” was not attached.")
            again = _("Everything else is saved. Try again soon.")
            messages.error(request, f"{away % {'name': name}} {again}")
    for button, do in (("detach", services.detach), ("attach_again", services.attach_again)):
        number = request.POST.get(button, "")
        if number.isdecimal() and len(number) < 10 and (one := amendment.files.filter(pk=int(number)).first()):
            do(file=one, by=request.user, at=now())


@require_GET
@guarded(permissions.can_see_file, load=queries.file)
def file(request: SignedInRequest, file: AmendmentFile) -> HttpResponseBase:
    """Download a file of an amendment, which may be about students: the ledger keeps who did."""
    ledger.record(DOWNLOADED, file, by=request.user, at=now(), lea=file.amendment.lea)
    return keeping.download(file.file, media_type=taken.media_type(file.name), name=file.name)
