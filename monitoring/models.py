"""Gathers the models of this app's subjects, for Django alone: everyone else imports them where they are."""

from monitoring.definition.models import DefinitionVersion, StepFormsVersion
from monitoring.files.models import Kept
from monitoring.ledger.models import Event
from monitoring.notices.models import Notice
from monitoring.oversight.models import Assignment, Note, Unit
from monitoring.people.models import LeaGrant, Person, SelpaGrant, StateGrant
from monitoring.places.models import County, Lea, LeaYear, PastSelpa, Selpa, State
from monitoring.resources.models import Mailing, Posting, Resource, Subscriber, Topic
from monitoring.saved_views.models import SavedView
from monitoring.tokens.models import Token
from monitoring.work.models import Job
from monitoring.years.models import Year

__all__ = [
    "Assignment",
    "County",
    "DefinitionVersion",
    "Event",
    "Job",
    "Kept",
    "Lea",
    "LeaGrant",
    "LeaYear",
    "Mailing",
    "Note",
    "Notice",
    "PastSelpa",
    "Person",
    "Posting",
    "Resource",
    "SavedView",
    "Selpa",
    "SelpaGrant",
    "State",
    "StateGrant",
    "StepFormsVersion",
    "Subscriber",
    "Token",
    "Topic",
    "Unit",
    "Year",
]
