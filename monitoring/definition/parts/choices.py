"""The lists of choices that fields of step forms offer."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ruamel.yaml.comments import CommentedMap

from monitoring.definition.parts import arranging
from monitoring.definition.parts.declaring import Cell, Part, Row, put_value, said
from monitoring.definition.parts.writing import Stays
from monitoring.definition.schema import StepForms
from monitoring.definition.text import NotADocumentError, opened, plain, written

WAY = "vocabularies"


def parts(forms: StepForms) -> Iterator[Part]:
    """Yield the lists of choices."""
    yield Part(
        slug="choices",
        title=gettext_lazy("Lists of choices"),
        hint=gettext_lazy(
            "What people choose from, in this order. A choice that is removed is offered no more; plans that are open keep "
            "theirs."
        ),
        way=(WAY,),
        rows=tuple(
            Row(number, in_words(name), (_choices(values, used_by(forms, name)),), name)
            for number, (name, values) in enumerate(forms.vocabularies.items())
        ),
        blank=(
            Cell(
                ("key",),
                gettext_lazy("Key"),
                hint=gettext_lazy("Small letters, digits and _, such as kind_of_school. It cannot be changed later."),
            ),
            _choices((), []),
        ),
        write=_write,
    )


def in_words(name: str) -> str:
    """Return what a list of choices is called where people read it."""
    return name.replace("_", " ").capitalize()


def used_by(forms: StepForms, name: str) -> list[str]:
    """Return the labels of the fields and columns that offer the list, each with its activity."""
    return [
        f"{activity.title}: {label}"
        for activity in forms.activities
        for field in activity.fields
        for label, source in (
            (field.label, field.source or field.rows_from),
            *((column.label, column.source) for column in field.columns),
        )
        if source == name
    ]


def _choices(values: tuple[str, ...], users: list[str]) -> Cell:
    hint = _("Offered in: %(users)s.") % {"users": "; ".join(users)} if users else ""
    return Cell(("values",), gettext_lazy("Choices, a line each"), "\n".join(values), "lines", hint=hint)


def _write(text: str, part: Part, stays: Stays) -> str:
    """Write the lists that changed and those that are new, without those that go. Raises NotADocumentError."""
    root = opened(text)
    before = plain(root)
    if root.get(WAY) is None:
        root[WAY] = CommentedMap()
    lists = root[WAY]
    left = {row.called for row, _typed in stays}
    for row in part.rows:
        if row.called not in left:
            del lists[row.called]
    for row, typed in stays:
        name = row.called or said(row.cells[0], typed["key"])
        if row.was is None and name in lists:
            raise NotADocumentError(_("“%(name)s” is here twice. Give the new list another key.") % {"name": name})
        cell = row.cells[-1]
        if row.was is None or said(cell, typed["values"]) != cell.value:
            put_value(lists, name, cell.kind, said(cell, typed["values"]))
    return text if plain(root) == before else arranging.with_comments(written(root), of=text)
