"""What a made-up LEA writes into its activities: short, plausible, and fitting together as the checks ask."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from cim_portal.demo import wording
from cim_portal.lib.shapes import JsonObject
from improvement_plans.activities import budget
from improvement_plans.workbook import kinds
from improvement_plans.workbook.workbook import Place, Workbook, row_label
from monitoring.definition import Column, Field

Row = JsonObject


def fill(book: Workbook, place: Place, *, chance: random.Random, begins: date) -> Row:
    """Return what is written for one activity, everything that is asked for and some of what is not."""
    value: Row = {}
    for declared in place.activity.fields:
        if kinds.kind(declared).typed:
            value[declared.key] = _field(book, place, declared, value, chance, begins)
    return value


def _field(book: Workbook, place: Place, declared: Field, value: Row, chance: random.Random, begins: date) -> object:
    name = f"{place.activity.role}.{declared.key}"
    if name in _TABLES:
        return _TABLES[name](book, chance, begins)
    if declared.kind == "table":
        return _plain_table(book, place, declared, value, chance, begins)
    if name == "root_cause.method":
        return "fishbone" if chance.random() < 0.6 else "five whys"
    if declared.key == "revised":
        return "no, not needed"
    if declared.key.startswith("alloc_"):
        return "1582300.00" if declared.key == "alloc_611" else "260000.00"
    return _single(_options(book, place, declared, value), declared, chance, begins)


def _options(book: Workbook, place: Place, declared: Field | Column, value: Row) -> list[tuple[str, str]]:
    """Return what can be chosen; rows of the same activity are taken from `value`, for they are not saved yet."""
    if declared.values or not declared.source:
        return [(v, v) for v in declared.values]
    activity, _, key = declared.source.partition(".")
    if key and activity == place.activity.slug:
        return [(row["_id"], row_label(row, place.activity.field(key))) for row in value.get(key) or []]
    return book.options(declared.source)


def _options_of(book: Workbook, role: str, field: str) -> list[tuple[str, str]]:
    return book.options(f"{book.slug(role)}.{field}")


def _single(options: list[tuple[str, str]], declared: Field | Column, chance: random.Random, begins: date) -> object:
    kind = declared.kind
    if kind == "choice":
        return chance.choice(options)[0] if options else ""
    if kind == "choices":
        return [option for option, _ in options[:2]]
    if kind == "date":
        return (begins + timedelta(days=chance.randrange(10, 90))).isoformat()
    if kind == "number":
        return str(chance.randrange(12, 90))
    simple = {"assurance": True, "rich_list": chance.choice(wording.POINTS), "prose": chance.choice(wording.PROSE)}
    if kind in simple:
        return simple[kind]
    return chance.choice(wording.PEOPLE) if kind == "person" else _words(declared, chance, begins)


def _words(declared: Field | Column, chance: random.Random, begins: date) -> str:
    label = declared.label
    if declared.key in wording.WORDS:
        return chance.choice(wording.WORDS[declared.key])
    known = {
        "local_code": f"R{chance.randrange(1, 40):02}",
        "position": chance.choice(wording.POSITIONS),
        "year": _school_year(begins, -1),
    }
    return known.get(declared.key, f"{label}, as agreed in the team")


def _school_year(day: date, after: int) -> str:
    """Return a school year, 2025-26, that many years after the one in which the day is."""
    first = day.year - (day.month < 7) + after
    return f"{first}-{(first + 1) % 100:02}"


def _plain_table(
    book: Workbook, place: Place, declared: Field, value: Row, chance: random.Random, begins: date
) -> list[Row]:
    ids = [row_id for row_id, _ in book.fixed_rows(declared)]
    if not ids:
        ids = [f"r{number}" for number in range(1, max(declared.min_rows, 2) + 1)]
    typed = [(c, _options(book, place, c, value)) for c in declared.columns if kinds.kind(c).typed]
    rows = [_in_order({"_id": row_id, **{c.key: _cell(o, c, chance, begins) for c, o in typed}}) for row_id in ids]
    for column in declared.columns:
        table, _, key = column.among.partition(".")
        for row, known in zip(rows, value.get(table) or [], strict=False):
            row[column.key] = known[key]
    for row, said in zip(rows, wording.ROWS.get(declared.key, ()), strict=False):
        row.update(said)
    return rows


def _in_order(row: Row) -> Row:
    """Return the row with its dates in the order in which things happen."""
    for earlier, later in wording.PAIRS:
        if row.get(earlier) and row.get(later):
            row[earlier], row[later] = sorted((row[earlier], row[later]))
    if row.get("start") and row.get("start") == row.get("finish"):
        row["finish"] = (date.fromisoformat(row["start"]) + timedelta(days=21)).isoformat()
    return row


def _cell(options: list[tuple[str, str]], column: Column, chance: random.Random, begins: date) -> object:
    if column.within:  # a part, which is not more than its whole
        return str(chance.randrange(11, 40))
    if column.key in ("denominator", "invited", "later_records_checked", "students"):
        return str(chance.randrange(41, 160))
    return _single(options, column, chance, begins)


def _team(book: Workbook, chance: random.Random, begins: date) -> list[Row]:
    return [
        {
            "_id": f"r{number}",
            "name": wording.PEOPLE[number],
            "position": wording.POSITIONS[number],
            "organization": book.plan.lea.name,
            "sector": wording.SECTORS[number],
            "decides": "yes" if number == 1 else "no",
            "facilitates": "yes" if number == 0 else "no",
        }
        for number in range(4)
    ]


def _weaknesses(book: Workbook, chance: random.Random, begins: date) -> list[Row]:
    elements = [code for code, _ in book.options("letter_elements")]
    seen = [slug for slug, _ in book.options("activities")][:2]
    return [
        {
            "_id": f"r{number}",
            "weakness": text,
            "elements": elements if number == 1 else elements[:1],
            "seen_in": seen,
            "effect": "high" if number == 1 else "medium",
            "reach": "in our control",
            "rank": str(number),
        }
        for number, text in enumerate(chance.sample(wording.WEAKNESSES, 2), start=1)
    ]


def _nothing(book: Workbook, chance: random.Random, begins: date) -> list[Row]:
    """Leave a table blank that is filled in only where something is left out."""
    return []


def _causes(book: Workbook, chance: random.Random, begins: date) -> list[Row]:
    kept = [key for key, _ in book.options("kept_causes")]
    return [
        {
            "_id": f"c{number}",
            "statement": text,
            "family": family,
            "follows": kept if number == 1 else [],
            "area": [code for code, _ in book.options("letter_elements")],
            "quantitative": chance.choice(wording.PROSE),
            "qualitative": chance.choice(wording.PROSE),
            "source": ["CALPADS", "interview"],
            "control": "in our control",
            "confidence": "strong",
        }
        for number, (text, family) in enumerate(wording.CAUSES, start=1)
    ]


def _outcomes(book: Workbook, chance: random.Random, begins: date) -> list[Row]:
    """One outcome restates the first missed element, one is the LEA's own."""
    causes = [key for key, _ in _options_of(book, "causes", "causes")]
    return [
        {
            "_id": f"o{number}",
            "outcome": text,
            "causes": causes,
            "element": element,
            "population": "Students with disabilities",
            "measure": "Share of students, census day",
            "method": "Counted in CALPADS by the data lead, all schools",
            "unit": "percent",
            "baseline": baseline,
            "no_baseline_why": "",
            "baseline_date": begins.isoformat(),
            "direction": direction,
            "target": target,
            "target_date": (begins + timedelta(days=800)).isoformat(),
            "term": "long",
            "source": "CALPADS",
            "lead": wording.PEOPLE[number],
        }
        for number, (text, element, direction, baseline, target) in enumerate(_aims(book), start=1)
    ]


