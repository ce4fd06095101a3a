"""The percentage rank in the intensive evaluation."""

from django.utils.translation import gettext_lazy as _

from determinations.levels.facts.declared import rank
from monitoring.definition.facts import FactKind

FACT = rank("intensive", FactKind("intensive_rank", _("Percentage rank in the intensive evaluation (0 is lowest)")))
