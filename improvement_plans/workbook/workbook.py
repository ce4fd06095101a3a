"""Everything that a plan holds: what pages, checks and documents are made from."""

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib import canonical, suppression
from cim_portal.lib.shapes import Json, JsonObject
from determinations.disproportionality import over_years
from determinations.disproportionality.cells import Cell
from determinations.disproportionality.hiding import CellKey
from determinations.letters.reading import without_small_numbers
from determinations.runs import words
from determinations.uploads.models import IndicatorResult
from improvement_plans.plans.models import Plan, Submission
from improvement_plans.workbook import kinds
from improvement_plans.workbook.models import Answer, Attachment
from monitoring.access.who import User
from monitoring.definition import ACTIVITIES, KEPT_CAUSES, LETTER_ELEMENTS, Activity, Field, definition_of
from monitoring.places import reading

Value = JsonObject
HIDDEN = gettext_lazy("hidden, so that no student can be identified")  # said in place of a small number
_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,60}")
_CARRIED = re.compile(r"y(\d{4})-")
_WORDS = ("comment", "kept")  # these are in the addresses of an activity where a key would


@dataclass(frozen=True)
class Place:
    """One page of a step: an activity, or an activity for one concern of the letter or one weakness (`repeat`)."""

    activity: Activity
    repeat: str
    title: str
    required: bool

    @property
    def key(self) -> tuple[str, str]:
        return self.activity.slug, self.repeat