def _aims(book: Workbook) -> list[tuple[str, list[str], str, str, str]]:
    """Return the words, elements, direction, baseline and target of each outcome."""
    own: tuple[str, list[str], str, str, str] = (
        "Fewer students with disabilities are suspended",
        [],
        "at most",
        "9",
        "6",
    )
    missed = next((e for e in book.missed if isinstance(e["rate"], float | int) and e["target"] is not None), None)
    if missed is None:
        return [own]
    rising = missed["rate"] < missed["target"]
    aim = missed["target"] + (1 if rising else -1)
    text = f"{missed['name']} reaches the target of the letter"
    direction = "at least" if rising else "at most"
    return [(text, [missed["indicator"]], direction, str(missed["rate"]), f"{max(0, aim):g}"), own]


def _high_leverage(book: Workbook, chance: random.Random, begins: date) -> list[Row]:
    causes = [key for key, _ in _options_of(book, "causes", "causes")]
    outcomes = [key for key, _ in _options_of(book, "outcomes", "outcomes")]
    return [
        {
            "_id": f"a{number}",
            "activity": text,
            "describe": chance.choice(wording.PROSE),
            "causes": causes,
            "outcomes": outcomes,
            "evidence_base": "Schools of our SELPA that did this moved by ten points in two years.",
            "population": "Students with disabilities in grades 6 to 8",
            "sites": "All middle schools",
            "sponsor": wording.PEOPLE[number],
            "tier": tier,
        }
        for number, (text, tier) in enumerate(wording.ACTIVITIES, start=1)
    ]


