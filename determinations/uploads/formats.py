"""The formats of uploads. Each is a table of columns with an ordered list of checks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from determinations.ratios.categories import FOLDED, GROUPS
from determinations.uploads import checks as uploads_checks
from determinations.uploads import dashboard, kinds
from determinations.uploads.checks import Check, Known
from determinations.uploads.kinds import Frame, Kind
from determinations.uploads.problems import Problem, explained

_LEA_CODE = kinds.written_as_decimal(kinds.lea_code)
_SELPA_CODE = kinds.written_as_decimal(kinds.selpa_code)
LEA_TYPES = ("district", "county_office", "charter")
EVALUATIONS = ("intensive", "preschool", "lre")


@dataclass(frozen=True)
class Column:
    """A column: its name, how its text is read, whether the file must have it, and what else it may be called."""

    name: str
    kind: Kind
    required: bool = True
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """Another way in which the format is published: which of its headers is which column, and which mean nothing here.

    `years` bounds the years in which that layout was used; without it, it is looked for in every year.
    """

    name: str
    headers: Mapping[str, str]
    unused: frozenset[str] = frozenset()
    years: range | None = None


@dataclass(frozen=True)
class Part:
    """One of the files that a format is published as: the headers that only it has, and a word of its file's name."""

    name: str
    headers: frozenset[str]
    in_name: str


def _unchanged(frame: Frame, known: Known) -> Frame:
    return frame


def _none(frame: Frame, known: Known) -> dict[str, int]:
    return {}


def _silent(done: int, total: int) -> None:
    """Report to nobody."""


