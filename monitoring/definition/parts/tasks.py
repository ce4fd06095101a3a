"""What the year says of itself, its tasks with their dates, its contacts, its letters, and its requirements."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from monitoring.definition.parts.declaring import Cell, Choices, Part, Row
from monitoring.definition.parts.writing import write, write_single
from monitoring.definition.schema import Contact, Definition, Letterhead, Requirement, Task

COUNTED: Choices = (
    ("by_requirement", _("all that is found in an LEA is one finding")),
    ("by_instance", _("each instance is a finding")),
)


def parts(definition: Definition) -> Iterator[Part]:
    """Yield the year's title and date, the tasks, the contacts, the head and signature of the letters, and the requirements."""
    yield Part(
        slug="year",
        title=_("Title, date of the letters, and holidays"),
        hint=_("A date that the state has not set yet is left empty."),
        way=(),
        rows=(
            Row(
                0,
                str(definition.year),
                (
                    Cell(("title",), _("Title"), definition.title),
                    Cell(("letter_date",), _("Date of the letters"), str(definition.letter_date or ""), "date"),
                    Cell(("note",), _("What is known of the year"), definition.note, "long"),
                    Cell(
                        ("holidays",),
                        _("Holidays, a line each"),
                        "\n".join(map(str, definition.holidays)),
                        "dates",
                        hint=_("Days on which no one is reminded, such as 2024-11-28."),
                    ),
                ),
            ),
        ),
        blank=(),
        write=write_single,
        fixed=True,
        single=True,
    )
    levels = tuple((one.code, one.code) for one in definition.levels)
    steps: Choices = (("", _("every step")), *((str(one.number), str(one.number)) for one in definition.steps))
    yield Part(
        slug="tasks",
        title=_("Tasks and dates"),
        hint=_("A task with a step and a date gives the step its due date. Words count where there is no plain date."),
        way=("tasks",),
        rows=tuple(
            Row(number, one.title, tuple(_task(one, levels, steps))) for number, one in enumerate(definition.tasks)
        ),
        blank=tuple(_task(None, levels, steps)),
        write=write,
        ordered=True,
        in_a_line=True,
    )
    words = tuple((word, word) for word in dict.fromkeys(w for one in definition.levels for w in (one.code, one.tier)))
    yield Part(
        slug="contacts",
        title=_("Contacts"),
        hint=_("Whom to write to. A contact for no level in particular is for all of them."),
        way=("contacts",),
        rows=tuple(
            Row(number, one.name, tuple(_contact(one, words))) for number, one in enumerate(definition.contacts)
        ),
        blank=tuple(_contact(None, words)),
        write=write,
        ordered=True,
        in_a_line=True,
    )
    yield Part(
        slug="letters",
        title=_("Head and signature of the letters"),
        hint=_("What is empty is not set by the state yet, and is left out of the letters."),
        way=("letterhead",),
        rows=(Row(0, str(_("Letters")), tuple(_letterhead(definition.letterhead))),),
        blank=(),
        write=write_single,
        fixed=True,
        single=True,
    )
    yield Part(
        slug="requirements",
        title=_("Requirements"),
        hint=_("What an LEA can be found not to meet. What a complaint brings up is always counted one by one."),
        way=("requirements",),
        rows=tuple(
            Row(number, f"{one.code} {one.name}", tuple(_requirement(one)), one.code)
            for number, one in enumerate(definition.requirements)
        ),
        blank=(
            Cell(("code",), _("Code"), hint=_("Up to 8 letters and digits, such as T1. It cannot be changed later.")),
            *_requirement(None),
        ),
        write=write,
        ordered=True,
        in_a_line=True,
    )


def _task(one: Task | None, levels: Choices, steps: Choices) -> Iterator[Cell]:
    yield Cell(("title",), _("Task"), one.title if one else "")
    yield Cell(("levels",), _("Levels"), ",".join(one.levels) if one else "", "several", levels)
    yield Cell(("step",), _("Step"), str(one.step) if one and one.step else "", "number", steps)
    yield Cell(("due_date",), _("Due date"), str(one.due_date) if one and one.due_date else "", "date")
    yield Cell(("due",), _("Due, in words"), one.due if one else "")
    yield Cell(("support",), _("Who leads it"), one.support if one else "")


def _contact(one: Contact | None, words: Choices) -> Iterator[Cell]:
    yield Cell(("name",), _("Name"), one.name if one else "")
    yield Cell(("email",), _("Email address"), one.email if one else "")
    yield Cell(("levels",), _("Levels or tiers"), ",".join(one.levels) if one else "", "several", words)


def _requirement(one: Requirement | None) -> Iterator[Cell]:
    yield Cell(("name",), _("Name"), one.name if one else "")
    yield Cell(("citation",), _("Citation"), one.citation if one else "")
    yield Cell(("indicator",), _("Indicator of the federal report"), one.indicator if one else "")
    yield Cell(("meeting",), _("Meeting of the timelines"), one.meeting if one else "")
    codes = "\n".join(one.delay_codes) if one else ""
    yield Cell(("delay_codes",), _("Codes of a delay that excuse nothing, a line each"), codes, "lines")
    yield Cell(("counted",), _("Counted"), one.counted if one else "by_requirement", "text", COUNTED)


def _letterhead(one: Letterhead) -> Iterator[Cell]:
    yield Cell(("sender",), _("Sender, a line each"), "\n".join(one.sender), "lines")
    yield Cell(("addressee",), _("To whom in the LEA"), one.addressee)
    yield Cell(("signed_by",), _("Signed by"), one.signed_by)
    yield Cell(("signer_title",), _("Title of who signs"), one.signer_title)
    yield Cell(("seal",), _("Seal"), one.seal.strip(), "drawing", hint=_("A drawing: an SVG file."))
    yield Cell(("seal_text",), _("What the seal shows, in words"), one.seal_text)
