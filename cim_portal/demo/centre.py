"""The resource centre and the e-mail list of the demonstration."""

from datetime import datetime, timedelta

from monitoring.models import Person, Resource, Subscriber, Topic

TOPICS = (
    ("inclusion", "Inclusion and placement", "Learning in regular class, co-teaching and the master schedule."),
    ("discipline", "Discipline and belonging", "Suspension, positive supports and a fair school climate."),
    ("disproportionality", "Disproportionality", "Finding out why a group is over-identified, and what to change."),
    ("preschool", "Preschool", "Regular early childhood programs and outcomes at age level."),
    ("transition", "Transition to adult life", "Planning, employment and further education."),
    ("data", "Reading your data", "What each indicator counts, which year it describes, and how to drill down."),
)
RESOURCES = (
    ("What the three steps are", "A short introduction for a team that begins.", "", None, "data"),
    ("Forming a CIM team", "Whom to ask, and how to keep both sides at the table.", "", 1, "data"),
    ("Drilling down into an element", "From a rate to where, for whom and since when.", "", 1, "data"),
    ("Drawing a fishbone", "How to get from a weakness to causes that the LEA can change.", "", 2, "inclusion"),
    ("Writing an outcome that can be counted", "Baseline, target, date, and who counts.", "", 3, "inclusion"),
    ("Working with your SELPA", "What Targeted levels ask for.", "T2", 1, "inclusion"),
    ("Reviewing policies, practices and procedures", "With the state alongside.", "T3", 1, "discipline"),
    ("Working alongside the state", "What to expect at Intensive levels.", "I3", 1, "inclusion"),
    ("Early intervening services and the reserve", "Fifteen percent, line by line.", "SD", 3, "disproportionality"),
    ("Reviewing student records in a small LEA", "A sample, and what to look for.", "SL", 1, "transition"),
    ("Regular preschool programs", "Where children of three to five learn together.", "", None, "preschool"),
)
LINK = "https://spptap.org/2024-cceis-materials"
SUBSCRIBERS = ("news@alder.example", "director@fern.example", "parent@home.example", "left@gone.example")


def fill(*, by: Person, at: datetime) -> None:
    """Fill the topics, the resources and the e-mail list."""
    topics = {
        slug: Topic.objects.create(slug=slug, title=title, text=text, order=order)
        for order, (slug, title, text) in enumerate(TOPICS)
    }
    for title, text, level, step, topic in RESOURCES:
        resource = Resource.objects.create(
            title=title, text=text, level=level, step=step, link=LINK, changed_at=at, changed_by=by
        )
        resource.topics.add(topics[topic])
    for number, email in enumerate(SUBSCRIBERS):
        Subscriber.objects.create(
            email=email,
            asked_at=at,
            confirmed_at=at + timedelta(hours=1) if number != 2 else None,
            left_at=at + timedelta(days=30) if number == 3 else None,
        )
