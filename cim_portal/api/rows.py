"""What a row of each table says: declared once, for the API, its description, the open data and their dictionary."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from django.utils.translation import gettext_lazy as _
from ninja import Field, Schema

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def says(text: "StrOrPromise", **bounds: Any) -> Any:  # as the library types them
    """Describe a field with its bounds; the words are put into the reader's language when they are read."""
    words: Any = text  # the library takes text alone, and writes down what turns into text as well
    return Field(description=words, **bounds)


YearOf = Annotated[int, says(_("The year of the monitoring."))]
LeaCode = Annotated[str, says(_("The seven-digit code of the LEA. It may begin with zeros, so it is text."))]
LeaName = Annotated[str, says(_("The name of the LEA, as the directory of that year has it."))]
County = Annotated[str, says(_("The county of the LEA."))]
SelpaName = Annotated[str, says(_("The SELPA of the LEA in that year."))]
LevelCode = Annotated[str | None, says(_("The code of the monitoring level, empty for no level."))]


class OfLea(Schema):
    """What every row about an LEA begins with."""

    year: YearOf
    lea_code: LeaCode
    lea_name: LeaName


class Level(OfLea):
    """The published level of an LEA: what its issued Annual Determination Letter says."""

    county: County
    selpa: SelpaName
    level: LevelCode
    level_name: Annotated[str, says(_("The name of the level in that year."))]
    issued_on: Annotated[date, says(_("The day on which the letter was issued."))]


class Lea(OfLea):
    """An LEA as the directory of a year has it."""

    cds_code: Annotated[str, says(_("The fourteen-digit code of county, district and school."))]
    county_code: Annotated[str, says(_("The two digits of the county."))]
    county: County
    selpa_code: Annotated[str, says(_("The four digits of the SELPA in that year."))]
    selpa: SelpaName
    lea_type: Annotated[str, says(_("The kind of LEA: district, county_office or charter."))]
    students_with_disabilities: Annotated[
        int | None, says(_("Students with disabilities on census day, empty where not known or where fewer than 11."))
    ]


class Measured(Schema):
    """An element of the state's data of an LEA."""

    indicator: Annotated[str, says(_("The code of the indicator."))]
    name: Annotated[str, says(_("The name of the indicator."))]
    numerator: Annotated[float | None, says(_("How many were counted, empty where not stated or hidden."))]
    denominator: Annotated[float | None, says(_("Of how many, empty where not stated or hidden."))]
    rate: Annotated[float | None, says(_("The rate as a number, empty where it is none or hidden."))]
    rate_text: Annotated[
        str,
        says(
            _(
                "The rate as the state’s file has it: “76.47%”; NC for not calculated, NA for no data, “--” or “*” for not "
                "shown; “hidden” where it would give away fewer than 11 students."
            )
        ),
    ]
    target_operator: Annotated[str, says(_("How the rate is compared to the target: >, >=, < or <=."))]
    target: Annotated[float | None, says(_("The target, empty where there is none."))]
    target_met: Annotated[
        str | None,
        says(_("Whether the target was met: Yes, No or NA; empty where not stated or where the rate is hidden.")),
    ]
    not_counted_because: Annotated[
        str, says(_("Why the element does not count for the level, empty for one that does."))
    ]
    data_year: Annotated[str, says(_("The year of the data that were counted, empty where not stated."))]
    data_as_of: Annotated[date | None, says(_("The day of the snapshot of those data, empty where not stated."))]
    data_approved_by: Annotated[str, says(_("Who approved those data, empty where not stated."))]


class Indicator(OfLea, Measured):
    """An element of the state's data of an LEA, with small numbers hidden."""


class Indicators(OfLea):
    """The elements of an LEA in a year."""

    indicators: Annotated[list[Measured], says(_("The elements, in the order of the state’s file."))]


class Resource(Schema):
    """A resource of the public resource center."""

    id: Annotated[int, says(_("The number of the resource."))]
    title: Annotated[str, says(_("The title."))]
    text: Annotated[str, says(_("What it is and whom it helps."))]
    url: Annotated[str, says(_("Where it is, as a full address."))]
    kind: Annotated[str, says(_("“link”, or the kind of file, for example PDF."))]
    level: Annotated[str, says(_("The code of the level that it is for, empty for every level."))]
    step: Annotated[int | None, says(_("The step that it is for, empty for every step."))]
    audience: Annotated[str, says(_("For whom it is: lea, selpa or families; empty for everyone."))]
    year: Annotated[int | None, says(_("The year that it is for, empty for every year."))]
    topics: Annotated[list[str], says(_("The names of its topic areas, as addresses have them."))]
    changed_at: Annotated[datetime, says(_("When it was changed last."))]


class PublishedYear(Schema):
    """A year of which levels are published."""

    year: YearOf
    levels: Annotated[dict[str, str], says(_("The levels of that year: code and name."))]


# What a personal token reads.


class Role(Schema):
    """A role that a person has."""

    role: Annotated[str, says(_("The name of the role."))]
    on: Annotated[str, says(_("The kind of organization: state, selpa or lea."))]
    code: Annotated[str, says(_("The code of the organization."))]


