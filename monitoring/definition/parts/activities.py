"""Which activities a step of a year has, for which levels; the activities of step forms, and their fields."""

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.definition import field_kinds, roles
from monitoring.definition.parts.declaring import Cell, Choices, Part, Row
from monitoring.definition.parts.writing import write
from monitoring.definition.schema import Column, Field, FormActivity, Need, Step, StepForms, YearDocument
from monitoring.definition.schema.forms import Use

REPEATS = (
    ("once", gettext_lazy("once")),
    ("element", gettext_lazy("for each element of the letter")),
    ("weakness", gettext_lazy("for each chosen weakness")),
)
NEEDS = (("required", gettext_lazy("yes")), ("optional", gettext_lazy("no")))
SPARE = 2  # columns that a table does not have yet


def of_year(year: YearDocument, forms: StepForms) -> Iterator[Part]:
    """Yield the steps, and the activities of each."""
    yield Part(
        slug="steps",
        title=gettext_lazy("Steps"),
        hint=gettext_lazy("What the steps are called, and what each is for."),
        way=("steps",),
        rows=tuple(
            Row(place, _("Step %(number)s") % {"number": step.number}, tuple(_step(step)), str(step.number))
            for place, step in enumerate(year.steps)
        ),
        blank=(),
        write=write,
        fixed=True,
    )
    titles = tuple((one.slug, one.title) for one in forms.activities)
    words = tuple((word, word) for word in dict.fromkeys(w for one in year.levels for w in (one.code, one.tier)))
    known = dict(titles)
    for number, step in enumerate(year.steps):
        yield Part(
            slug=f"step-{step.number}",
            title=_("Activities of step %(number)s, %(name)s") % {"number": step.number, "name": step.name},
            hint=gettext_lazy(
                "The order is that of the step. An activity that is removed here stays in the step forms, and other "
                "years keep it. Levels are named by code, or all of a tier by its word."
            ),
            way=("steps", number, "activities"),
            rows=tuple(
                Row(place, known.get(use.activity, use.activity), tuple(_use(use, words)), use.activity)
                for place, use in enumerate(step.activities)
            ),
            blank=(
                Cell(("activity",), gettext_lazy("Activity"), choices=(("", _("– choose –")), *titles)),
                *_use(None, words),
            ),
            write=write,
            ordered=True,
            in_a_line=True,
        )


def of_forms(forms: StepForms) -> Iterator[Part]:
    """Yield the activities of step forms, then the fields of each."""
    yield Part(
        slug="activities",
        title=gettext_lazy("Activities"),
        hint=gettext_lazy(
            "A year chooses from these. One that is removed is gone from the years that use these step forms next; "
            "plans that are open keep theirs."
        ),
        way=("activities",),
        rows=tuple(
            Row(number, one.title, tuple(_activity(one)), one.slug) for number, one in enumerate(forms.activities)
        ),
        blank=(_key("slug"), *_activity(None), *_first_field()),
        write=write,
        ordered=True,
    )
    sources = (("", _("none")), *((name, name.replace("_", " ")) for name in forms.vocabularies))
    known = _Known(_kinds(), sources)
    for number, one in enumerate(forms.activities):
        yield Part(
            slug=f"fields-{one.slug}",
            title=_("Fields of “%(title)s”") % {"title": one.title},
            hint=gettext_lazy(
                "A field that is removed is not asked for any more. What was typed in it stays with the plans that "
                "have it."
            ),
            way=("activities", number, "fields"),
            also=("activities", one.slug),
            rows=tuple(
                Row(place, field.label, tuple(_field(field, known)), field.key)
                for place, field in enumerate(one.fields)
            ),
            blank=(_key("key"), *_field(None, known)),
            write=write,
            ordered=True,
            in_a_line=True,
        )


def _step(step: Step) -> Iterator[Cell]:
    yield Cell(("name",), gettext_lazy("Name"), step.name)
    yield Cell(("purpose",), gettext_lazy("What it is for"), step.purpose, "long")


def _use(use: Use | None, words: Choices) -> Iterator[Cell]:
    required, optional = (",".join(use.required), ",".join(use.optional)) if use else ("", "")
    yield Cell(("required",), gettext_lazy("Must do it"), required, "several", words)
    yield Cell(("optional",), gettext_lazy("May do it"), optional, "several", words)


def _key(name: str) -> Cell:
    return Cell(
        (name,),
        gettext_lazy("Key"),
        hint=gettext_lazy("Small letters, digits and _, such as parent_survey. It cannot be changed later."),
    )


