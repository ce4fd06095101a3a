"""The percentage rank on least restrictive environment."""

from django.utils.translation import gettext_lazy as _

from determinations.levels.facts.declared import rank
from monitoring.definition.facts import FactKind

FACT = rank("lre", FactKind("lre_rank", _("Percentage rank on least restrictive environment (0 is lowest)")))