@dataclass(frozen=True)
class Format:
    """A format: its columns, other layouts of them, what is asked of them in order, and what is worked out first.

    `parts` are the files that a year's data come in, where they are several. `before` is asked of all rows as they were
    read; `left_out` counts those that `prepare` does not keep, by what they are.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    checks: tuple[Check, ...]
    layouts: tuple[Layout, ...] = ()
    parts: tuple[Part, ...] = ()
    before: tuple[Check, ...] = ()
    prepare: Callable[[Frame, Known], Frame] = field(default=_unchanged)
    left_out: Callable[[Frame, Known], dict[str, int]] = field(default=_none)

    @property
    def own_layout(self) -> Layout:
        """The layout of the format's own columns and their aliases."""
        named = {alias: column.name for column in self.columns for alias in (column.name, *column.aliases)}
        return Layout(name=self.name, headers=named)

    def examine(
        self, frame: Frame, known: Known, *, report: Callable[[int, int], None] = _silent
    ) -> tuple[Frame, list[Problem]]:
        """Return the frame with what was worked out, and every problem in it, by row and then by column.

        A check goes over all rows at once, so `report(done, total)` is told the share of the checks, as rows.
        """
        prepared = self.prepare(frame, known)
        rows = len(frame.read)
        found = [one for check in self.before for one in check(frame, known)]
        for number, check in enumerate(self.checks):
            report(rows * number // len(self.checks), rows)
            found += map(explained, check(prepared, known))
        place = {column.name: number for number, column in enumerate(self.columns)}
        return prepared, sorted(found, key=lambda one: (one.row, place.get(one.column, -1)))


LEAS = Format(
    name="leas",
    title="directory of LEAs",
    columns=(
        Column("cds_code", _LEA_CODE, aliases=("cds", "cd_code", "lea_code")),
        Column("lea_name", kinds.text, aliases=("agency_name",)),
        Column("county", kinds.text, aliases=("county_name",)),
        Column("selpa_code", _SELPA_CODE),
        Column("lea_type", kinds.word),
        Column("swd_count", kinds.number),
        Column("selpa_name", kinds.text, required=False),
    ),
    checks=(
        uploads_checks.filled("cds_code", "lea_name", "county", "selpa_code", "lea_type"),
        uploads_checks.lea_code("cds_code"),
        uploads_checks.county_of_code,
        uploads_checks.selpa_code,
        uploads_checks.selpa_is_named,
        uploads_checks.selpa_has_one_name,
        uploads_checks.one_of("lea_type", LEA_TYPES, "bad_lea_type"),
        uploads_checks.at_most(120, "lea_name", "selpa_name"),
        uploads_checks.no_spreadsheet_error("lea_name", "selpa_name"),
        uploads_checks.is_count("swd_count"),
        uploads_checks.unique("cds_code"),
    ),
)

INDICATORS = Format(
    name="indicators",
    title="indicator rates",
    columns=(
        Column("year", kinds.year),
        Column("lea_code", _LEA_CODE),
        Column("indicator", kinds.text),
        Column("label", kinds.text, required=False, aliases=("indicator_label",)),
        Column("numerator", kinds.number, required=False),
        Column("denominator", kinds.number, required=False),
        Column("rate", kinds.number),
        Column("target", kinds.target, required=False),
        Column("target_met", kinds.met, required=False),
        Column("monitoring_activities", kinds.text, required=False),
    ),
    layouts=(
        # The local Annual Performance Report: no year, and “indicator” is the label of “indicator_no”.
        Layout(
            name="local APR",
            headers={
                "agency_code": "lea_code",
                "indicator_no": "indicator",
                "indicator": "label",
                "rate": "rate",
                "target": "target",
                "target_met": "target_met",
                "monitoring_activities": "monitoring_activities",
            },
            unused=frozenset({"agency_name", "selpa_name", "selpa_code", "determination"}),
        ),
    ),
    prepare=uploads_checks.with_elements,
    checks=(
        uploads_checks.filled("year", "lea_code", "indicator"),
        uploads_checks.year_of_upload,
        uploads_checks.lea_code("lea_code"),
        uploads_checks.lea_is_known("lea_code"),
        uploads_checks.element_is_known,
        uploads_checks.at_most(60, "element"),
        uploads_checks.at_most(200, "label", "monitoring_activities"),
        uploads_checks.no_spreadsheet_error("label", "monitoring_activities"),
        uploads_checks.is_count("numerator", "denominator"),
        uploads_checks.part_of_whole,
        uploads_checks.is_number("rate"),
        uploads_checks.between(0, 100, "rate"),
        uploads_checks.rate_of_counts,
        uploads_checks.target_is_readable,
        uploads_checks.target_is_possible,
        uploads_checks.met_is_readable,
        uploads_checks.met_of_rate,
        uploads_checks.unique("lea_code", "element"),
    ),
)

DISPROPORTIONALITY = Format(
    name="disproportionality",
    title="counts for disproportionality",
    columns=(
        Column("year", kinds.year),
        Column("lea_code", _LEA_CODE),
        Column("category", kinds.number),
        Column("group", kinds.capitals, aliases=("race_ethnicity",)),
        Column("outcome", kinds.number),
        Column("base", kinds.number),
    ),
    checks=(
        uploads_checks.filled("year", "lea_code", "category", "group", "outcome", "base"),
        uploads_checks.year_of_upload,
        uploads_checks.lea_code("lea_code"),
        uploads_checks.lea_is_known("lea_code"),
        uploads_checks.category_is_known,
        uploads_checks.one_of("group", (*GROUPS, *FOLDED), "unknown_group"),
        uploads_checks.is_count("outcome", "base"),
        uploads_checks.is_given("outcome", "base"),
        uploads_checks.outcome_within_base,
        uploads_checks.unique("lea_code", "category", "group"),
    ),
)

RANKS = Format(
    name="ranks",
    title="percentage ranks",
    columns=(
        Column("year", kinds.year),
        Column("lea_code", _LEA_CODE),
        Column("evaluation", kinds.word),
        Column("percent_rank", kinds.number),
    ),
    checks=(
        uploads_checks.filled("year", "lea_code", "evaluation"),
        uploads_checks.year_of_upload,
        uploads_checks.lea_code("lea_code"),
        uploads_checks.lea_is_known("lea_code"),
        uploads_checks.one_of("evaluation", EVALUATIONS, "unknown_evaluation"),
        uploads_checks.is_number("percent_rank"),
        uploads_checks.between(0, 100, "percent_rank"),
        uploads_checks.unique("lea_code", "evaluation"),
    ),
)

LEVELS = Format(
    name="levels",
    title="levels that the state decided",
    columns=(
        Column("year", kinds.year),
        Column("lea_code", _LEA_CODE),
        Column("level", kinds.capitals),
    ),
    checks=(
        uploads_checks.filled("year", "lea_code", "level"),
        uploads_checks.year_of_upload,
        uploads_checks.lea_code("lea_code"),
        uploads_checks.lea_is_known("lea_code"),
        uploads_checks.level_is_known,
        uploads_checks.unique("lea_code"),
    ),
)

DETERMINATIONS = Format(
    name="determinations",
    title="determinations that the state made",
    columns=(
        Column("year", kinds.year),
        Column("lea_code", kinds.lea_code),
        Column("determination", kinds.word, aliases=("annual_determination",)),
    ),
    checks=(
        uploads_checks.filled("year", "lea_code", "determination"),
        uploads_checks.year_of_upload,
        uploads_checks.lea_code("lea_code"),
        uploads_checks.lea_is_known("lea_code"),
        uploads_checks.determination_is_known,
        uploads_checks.unique("lea_code"),
    ),
)

_DASHBOARD_HEADERS = {
    "cds": "lea_code",
    "rtype": "rtype",
    "charter_flag": "charter_flag",
    "studentgroup": "studentgroup",
    "currnumer": "numerator",
    "currdenom": "denominator",
    "currstatus": "rate",
    "reportingyear": "year",
}
# Each year's file has those of the columns that its Dashboard had: 2022 none of the prior year, of change and of colour.
_DASHBOARD_UNUSED = frozenset(
    "schoolname districtname countyname coe_flag dass_flag statuslevel priornumer priordenom priorstatus change"
    " changelevel color box accountabilitymet".split()
)

DASHBOARD = Format(
    name="dashboard",
    title="student groups of the California School Dashboard",
    columns=(
        Column("year", kinds.year, required=False),
        Column("lea_code", _LEA_CODE),
        Column("rtype", kinds.capitals),
        Column("charter_flag", kinds.capitals, required=False),
        Column("studentgroup", kinds.capitals),
        Column("numerator", kinds.number),
        Column("denominator", kinds.number),
        Column("rate", kinds.number),
    ),
    layouts=(
        Layout(
            name="Dashboard suspension and chronic absenteeism",
            headers=_DASHBOARD_HEADERS,
            unused=_DASHBOARD_UNUSED | {"type", "certifyflag"},
        ),
        Layout(
            name="Dashboard graduation",
            headers=_DASHBOARD_HEADERS,
            unused=_DASHBOARD_UNUSED | {"fiveyrnumer", "safetynet"},
        ),
    ),
    parts=(
        Part("suspension", headers=frozenset({"type"}), in_name="susp"),
        Part("chronic absenteeism", headers=frozenset(), in_name="chronic"),
        Part("graduation", headers=frozenset({"fiveyrnumer", "safetynet"}), in_name="grad"),
    ),
    before=(dashboard.district_is_known,),
    prepare=dashboard.of_leas,
    left_out=dashboard.left_out,
    checks=(
        dashboard.some_are_kept,
        dashboard.part_is_mapped,
        uploads_checks.filled("lea_code"),
        uploads_checks.year_of_upload,
        uploads_checks.lea_code("lea_code"),
        uploads_checks.is_count("numerator", "denominator"),
        uploads_checks.part_of_whole,
        uploads_checks.is_number("rate"),
        uploads_checks.between(0, 100, "rate"),
        uploads_checks.rate_of_counts,
        dashboard.rate_is_there,
        uploads_checks.unique("lea_code"),
    ),
)

FORMATS = {one.name: one for one in (LEAS, INDICATORS, DASHBOARD, DISPROPORTIONALITY, RANKS, LEVELS, DETERMINATIONS)}
TITLES = {one.name: f"{one.title[0].upper()}{one.title[1:]} ({one.name})" for one in FORMATS.values()}  # as choices