def _activity(one: FormActivity | None) -> Iterator[Cell]:
    known: Choices = (("", gettext_lazy("none")), *((name, name.replace("_", " ")) for name in roles.known()))
    yield Cell(("title",), gettext_lazy("Title"), one.title if one else "")
    yield Cell(("purpose",), gettext_lazy("What it is for"), one.purpose if one else "", "long")
    yield Cell(("who",), gettext_lazy("Who does it"), one.who if one else "")
    yield Cell(("note",), gettext_lazy("Note"), one.note if one else "", "long")
    yield Cell(("repeat",), gettext_lazy("It is done"), one.repeat if one else "once", choices=REPEATS)
    yield Cell(("role",), gettext_lazy("Part of its own in the portal"), one.role if one else "", choices=known)


def _first_field() -> Iterator[Cell]:
    """Yield what an activity cannot be without: one field. The others are added on a page of their own."""
    way = ("fields", 0)
    yield Cell((*way, "key"), gettext_lazy("Key of its first field"))
    yield Cell((*way, "label"), gettext_lazy("Label of its first field"))
    yield Cell((*way, "kind"), gettext_lazy("Kind of its first field"), "prose", choices=_plain_kinds())


def _plain_kinds() -> tuple[tuple[str, str], ...]:
    """Return the kinds of field that need nothing but a label."""
    kinds = map(field_kinds.kind_of, field_kinds.known())
    return tuple((kind.name, str(kind.words)) for kind in kinds if not kind.needs and not kind.is_filled_in)


class _Known(NamedTuple):
    """What every field of step forms chooses from: the kinds of field, and the lists of choices."""

    kinds: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str], ...]


def _kinds() -> tuple[tuple[str, str], ...]:
    return tuple((kind.name, str(kind.words)) for kind in map(field_kinds.kind_of, field_kinds.known()))


def _field(one: Field | None, known: _Known) -> Iterator[Cell]:
    yield Cell(("label",), gettext_lazy("Label"), one.label if one else "")
    yield Cell(("kind",), gettext_lazy("Kind"), one.kind if one else "prose", choices=known.kinds)
    if one and isinstance(one.need, Need):
        when = _("when %(condition)s") % {"condition": one.need.required_if}
        yield Cell(("need",), gettext_lazy("Must be filled in"), KEPT, choices=((KEPT, when), *NEEDS))
    else:
        need = one.need if one and isinstance(one.need, str) else "optional"
        yield Cell(("need",), gettext_lazy("Must be filled in"), need, choices=NEEDS)
    yield Cell(("help",), gettext_lazy("Hint under the label"), one.help if one else "", "long")
    yield Cell(("values",), gettext_lazy("Choices, a line each"), "\n".join(one.values) if one else "", "lines")
    yield Cell(("from",), gettext_lazy("Or a list of choices"), one.source if one else "", choices=_sources(one, known))
    yield Cell(("unit",), gettext_lazy("Unit"), one.unit if one else "")
    if one and one.columns:
        yield Cell(("min_rows",), gettext_lazy("Rows at least"), str(one.min_rows or ""), "number")
        yield Cell(("max_rows",), gettext_lazy("Rows at most"), str(one.max_rows or ""), "number")
    columns = one.columns if one else ()
    if one is None or columns:
        for number in range(len(columns) + SPARE):
            yield from _column(number, columns[number] if number < len(columns) else None, known)


KEPT = "kept"


def _column(number: int, one: Column | None, known: _Known) -> Iterator[Cell]:
    way, labels = ("columns", number), {"number": number + 1}
    yield Cell((*way, "label"), _("Column %(number)s") % labels, one.label if one else "")
    yield Cell((*way, "key"), _("Key of column %(number)s") % labels, one.key if one else "")
    none: Choices = () if one else (("", gettext_lazy("–")),)
    yield Cell(
        (*way, "kind"), _("Kind of column %(number)s") % labels, one.kind if one else "", choices=(*none, *known.kinds)
    )
    source = one.source if one else ""
    yield Cell((*way, "from"), _("Choices of column %(number)s") % labels, source, choices=_sources(one, known))


def _sources(one: Field | Column | None, known: _Known) -> tuple[tuple[str, str], ...]:
    """Return the lists of choices, and where the choices come from now if that is none of them."""
    if one and one.source and all(one.source != name for name, _words in known.sources):
        return (*known.sources, (one.source, one.source))
    return known.sources