class Workbook:
    """Everything that a plan holds, read with three queries at most: what pages, checks and documents are made from.

    `frozen` replaces the answers of some activities by those of a submission: activity → repeat → value. `faults`
    holds what the checks found, once they were asked. `shows_small` says that its readers see small numbers, as
    no document and no one does unless it is said; `period` is the report that it is read for, the newest where none is
    said; `as_of` the moment whose attached files it has; `as_seen` holds what they see instead, once it was asked.
    """

    faults: list[Json] | None
    as_seen: "Workbook | None"

    def __init__(
        self,
        plan: Plan,
        *,
        frozen: dict[str, dict[str, Value]] | None = None,
        shows_small: bool = False,
        period: int | None = None,
        as_of: datetime | None = None,
    ) -> None:
        self.plan = plan
        self.period = period
        self.shows_small = shows_small
        self.definition = definition_of(plan.definition)
        self.level = plan.level
        self.letter_elements: list[JsonObject] = plan.letter.context.get("elements", [])
        self.elements = [words.as_read(element, shows_small=shows_small) for element in self.letter_elements]
        self.answers = {
            (answer.activity, answer.repeat): answer
            for answer in Answer.objects.filter(step__plan=plan).select_related("saved_by")
        }
        self.attachments: dict[tuple[str, str, str], list[Attachment]] = {}
        self._removed: dict[tuple[str, str, str], list[Attachment]] = {}
        for file in Attachment.objects.filter(step__plan=plan).order_by("pk"):
            if as_of is not None and file.added_at > as_of:
                continue
            gone = file.removed_at is not None and (as_of is None or file.removed_at <= as_of)
            files = self._removed if gone else self.attachments
            files.setdefault((file.activity, file.repeat, file.field), []).append(file)
        self._frozen = frozen or {}
        self._forget()

    def _forget(self) -> None:
        """Drop what was made from the answers, which are others now."""
        self._sound: dict[tuple[str, str], Value] = {}
        self.faults = self.as_seen = None

    def with_answer(self, key: tuple[str, str], value: Value) -> "Workbook":
        """Return the same book with `value` as what is in an activity, without asking the database."""
        changed = copy(self)
        changed.answers = {**self.answers, key: Answer(activity=key[0], repeat=key[1], value=value)}
        changed._forget()
        return changed

    @cached_property
    def _slugs(self) -> dict[str, str]:
        return {activity.role: activity.slug for activity in self.definition.activities if activity.role}

    @cached_property
    def _rates(self) -> dict[str, list[tuple[str, float]]]:
        rows = (
            IndicatorResult.objects.counting()
            .filter(
                lea_id=self.plan.lea_id,
                rate__isnull=False,
                upload__year__year__lte=self.plan.year.year,
            )
            .order_by("upload__year__year")
        )
        found: dict[str, list[tuple[str, float]]] = {}
        for indicator, year, rate, numerator, denominator in rows.values_list(
            "indicator", "upload__year__year", "rate", "numerator", "denominator"
        ):
            if self.shows_small or not suppression.secret(numerator, denominator, rate):
                found.setdefault(indicator, []).append((str(year), float(rate)))
        return found

    def rates(self, indicator: str) -> list[tuple[str, float]]:
        """Return the LEA's published rates of an indicator up to the plan's year, (year, rate), the oldest first, those
        that the readers of the book may see."""
        return self._rates.get(indicator, [])

    def cells(self, code: str) -> list[tuple[int, Cell]]:
        """Return the ratio that a finding of the letter with this code is about in every year up to the plan's, (year, cell),
        the oldest first, in those years in which the readers of the book may see it."""
        return self._cells.get(_cell_key(code), [])

    @cached_property
    def _cells(self) -> dict[CellKey, list[tuple[int, Cell]]]:
        categories = {_cell_key(finding["code"])[0] for finding in self.findings}
        return over_years.of_lea(
            self.plan.lea, categories=categories, upto=self.plan.year.year, shows_small=self.shows_small
        )

    @cached_property
    def earlier_reports(self) -> list[Json]:
        """What the earlier reports on the plan say, as they were approved, the oldest first: activity → repeat → value."""
        approved: dict[int, Json] = {}
        reported = Submission.objects.filter(step__plan=self.plan, period__lt=F("step__period"))
        if self.period is not None:
            reported = reported.filter(period__lt=self.period)
        for period, answers in reported.order_by("round").values_list("period", "answers"):
            approved[period] = answers  # the last submission of a period is the one that was approved
        return [approved[period] for period in sorted(approved)]

    @cached_property
    def findings(self) -> list[JsonObject]:
        """What the letter finds disproportionate, as the readers of the book may see it."""
        said: JsonObject = self.plan.letter.context
        return list((said if self.shows_small else without_small_numbers(said)).get("findings", []))

    @property
    def concerns(self) -> list[JsonObject]:
        """What the letter asks to work on: the elements that were missed, then what it finds disproportionate.

        A finding is a concern with its code in the place of an indicator's, and says all of itself under `finding`.
        """
        found = [{"indicator": one["code"], "name": _finding_name(one), "finding": one} for one in self.findings]
        return [*self.missed, *found]

    @property
    def missed(self) -> list[JsonObject]:
        """The elements whose target was missed, as the letter names them."""
        return [element for element in self.elements if element.get("met") == "No"]

    def kept_at(self) -> set[tuple[str, str]]:
        """Return where something was entered, as (activity, repeat)."""
        frozen = {(activity, repeat) for activity, repeats in self._frozen.items() for repeat in repeats}
        return frozen | {key for key in self.answers if key[0] not in self._frozen}

    def removed_files(self, place: tuple[str, str, str]) -> list[Attachment]:
        """Return the files that were removed from a field and are not attached there again, each once, the newest last."""
        there = {(file.file_id, file.name) for file in self.attachments.get(place, [])}
        gone = {(file.file_id, file.name): file for file in self._removed.get(place, [])}
        return [file for key, file in gone.items() if key not in there]

    def value(self, activity: str, repeat: str = "") -> Value:
        """Return what is in an activity: field → value; empty where nothing was entered."""
        at = (activity, repeat)
        if at not in self._sound:
            self._sound[at] = self._read(activity, repeat)
        return dict(self._sound[at])

    def _read(self, activity: str, repeat: str) -> Value:
        declared = next((one for one in self.definition.activities if one.slug == activity), None)
        if activity in self._frozen:
            stored = self._frozen[activity].get(repeat)
        else:
            answer = self.answers.get((activity, repeat))
            stored = answer.value if answer else None
        return kinds.sound(declared.fields, stored) if declared and stored else {}

    def rows(self, source: str) -> list[JsonObject]:
        """Return the rows of the table at `activity.field`."""
        activity, _, key = source.partition(".")
        return list(self.value(activity).get(key) or [])

    def slug(self, role: str) -> str:
        """Return the slug of the activity that has the role; blank where the definition has none."""
        return self._slugs.get(role, "")

    def value_of(self, role: str) -> Value:
        """Return what is in the activity that has the role."""
        return self.value(self.slug(role))

    def rows_of(self, role: str, field: str) -> list[JsonObject]:
        """Return the rows of a table of the activity that has the role."""
        return self.rows(f"{self.slug(role)}.{field}")

    def label_of(self, role: str, field: str, row: Value) -> str:
        """Return how a row of such a table is called elsewhere."""
        return self.label(f"{self.slug(role)}.{field}", row)

    def heading(self, role: str, field: str, column: str) -> str:
        """Return the label of a column of such a table."""
        columns = self.definition.activity(self.slug(role)).field(field).columns
        return next(one.label for one in columns if one.key == column)

    def places(self, step: int) -> list[Place]:
        """Return the pages of a step for the plan's level, in order."""
        return [
            place
            for activity, required in self.definition.activities_for(self.level, step)
            for place in self._repeats(activity, required)
        ]

    def options(self, source: str) -> list[tuple[str, str]]:
        """Return what can be chosen from `source`: a vocabulary, the letter's elements, the activities, or rows."""
        if source == LETTER_ELEMENTS:
            return [(e["indicator"], element_label(e)) for e in self.concerns or self.elements]
        if source == KEPT_CAUSES:
            return [(one["_id"], str(one["cause"])) for one in self.kept_causes]
        if source == ACTIVITIES:
            # Only the first step asks in which of its activities something was seen.
            places = [p for step in self.definition.steps_for(self.level)[:1] for p in self.places(step.number)]
            return list(dict.fromkeys((p.activity.slug, p.activity.title_for(self.level)) for p in places))
        if source in self.definition.vocabularies:
            return [(word, word) for word in self.definition.vocabularies[source]]
        return [(row["_id"], self.label(source, row)) for row in self.rows(source)]

    def fixed_rows(self, declared: Field) -> list[tuple[str, str]]:
        """Return the rows that a table has from elsewhere, (id, label); none for a table that grows by hand."""
        source = declared.rows_from
        if not source:
            return []
        if source == LETTER_ELEMENTS:
            named = [(f"e-{e['indicator']}", element_label(e)) for e in self.concerns]
            return named or [("e-all", _("All requirements"))]
        if source in self.definition.vocabularies:
            return [(f"v{number}", word) for number, word in enumerate(self.definition.vocabularies[source])]
        return [(row["_id"], self.label(source, row)) for row in self.rows(source)]

    @property
    def kept_causes(self) -> list[JsonObject]:
        """The causes that the analysis of the chosen weakness ends in, each as `cause`, `family` and the `_id` of its row:
        those of the fishbone that were kept, or the last why."""
        value = self.value_of("root_cause")
        if value.get("method") == "five whys":
            last = [row for row in value.get("whys") or [] if row.get("because")][-1:]
            return [{"_id": row["_id"], "cause": row["because"], "family": ""} for row in last]
        kept = [row for row in value.get("bones") or [] if row.get("keep") == "yes" and row.get("cause")]
        return [{"_id": row["_id"], "cause": row["cause"], "family": row.get("family") or ""} for row in kept]

    def label(self, source: str, row: Value) -> str:
        """Return how a row of the table at `source` is called elsewhere: by its first words."""
        activity, _, key = source.partition(".")
        return row_label(row, self.definition.activity(activity).field(key))

    def _repeats(self, activity: Activity, required: bool) -> Iterator[Place]:
        title = activity.title_for(self.level)
        if activity.repeat == "element" and self.concerns:
            for element in self.concerns:
                yield Place(activity, element_key(element), f"{title}: {element_label(element)}", required)
        else:
            # A weakness is chosen once; until then, and where a letter names no element, the activity is done once.
            yield Place(activity, "", title, required)


