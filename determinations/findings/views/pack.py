"""The evidence pack of an LEA, as a ZIP."""

from django.http import StreamingHttpResponse
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from cim_portal.lib.doors import guarded
from determinations.findings import pack, permissions
from determinations.findings.loading import lea_with_findings
from monitoring.access.who import SignedInRequest
from monitoring.places.models import Lea


@require_GET
@guarded(permissions.can_take_pack, load=lea_with_findings)
def download(request: SignedInRequest, lea: Lea) -> StreamingHttpResponse:
    """Send the pack while it is made."""
    pieces = pack.take(lea=lea, by=request.user, at=now())
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="findings-{lea.code}.zip"'
    return response
