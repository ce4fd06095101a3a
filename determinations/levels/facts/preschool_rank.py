"""The percentage rank in the preschool evaluation."""

from django.utils.translation import gettext_lazy as _

from determinations.levels.facts.declared import rank
from monitoring.definition.facts import FactKind

FACT = rank("preschool", FactKind("preschool_rank", _("Percentage rank in the preschool evaluation (0 is lowest)")))