def _action_steps(book: Workbook, chance: random.Random, begins: date) -> list[Row]:
    verbs = ("Train the schedulers of all schools", "Pilot in two schools", "Review with families and adjust")
    return [
        {
            "_id": f"s{activity}{number}",
            "activity": activity,
            "action": verb,
            "population": "Staff of all middle schools",
            "start": (begins + timedelta(days=60 * number)).isoformat(),
            "finish": (begins + timedelta(days=60 * number + 45)).isoformat(),
            "lead": wording.PEOPLE[number],
            "support": "SELPA program specialist",
            "resources": "Two days of release time",
            "expected": "Every school has done it once",
            "check": "Attendance and a short survey",
            "evidence": "Agenda and sign-in sheet",
            "driver": ["training", "coaching"],
        }
        for activity, _ in _options_of(book, "high_leverage", "activities")
        for number, verb in enumerate(verbs, start=1)
    ]


def _budget_lines(book: Workbook, chance: random.Random, begins: date) -> list[Row]:
    """Place the whole reserve: the last line takes what is left, to the cent."""
    left = ((Decimal("1582300.00") + Decimal("260000.00")) * budget.SHARE).quantize(budget.CENT)
    shares = (Decimal("118500.00"), Decimal("41200.00"), Decimal("58000.00"))
    activity = next((key for key, _ in _options_of(book, "high_leverage", "activities")), "")
    lines = []
    objects = ("1000 certificated", "2000 classified", "5000 services", "4000 materials")
    for number, (amount, account) in enumerate(zip((*shares, left - sum(shares)), objects, strict=True), start=1):
        lines.append(
            {
                "_id": f"b{number}",
                "activity": activity,
                "fund": "IDEA 611",
                "object": account,
                "item": "Coaching and release time",
                "calculation": "Days × daily rate",
                "year": _school_year(begins, 0),
                "amount": f"{amount:.2f}",
            }
        )
    return lines


def _period(book: Workbook, chance: random.Random, begins: date) -> list[Row]:
    """The 27 months of the cohorts seen."""
    return [{"_id": "p1", "from": begins.isoformat(), "to": (begins + timedelta(days=820)).isoformat()}]


_TABLES: dict[str, Callable[[Workbook, random.Random, date], list[Row]]] = {
    "roster.members": _team,
    "consolidation.weaknesses": _weaknesses,
    "causes.causes": _causes,
    "causes.set_aside": _nothing,
    "consolidation.out_of_scope": _nothing,
    "outcomes.outcomes": _outcomes,
    "high_leverage.activities": _high_leverage,
    "action_steps.steps": _action_steps,
    "budget.lines": _budget_lines,
    "budget.period": _period,
}
