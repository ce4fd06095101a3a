"""For how many years in a row an LEA is disproportionate in a cell; from its cells."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from determinations.levels.facts.declared import Declared, Fact, Sources, cells_in_words
from monitoring.definition.facts import FactKind


def _known(sources: Sources) -> Iterable[tuple[int, Fact]]:
    standing = sources.standing
    if standing is None:
        return
    most = standing.years.max(axis=(1, 2), initial=0)
    for at, lea in enumerate(map(int, standing.counted.leas)):
        longest = [cell for cell in sources.cells.get(lea, ()) if cell.years == most[at]]
        yield lea, Fact("disproportionate_years", int(most[at]), cells_in_words(standing, longest))


FACT = Declared(FactKind("disproportionate_years", _("Years of disproportionality in a row")), _known)
