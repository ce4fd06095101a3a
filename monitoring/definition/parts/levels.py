"""The levels, the other outcomes that rules may end in, and the categories of the yearly determination."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from monitoring.definition.parts.declaring import Cell, Choices, Part, Row
from monitoring.definition.parts.writing import write
from monitoring.definition.schema import Category, Definition, Level, OtherOutcome
from monitoring.definition.schema.measures import Consequence

REVIEWERS = (
    ("", _("no one")),
    ("selpa", _("the SELPA")),
    ("state", _("the state")),
    ("selpa,state", _("the SELPA, then the state")),
    ("state,selpa", _("the state, then the SELPA")),
)


def parts(definition: Definition) -> Iterator[Part]:
    """Yield the levels, the other outcomes and the categories."""
    steps = tuple((str(step.number), f"{step.number} {step.name}") for step in definition.steps)
    yield Part(
        slug="levels",
        title=_("Levels"),
        hint=_(
            "The larger the order, the stricter the level. Rules, tasks, contacts and activities name a level by its code."
        ),
        way=("levels",),
        rows=tuple(
            Row(number, f"{one.code} {one.name}", tuple(_level(one, steps)), one.code)
            for number, one in enumerate(definition.levels)
        ),
        blank=(_code(), *_level(None, steps)),
        write=write,
    )
    yield Part(
        slug="outcomes",
        title=_("Other outcomes"),
        hint=_(
            "What a rule may end in besides a level: what is asked of an LEA that is not monitored at one, and has no plan."
        ),
        way=("outcomes",),
        rows=tuple(
            Row(number, f"{one.code} {one.name}", tuple(_outcome(one)), one.code)
            for number, one in enumerate(definition.outcomes)
        ),
        blank=(_code(), *_outcome(None)),
        write=write,
    )
    yield Part(
        slug="categories",
        title=_("Categories of the yearly determination"),
        hint=_(
            "The larger the order, the worse the category. What follows counts the years in a row in it, or in a worse one."
        ),
        way=("determinations", "categories"),
        rows=tuple(
            Row(number, one.name, tuple(_category(one)), one.code)
            for number, one in enumerate(definition.determinations.categories)
        ),
        blank=(Cell(("code",), _("Name in files, such as needs_assistance")), *_category(None)),
        write=write,
    )


def _code() -> Cell:
    return Cell(("code",), _("Code"), hint=_("Up to 8 letters and digits, such as T1. It cannot be changed later."))


def _level(one: Level | None, steps: Choices) -> Iterator[Cell]:
    yield Cell(("name",), _("Name"), one.name if one else "")
    yield Cell(("tier",), _("Tier"), one.tier if one else "")
    yield Cell(("order",), _("Order"), str(one.order) if one else "", "number")
    reviewers = ",".join(one.reviewers) if one else ""
    yield Cell(("reviewers",), _("Reviewed by"), reviewers, "order", REVIEWERS)
    yield Cell(("steps",), _("Steps"), ",".join(map(str, one.steps)) if one else "", "numbers", steps)
    yield Cell(("contact",), _("Contact (an email address)"), one.contact if one else "")
    yield Cell(("support",), _("Support"), one.support if one else "", "long")
    yield Cell(("requires",), _("What it asks for"), one.requires if one else "", "long")
    yield Cell(("selection",), _("How LEAs are selected"), one.selection if one else "", "long")


def _outcome(one: OtherOutcome | None) -> Iterator[Cell]:
    yield Cell(("name",), _("Name"), one.name if one else "")
    yield Cell(("requires",), _("What it asks for"), one.requires if one else "", "long")


def _category(one: Category | None) -> Iterator[Cell]:
    yield Cell(("name",), _("Name"), one.name if one else "")
    yield Cell(("order",), _("Order"), str(one.order) if one else "", "number")
    for number, follows in enumerate([*(one.consequences if one else ()), None]):
        yield from _consequence(number, follows)


def _consequence(number: int, follows: Consequence | None) -> Iterator[Cell]:
    way = ("consequences", number)
    yield Cell((*way, "years"), _("Years in a row"), str(follows.years) if follows else "", "number")
    yield Cell((*way, "text"), _("What follows"), follows.text if follows else "", "long")
