"""The settings of the disproportionality ratios, as a form and in words."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal, get_args, get_origin

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib import numbers
from monitoring.definition.parts.declaring import Cell, Part, Row
from monitoring.definition.parts.writing import write_single
from monitoring.definition.schema import Definition, Disproportionality

CATEGORIES = range(1, 15)  # of disproportionality, as the formats of uploads number them
YES_OR_NO = (("yes", gettext_lazy("yes")), ("no", gettext_lazy("no")))
WORDS = {"or": gettext_lazy("or"), "and": gettext_lazy("and")}
SETTINGS = {
    "threshold": gettext_lazy("Threshold of the risk ratio, to be exceeded"),
    "thresholds": gettext_lazy("Threshold in category"),
    "minimum_cell": gettext_lazy("Smallest cell (students with the outcome)"),
    "minimum_n": gettext_lazy("Smallest group (students in all)"),
    "combine": gettext_lazy("A ratio is not calculated below the smallest cell … the smallest group"),
    "years": gettext_lazy("Years in a row that make it significant"),
    "reasonable_progress": gettext_lazy("Reasonable progress is taken into account"),
    "own_letter": gettext_lazy("What exceeds is named in a second letter"),
    "assumed": gettext_lazy("Assumed: the state has not published these settings"),
}


def parts(definition: Definition) -> Iterator[Part]:
    """Yield the settings of the ratios."""
    yield Part(
        slug="ratios",
        title=gettext_lazy("Settings of the ratios"),
        hint=gettext_lazy("A number that is no whole one is written with a point or as a fraction: 2.5 or 10/3."),
        way=("disproportionality",),
        rows=(Row(0, _("Ratios"), tuple(_cells(definition.disproportionality))),),
        blank=(),
        write=write_single,
        fixed=True,
        single=True,
    )


def in_words(definition: Definition) -> list[tuple[str, str]]:
    """Return each setting that is made with its value, in words: a choice by its words, a fraction as a ratio."""
    return [(str(one.label), _value(one)) for one in _cells(definition.disproportionality) if one.value]


def _cells(these: Disproportionality) -> Iterator[Cell]:
    for name, field in type(these).model_fields.items():
        value, label = getattr(these, name), SETTINGS[name]
        if isinstance(value, dict):
            for number in CATEGORIES:
                yield Cell((name, number), f"{label} {number}", str(value.get(number, "")), "number")
        elif isinstance(value, bool):
            yield Cell((name,), label, "yes" if value else "no", "yes", YES_OR_NO)
        elif get_origin(field.annotation) is Literal:
            choices = tuple((word, WORDS[word]) for word in get_args(field.annotation))
            yield Cell((name,), label, str(value), choices=choices)
        else:
            yield Cell((name,), label, str(value), "number")


def _value(cell: Cell) -> str:
    if "/" in cell.value:
        return numbers.ratio_in_words(Fraction(cell.value))
    return str(dict(cell.choices).get(cell.value, cell.value))
