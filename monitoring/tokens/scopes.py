"""What a personal token may read; each reads at most what its person may see."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LEVELS, LETTERS, PLANS, DISPROPORTIONALITY = "levels", "letters", "plans", "disproportionality"
SCOPES: "dict[str, StrOrPromise]" = {
    LEVELS: _("Levels with why, elements, and yearly determinations"),
    LETTERS: _("Letters"),
    PLANS: _("Plans with their steps, where each is and when it is due"),
    DISPROPORTIONALITY: _("Cells of disproportionality"),
}
