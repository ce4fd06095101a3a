"""The names and sentences of which the answers of a made-up LEA are put together."""

WEAKNESSES = (
    "Master schedule is built before IEP services are placed",
    "Co-teaching runs at two of our seven schools",
    "Supports before referral differ from school to school",
    "Attendance of students with disabilities is followed up late",
)
CAUSES = (
    ("The master schedule is built without special education at the table.", "procedure"),
    ("Teachers have had no common training in co-teaching and universal design.", "staffing and skills"),
    ("Schools keep no shared record of supports tried and of the response.", "data systems"),
)
ACTIVITIES = (
    ("One schedule for all schools, IEP services placed first", "all students"),
    ("Co-teaching in every middle school, with coaching", "some"),
)
PROSE = (
    "The team looked at three years of data by school and grade span, and talked with teachers and families.",
    "What is written and what is done differ between schools. The largest follow the procedure, the others in part.",
    "Families told us that meetings come late and that they hear about options only when a decision is near.",
    "We meet monthly, begin with the data, and ask of each explanation what in our system makes it likely.",
    "The change has to last beyond one year, so it goes into the schedule, the calendar of training and the budget.",
)
POINTS = (
    "Rates differ by 20 points between our schools.\nThe gap opens in grade 6.\nIt is three years old.",
    "Transport and schedule come up in every conversation.\nStaff ask for time to plan together.",
)
NOTE = "Called on the phone: their data person is new. They ask for an example of a good root cause analysis."
PEOPLE = ("Jordan Reyes", "Sam Whitfield", "Priya Nandakumar", "Lee Tanaka", "Morgan Adeyemi", "Chris Delgado")
POSITIONS = (
    "Director of Special Education",
    "Assistant Superintendent",
    "Principal",
    "Program Specialist",
    "General education teacher",
)
ROWS = {  # of tables whose rows are about one thing each
    "comparison": ({"group": "Students with disabilities"}, {"group": "Students without disabilities"}),
    "breakdowns": (
        {"cut_by": "grade span", "group": "Grades 6–8"},
        {"cut_by": "English learner status", "group": "English learners"},
    ),
}
WORDS = {
    "grade_span": ("6–8", "9–12", "3–5"),
    "group": ("Grades 6–8", "English learners", "Largest school", "Speech or language impairment"),
    "languages": ("English and Spanish", "English, Spanish and Tagalog"),
    "where_when": ("In our middle schools, for three years",),
    "who": ("Students with disabilities in grades 6 to 8",),
    "present": ("All members", "All but one; notes were sent"),
    "topic": ("Reading the letter", "Data by school", "What families told us", "Choosing a weakness"),
    "cause": (
        "Schedule is fixed in March",
        "No common planning time",
        "Referral form differs by school",
        "Aides hired after school starts",
        "Training reaches new staff only",
    ),
    "parent": ("Schedule", "Staffing", "Records"),
    "evidence": (
        "Schedules of seven schools",
        "Interviews with 14 teachers",
        "CALPADS, census day",
        "File review of 30",
    ),
    "why": ("Why are classes full?", "Why is placement late?", "Why is there no common time?"),
    "because": (
        "the schedule is built before IEP services are known",
        "IEP meetings are held after the schedule is closed",
        "nobody from special education takes part in building it",
    ),
    "hypothesis": ("The gap is a matter of two schools", "The gap opens with the change to middle school"),
    "test": ("Rates of all schools side by side", "Rates by grade over three years"),
    "strength": ("Coaching is in place in every school", "Families answer our surveys"),
    "note": ("Counted twice by the data lead",),
    "policy_ref": ("Board policy 6159",),
    "organization": ("District office", "Middle school", "SELPA"),
    "role": ("Parent", "Teacher", "Community partner"),
    "speaks_for": ("Families of English learners", "General education teachers"),
    "gap": ("Records are not shared between schools",),
    "tool": ("Dashboard of the SELPA", "CALPADS report"),
    "shared_with": ("Board and advisory committee",),
    "age_range": ("Age 3 to grade 12",),
    "grades": ("K–5",),
    "schools": ("All elementary schools",),
    "section": ("Transition", "Assessment", "Parent participation"),
    "items": ("Two items",),
    "expected": ("Every school has done it once",),
    "name": ("Coaching network", "Behavior supports"),
    "why_chosen": ("Three suspensions in one term",),
    "event": ("Moved to a separate class in March",),
    "when": ("Last spring",),
    "document": ("Handbook of special education", "Procedure for placement"),
    "public_link": ("Posted on the district’s website under Special Education",),
    "activity": ("Review of records", "Interviews with families", "Data of all schools"),
    "item": ("Board policy on placement", "Procedure for referral"),
    "title": ("Data drill-down for teams", "Writing measurable outcomes"),
    "sites": ("All middle schools",),
    "resources": ("Two days of release time",),
    "population": ("Students with disabilities in grades 6 to 8",),
}
PAIRS = (("start", "finish"), ("from", "to"), ("corrected_on", "verified_on"))
SECTORS = ("special education", "general education", "both", "SELPA", "family")
