"""The resource center and the email list of the demonstration."""

from datetime import datetime, timedelta

from monitoring.people.models import Person
from monitoring.resources import services, subscribers
from monitoring.resources.models import Subscriber, Topic

# What it is called, its words, level, step, and topic: one of the four that the portal comes with.
DISCIPLINE, PLACEMENT = "disciplinary-action", "more-restrictive-environments"
IN_GENERAL, CATEGORY = "special-education-in-general", "specific-disability-category"
RESOURCES = (
    ("What the three steps are", "A short introduction for a team that begins.", "", None, IN_GENERAL),
    ("Forming a CIM team", "Whom to ask, and how to keep both sides at the table.", "", 1, IN_GENERAL),
    ("Drilling down into an element", "From a rate to where, for whom and since when.", "", 1, PLACEMENT),
    ("Drawing a fishbone", "How to get from a weakness to causes that the LEA can change.", "", 2, PLACEMENT),
    ("Writing an outcome that can be counted", "Baseline, target, date, and who counts.", "", 3, DISCIPLINE),
    ("Working with your SELPA", "What Targeted levels ask for.", "T2", 1, IN_GENERAL),
    ("Reviewing policies, practices and procedures", "With the state alongside.", "T3", 1, DISCIPLINE),
    ("Working alongside the state", "What to expect at Intensive levels.", "I3", 1, PLACEMENT),
    ("Early intervening services and the reserve", "Fifteen percent, line by line.", "SD", 3, CATEGORY),
    ("Reviewing student records in a small LEA", "A sample, and what to look for.", "SL", 1, CATEGORY),
    ("Regular preschool programs", "Where children of three to five learn together.", "", None, PLACEMENT),
)
SHEET = "question,where to look,who answers\nWhere is the gap widest?,CALPADS by school and grade,data lead\n"
WITHDRAWN = "Working with your SELPA, edition of 2021"
LINK = "https://spptap.org/2024-cceis-materials"
SUBSCRIBERS = ("news@alder.example", "director@fern.example", "parent@home.example", "left@gone.example")


def fill(*, by: Person, at: datetime, ended: datetime) -> None:
    """Fill the topics, the resources and the email list, which one subscriber has left when it `ended` for them."""
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    for title, text, level, step, topic in RESOURCES:
        wording = services.Wording(title, text, level, step, LINK)
        services.add(wording=wording, file=None, topics=[topics[topic]], by=by, at=at)
    sheet = services.Wording("Questions for the first data meeting", "A sheet to fill in together.", "", 1, "")
    handed = services.Handed("questions.csv", SHEET.encode())
    services.add(wording=sheet, file=handed, topics=topics.values(), by=by, at=at)
    old = services.add(
        wording=services.Wording(WITHDRAWN, "", "T2", 1, LINK), file=None, topics=[], by=by, at=at - timedelta(days=9)
    )
    services.withdraw(resource=old, by=by, at=at)
    for number, email in enumerate(SUBSCRIBERS):
        _subscribe(email, confirms=number != 2, left=ended if number == 3 else None, at=at)


def _subscribe(email: str, *, confirms: bool, left: datetime | None, at: datetime) -> None:
    subscribers.ask(email=email, at=at)
    subscriber = Subscriber.objects.get(email=email)
    if confirms:
        subscribers.confirm(subscriber=subscriber, at=at + timedelta(hours=1))
    if left:
        subscribers.leave(subscriber=subscriber, at=left)
