"""From the address to an attached file."""

from django.shortcuts import get_object_or_404

from improvement_plans.workbook.models import Attachment
from monitoring.access.who import User


def attachment(user: User, pk: int) -> Attachment:
    """Return an attached file. Raises Http404."""
    return get_object_or_404(
        Attachment.objects.visible_to(user).select_related("file", "step__plan__lea", "step__plan__year"), pk=pk
    )
