"""The parts of a document that have a form: a file a subject, each with its parts."""

from monitoring.definition.parts import activities, choices, data, federal, indicators, levels, ratios, rules, tasks
from monitoring.definition.parts.declaring import Cell, Choices, Part, Row, Typed
from monitoring.definition.parts.writing import Stays, cell_of, in_order
from monitoring.definition.schema import Definition, StepForms, YearDocument

__all__ = ["Cell", "Choices", "Part", "Row", "Stays", "Typed", "cell_of", "in_order", "of_forms", "of_year"]


def of_year(definition: Definition, document: YearDocument, forms: StepForms) -> dict[str, Part]:
    """Return the parts of a year's definition that have a form, by the name in their address."""
    found = (
        *levels.parts(definition),
        *rules.parts(definition),
        *indicators.parts(definition),
        *data.parts(definition),
        *ratios.parts(definition),
        *activities.of_year(document, forms),
        *tasks.parts(definition),
        *federal.parts(definition),
    )
    return {part.slug: part for part in found}


def of_forms(forms: StepForms) -> dict[str, Part]:
    """Return the parts of step forms that have a form, by the name in their address."""
    return {part.slug: part for part in (*activities.of_forms(forms), *choices.parts(forms))}
