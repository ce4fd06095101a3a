"""The formats of uploads. Each is a table of columns with an ordered list of checks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from determinations.ingest import checks, kinds
from determinations.ingest.checks import Check, Known
from determinations.ingest.kinds import Frame, Kind
from determinations.ingest.problems import Problem
from determinations.ratios import FOLDED, GROUPS

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


def _unchanged(frame: Frame, known: Known) -> Frame:
    return frame


def _silent(done: int, total: int) -> None:
    """Report to nobody."""


@dataclass(frozen=True)
class Format:
    """A format: its columns, other layouts of them, what is asked of them in order, and what is worked out first."""

    name: str
    title: str
    columns: tuple[Column, ...]
    checks: tuple[Check, ...]
    layouts: tuple[Layout, ...] = ()
    prepare: Callable[[Frame, Known], Frame] = field(default=_unchanged)

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
        found: list[Problem] = []
        for number, check in enumerate(self.checks):
            report(rows * number // len(self.checks), rows)
            found += check(prepared, known)
        place = {column.name: number for number, column in enumerate(self.columns)}
        return prepared, sorted(found, key=lambda one: (one.row, place.get(one.column, -1)))


LEAS = Format(
    name="leas",
    title="directory of LEAs",
    columns=(
        Column("cds_code", kinds.lea_code, aliases=("cds", "cd_code", "lea_code")),
        Column("lea_name", kinds.text, aliases=("agency_name",)),
        Column("county", kinds.text, aliases=("county_name",)),
        Column("selpa_code", kinds.selpa_code),
        Column("lea_type", kinds.word),
        Column("swd_count", kinds.number),
        Column("selpa_name", kinds.text, required=False),
    ),
    checks=(
        checks.filled("cds_code", "lea_name", "county", "selpa_code", "lea_type"),
        checks.lea_code("cds_code"),
        checks.county_of_code,
        checks.selpa_code,
        checks.selpa_is_named,
        checks.selpa_has_one_name,
        checks.one_of("lea_type", LEA_TYPES, "bad_lea_type"),
        checks.at_most(120, "lea_name", "selpa_name"),
        checks.is_count("swd_count"),
        checks.unique("cds_code"),
    ),
)

INDICATORS = Format(
    name="indicators",
    title="indicator rates",
    columns=(
        Column("year", kinds.year),
        Column("lea_code", kinds.lea_code),
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
    prepare=checks.with_elements,
    checks=(
        checks.filled("year", "lea_code", "indicator"),
        checks.year_of_upload,
        checks.lea_code("lea_code"),
        checks.lea_is_known("lea_code"),
        checks.element_is_known,
        checks.at_most(60, "element"),
        checks.at_most(200, "label", "monitoring_activities"),
        checks.is_count("numerator", "denominator"),
        checks.part_of_whole,
        checks.is_number("rate"),
        checks.between(0, 100, "rate"),
        checks.rate_of_counts,
        checks.target_is_readable,
        checks.met_is_readable,
        checks.met_of_rate,
        checks.unique("lea_code", "element"),
    ),
)

DISPROPORTIONALITY = Format(
    name="disproportionality",
    title="counts for disproportionality",
    columns=(
        Column("year", kinds.year),
        Column("lea_code", kinds.lea_code),
        Column("category", kinds.number),
        Column("group", kinds.capitals, aliases=("race_ethnicity",)),
        Column("outcome", kinds.number),
        Column("base", kinds.number),
    ),
    checks=(
        checks.filled("year", "lea_code", "category", "group", "outcome", "base"),
        checks.year_of_upload,
        checks.lea_code("lea_code"),
        checks.lea_is_known("lea_code"),
        checks.category_is_known,
        checks.one_of("group", (*GROUPS, *FOLDED), "unknown_group"),
        checks.is_count("outcome", "base"),
        checks.is_given("outcome", "base"),
        checks.outcome_within_base,
        checks.unique("lea_code", "category", "group"),
    ),
)

RANKS = Format(
    name="ranks",
    title="percentage ranks",
    columns=(
        Column("year", kinds.year),
        Column("lea_code", kinds.lea_code),
        Column("evaluation", kinds.word),
        Column("percent_rank", kinds.number),
    ),
    checks=(
        checks.filled("year", "lea_code", "evaluation"),
        checks.year_of_upload,
        checks.lea_code("lea_code"),
        checks.lea_is_known("lea_code"),
        checks.one_of("evaluation", EVALUATIONS, "unknown_evaluation"),
        checks.is_number("percent_rank"),
        checks.between(0, 100, "percent_rank"),
        checks.unique("lea_code", "evaluation"),
    ),
)

LEVELS = Format(
    name="levels",
    title="levels that the state decided",
    columns=(
        Column("year", kinds.year),
        Column("lea_code", kinds.lea_code),
        Column("level", kinds.capitals),
    ),
    checks=(
        checks.filled("year", "lea_code", "level"),
        checks.year_of_upload,
        checks.lea_code("lea_code"),
        checks.lea_is_known("lea_code"),
        checks.level_is_known,
        checks.unique("lea_code"),
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
        checks.filled("year", "lea_code", "determination"),
        checks.year_of_upload,
        checks.lea_code("lea_code"),
        checks.lea_is_known("lea_code"),
        checks.determination_is_known,
        checks.unique("lea_code"),
    ),
)

FORMATS = {one.name: one for one in (LEAS, INDICATORS, DISPROPORTIONALITY, RANKS, LEVELS, DETERMINATIONS)}
