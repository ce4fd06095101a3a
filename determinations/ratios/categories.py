"""The 14 categories and 7 groups in which disproportionality is measured (34 CFR 300.647)."""

GROUPS = {
    "HI": "Hispanic or Latino",
    "AI": "American Indian or Alaska Native",
    "AS": "Asian",
    "AA": "Black or African American",
    "PI": "Native Hawaiian or Other Pacific Islander",
    "WH": "White",
    "MR": "Two or more races",
}
FOLDED = {"FI": "AS"}  # California counts Filipino students apart; here they are Asian
CATEGORIES = {
    1: "Identified with a disability",
    2: "Intellectual disability",
    3: "Specific learning disability",
    4: "Emotional disturbance",
    5: "Speech or language impairment",
    6: "Other health impairment",
    7: "Autism",
    8: "Inside regular class less than 40 percent of the day",
    9: "Separate schools and residential facilities",
    10: "Out-of-school suspension or expulsion, 10 days or fewer",
    11: "Out-of-school suspension or expulsion, more than 10 days",
    12: "In-school suspension, 10 days or fewer",
    13: "In-school suspension, more than 10 days",
    14: "Disciplinary removals in total",
}
# The state's names of its four areas, and which categories each has.
AREAS = {
    "Indicator 9: Special Education in General": (1,),
    "Indicator 10: Special Education within a Specific Disability Category": (2, 3, 4, 5, 6, 7),
    "Placement: More Restrictive Environments": (8, 9),
    "Disciplinary Action (Suspension and Expulsion)": (10, 11, 12, 13, 14),
}
EVENTS = 14  # counts removals, of which a student may have several, so it may be above its base
