"""The 14 categories and 7 groups in which disproportionality is measured (34 CFR 300.647)."""

from django.utils.translation import gettext_lazy

GROUPS = {
    "HI": gettext_lazy("Hispanic or Latino"),
    "AI": gettext_lazy("American Indian or Alaska Native"),
    "AS": gettext_lazy("Asian"),
    "AA": gettext_lazy("Black or African American"),
    "PI": gettext_lazy("Native Hawaiian or Other Pacific Islander"),
    "WH": gettext_lazy("White"),
    "MR": gettext_lazy("Two or more races"),
}
FOLDED = {"FI": "AS"}  # California counts Filipino students apart; here they are Asian
CATEGORIES = {
    1: gettext_lazy("Identified with a disability"),
    2: gettext_lazy("Intellectual disability"),
    3: gettext_lazy("Specific learning disability"),
    4: gettext_lazy("Emotional disturbance"),
    5: gettext_lazy("Speech or language impairment"),
    6: gettext_lazy("Other health impairment"),
    7: gettext_lazy("Autism"),
    8: gettext_lazy("Inside regular class less than 40 percent of the day"),
    9: gettext_lazy("Separate schools and residential facilities"),
    10: gettext_lazy("Out-of-school suspension or expulsion, 10 days or fewer"),
    11: gettext_lazy("Out-of-school suspension or expulsion, more than 10 days"),
    12: gettext_lazy("In-school suspension, 10 days or fewer"),
    13: gettext_lazy("In-school suspension, more than 10 days"),
    14: gettext_lazy("Disciplinary removals in total"),
}
# The state's names of its four areas, and which categories each has.
AREAS = {
    gettext_lazy("Indicator 9: Special Education in General"): (1,),
    gettext_lazy("Indicator 10: Special Education within a Specific Disability Category"): (2, 3, 4, 5, 6, 7),
    gettext_lazy("Placement: More Restrictive Environments"): (8, 9),
    gettext_lazy("Disciplinary Action (Suspension and Expulsion)"): (10, 11, 12, 13, 14),
}
EVENTS = 14  # counts removals, of which a student may have several, so it may be above its base
