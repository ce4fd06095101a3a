"""For each category, for how many years in a row before this one an LEA was in it, or in a worse one."""

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from determinations.levels.before import years_in
from determinations.levels.facts.declared import Declared, Fact, Sources
from monitoring.definition.facts import FactKind

YEARS_BEFORE = "years_before_in_"


def _known(sources: Sources) -> Iterable[tuple[int, Fact]]:
    if not sources.before:
        return
    year, definition = sources.year.year, sources.definition
    none = gettext("no determination in %(year)s") % {"year": year - 1}
    for lea in sources.leas:
        categories = sources.before.get(lea, ())
        said = ", ".join(f"{year - back} {code}" for back, code in enumerate(categories, start=1))
        for category in definition.determinations.categories:
            years = years_in(category.code, before=categories, definition=definition)
            yield lea, Fact(YEARS_BEFORE + category.code, years, said or none)


FACT = Declared(
    FactKind(YEARS_BEFORE, _("Years in a row before this one, determined as {category} or worse"), family=True), _known
)
