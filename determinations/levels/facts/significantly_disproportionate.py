"""Whether an LEA is significantly disproportionate in a cell; from its cells."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from determinations.levels.facts.declared import Declared, Fact, Sources, cells_in_words
from monitoring.definition.facts import FactKind


def _known(sources: Sources) -> Iterable[tuple[int, Fact]]:
    standing = sources.standing
    if standing is None:
        return
    for lea in map(int, standing.counted.leas):
        held = [cell for cell in sources.cells.get(lea, ()) if cell.significant]
        yield lea, Fact("significantly_disproportionate", bool(held), cells_in_words(standing, held))


FACT = Declared(
    FactKind("significantly_disproportionate", _("Significantly disproportionate"), compared="yes or no"), _known
)
