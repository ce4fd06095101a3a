"""Who and when: places, people, years, and what the portal keeps of moves, work, files and notices."""

from monitoring.models.events import Event
from monitoring.models.files import Kept
from monitoring.models.notices import Notice
from monitoring.models.people import LeaGrant, Person, SelpaGrant, StateGrant
from monitoring.models.places import County, Lea, LeaYear, Selpa, State, in_year
from monitoring.models.resources import Resource, Subscriber, Topic
from monitoring.models.work import Job
from monitoring.models.years import DefinitionVersion, StepFormsVersion, Year

__all__ = [
    "County",
    "DefinitionVersion",
    "Event",
    "Job",
    "Kept",
    "Lea",
    "LeaGrant",
    "LeaYear",
    "Notice",
    "Person",
    "Resource",
    "Selpa",
    "SelpaGrant",
    "State",
    "StateGrant",
    "StepFormsVersion",
    "Subscriber",
    "Topic",
    "Year",
    "in_year",
]