class Me(Schema):
    """Whose token this is, and what it may read."""

    name: Annotated[str, says(_("The name of the person."))]
    email: Annotated[str, says(_("The email address of the person."))]
    token: Annotated[str, says(_("The name of the token."))]
    scopes: Annotated[list[str], says(_("What the token may read."))]
    expires_at: Annotated[datetime, says(_("When the token ends."))]
    roles: Annotated[list[Role], says(_("The roles of the person now."))]


class OwnLevel(OfLea):
    """The level of an LEA in a run, as the person may see it."""

    county: County
    selpa: SelpaName
    level: LevelCode
    level_name: Annotated[str, says(_("The name of the level in that year."))]
    outcome: Annotated[str, says(_("What the rules end in besides a level, empty for nothing."))]
    computed: Annotated[str | None, says(_("The code of the level that the rules give, empty for none."))]
    decided_by_state: Annotated[bool, says(_("Whether the state decided the level."))]
    determination: Annotated[str, says(_("The category of the yearly determination, empty for none."))]
    determination_years: Annotated[int, says(_("For how many years in a row the category was that or worse."))]
    run: Annotated[int, says(_("The number of the run."))]
    run_status: Annotated[str, says(_("The status of the run: draft, final or superseded."))]
    page: Annotated[str, says(_("The page of the portal that explains the level."))]


class Fact(Schema):
    """A fact that a rule asks for."""

    name: Annotated[str, says(_("The name of the fact in the definition."))]
    words: Annotated[str, says(_("What the fact is, in words."))]
    value: Annotated[str, says(_("Its value, empty where it is not known; “hidden” where it tells of few students."))]
    source: Annotated[str, says(_("Where the value comes from."))]


class Rule(Schema):
    """A rule that was tried."""

    ends_in: Annotated[str | None, says(_("The level or category that the rule gives."))]
    matched: Annotated[bool, says(_("Whether it holds."))]
    facts: Annotated[list[Fact], says(_("The facts that it asks for."))]


class Why(OwnLevel):
    """The level of an LEA with why: each rule that was tried, and the elements."""

    missing: Annotated[list[str], says(_("The facts that are not known."))]
    rules: Annotated[list[Rule], says(_("The rules in the order in which they were tried; the last one holds."))]
    elements: Annotated[list[Measured], says(_("The elements that the run read."))]


class Letter(OfLea):
    """A letter of an LEA."""

    id: Annotated[int, says(_("The number of the letter."))]
    kind: Annotated[str, says(_("The kind of letter."))]
    title: Annotated[str, says(_("What the letter is called."))]
    level: LevelCode
    status: Annotated[str, says(_("The status: draft, embargoed, issued or corrected."))]
    issued_at: Annotated[datetime | None, says(_("When it was issued, empty before."))]
    sha256: Annotated[str | None, says(_("The SHA-256 of its PDF, empty where no one has opened it yet."))]
    page: Annotated[str, says(_("The page of the portal that shows it."))]


class Step(Schema):
    """A step of a plan: where it is, whom it waits for, and when it is due."""

    number: Annotated[int, says(_("The number of the step."))]
    status: Annotated[str, says(_("The status, as a code."))]
    status_words: Annotated[str, says(_("The status, in words."))]
    waiting_for: Annotated[str, says(_("Whom it waits for, empty for no one."))]
    since: Annotated[datetime, says(_("Since when."))]
    due_on: Annotated[date | None, says(_("The last day on which it can be submitted in time, Pacific time."))]
    overdue: Annotated[bool, says(_("Whether it waits for the LEA after that day."))]
    page: Annotated[str, says(_("The page of the portal that shows it."))]


class Plan(OfLea):
    """The improvement plan of an LEA in a year, with its steps."""

    level: LevelCode
    status: Annotated[str, says(_("The status: drafting, approved, carried or closed."))]
    steps: Annotated[list[Step], says(_("The steps, in order."))]
    page: Annotated[str, says(_("The page of the portal that shows it."))]


class Cell(Schema):
    """A cell of disproportionality: a category and a group of an LEA in a year."""

    category: Annotated[int, says(_("The category, 1 to 14."))]
    group: Annotated[str, says(_("The group, by its two letters."))]
    outcome: Annotated[int | None, says(_("Students of the group with the outcome, empty where hidden."))]
    base: Annotated[int | None, says(_("Students of the group in all, empty where hidden."))]
    comparison_outcome: Annotated[int | None, says(_("Students that it is compared with who have the outcome."))]
    comparison_base: Annotated[int | None, says(_("Students that it is compared with in all."))]
    ratio: Annotated[str | None, says(_("The ratio as an exact fraction, empty where not calculated or hidden."))]
    kind: Annotated[str, says(_("Which ratio: risk_ratio, alternate_risk_ratio or not_calculated."))]
    threshold: Annotated[str, says(_("What the ratio has to exceed, as an exact fraction."))]
    reason: Annotated[str | None, says(_("Why it was not calculated."))]
    exceeds: Annotated[bool, says(_("Whether the ratio exceeds the threshold."))]
    years: Annotated[int, says(_("For how many years in a row it does."))]
    significant: Annotated[bool, says(_("Whether it does for as many years as the definition asks."))]
    hidden: Annotated[bool, says(_("Whether a count is hidden because it tells of few students."))]


class Cells(OfLea):
    """The cells of an LEA in a year."""

    cells: Annotated[list[Cell], says(_("The cells that the state’s file has."))]