def read_by(
    user: User, plan: Plan, *, frozen: dict[str, dict[str, Value]] | None = None, period: int | None = None
) -> Workbook:
    """Return a plan as `user` may see it."""
    shows_small = bool(reading.can_see_small_numbers(user, lea=plan.lea, year=plan.year_id))
    return Workbook(plan, frozen=frozen, shows_small=shows_small, period=period)


def carried_id(year: int, row_id: str) -> str:
    """Return the id that a row of the plan of `year` gets in a later plan, by which it says where it is from."""
    return f"y{year}-{row_id}"


def carried_from(row_id: str) -> int | None:
    """Return the year of the plan from which a row was taken over, or None for one that began here."""
    found = _CARRIED.match(row_id)
    return int(found[1]) if found else None


def element_key(element: JsonObject) -> str:
    """Return the key under which what an LEA writes about an element is kept, and which is in its address.

    It is the element's code; a code that would not be safe there, since files may bring any, is named by its hash.
    """
    code: str = element["indicator"]
    if _PLAIN.fullmatch(code) and code not in _WORDS:
        return code
    return f"{slugify(code)[:40]}-{canonical.sha256(code.encode())[:8]}".lstrip("-")


def element_label(element: dict[str, object]) -> str:
    """Return how an element is called, its code and name; a finding by its name alone."""
    if "finding" in element:
        return str(element["name"])
    name = element.get("name") or element.get("label") or ""
    return f"{element['indicator']} {name}".strip()


def _cell_key(code: str) -> CellKey:
    """Return category and group of the cell that a finding with this code is about."""
    category, _dash, group = code.removeprefix("d").partition("-")
    return int(category), group


def _finding_name(finding: JsonObject) -> str:
    words = {"group": finding["group"], "category": finding["category"]}
    if finding["significant"]:
        return _("%(category)s, %(group)s: significantly disproportionate") % words
    return _("%(category)s, %(group)s: disproportionate") % words


def row_label(row: Value, declared: Field) -> str:
    """Return how a row of the table `declared` is called elsewhere: its first text, shortened."""
    texts = (str(row.get(c.key) or "").strip() for c in declared.columns if kinds.kind(c).names_rows)
    label = next((text for text in texts if text), _("(without words yet)"))
    return label if len(label) <= 120 else label[:117] + "…"
