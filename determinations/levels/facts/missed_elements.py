"""The number of counted elements that were missed, as the file states or the rate decides; where nothing says of any
whether it was met, the fact is missing."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Count, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cim_portal.lib import numbers
from determinations.levels.facts.declared import Declared, Fact, Sources
from determinations.runs.words import counted_in_words
from determinations.uploads.models import IndicatorResult
from determinations.uploads.queries import decided
from monitoring.definition import target_in_words
from monitoring.definition.facts import FactKind
from monitoring.definition.schema import Target


def _known(sources: Sources) -> Iterable[tuple[int, Fact]]:
    everything = IndicatorResult.objects.published(sources.year.year)
    published = decided(everything.exclude(indicator__in=sources.definition.uncounted()), sources.definition)
    targets = {one.indicator: one for one in sources.definition.targets if one.decides == "computed"}
    words: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in published.filter(verdict="No").order_by("lea", "upload", "row").values_list(*_OF_MISSED):
        words[row[0]][row[1]].append(_missed_in_words(*row[2:], decided_by=targets.get(row[3])))
    counts = published.exclude(verdict="").values("lea").order_by()
    counts = counts.annotate(stated=Count("row"), missed=Count("row", filter=Q(verdict="No")))
    for lea, stated, missed in counts.values_list("lea", "stated", "missed"):
        files = [f"{file}, target_met: {'; '.join(elements)}" for file, elements in words[lea].items()]
        none = gettext("target_met: none missed of %(stated)s stated") % {"stated": stated}
        source = "; ".join(files) or none
        yield lea, Fact("missed_elements", missed, source)


_OF_MISSED = (
    "lea", "upload__file_name", "row", "indicator", "rate_text", "target_text", "target_operator", "target", "numerator",
    "denominator",
)  # fmt: skip


def _missed_in_words(
    row: int,
    indicator: str,
    rate: str,
    target: str,
    operator: str,
    value: Decimal | None,
    numerator: Decimal | None,
    denominator: Decimal | None,
    *,
    decided_by: Target | None,
) -> str:
    """Return a missed element with its numbers: `3A-ELA 93.55% against more than 95% (29 of 31, row 4)`."""
    against = (
        target_in_words(decided_by)
        if decided_by
        else numbers.target_in_words(operator=operator, value=value, text=target) or gettext("no target")
    )
    said = {"indicator": indicator, "rate": numbers.rate_in_words(rate), "target": against, "row": row}
    if numerator is None or not denominator:
        return gettext("%(indicator)s %(rate)s against %(target)s (row %(row)s)") % said
    said["counted"] = counted_in_words(numerator, denominator)
    return gettext("%(indicator)s %(rate)s against %(target)s (%(counted)s, row %(row)s)") % said


FACT = Declared(FactKind("missed_elements", _("Elements whose target was missed")), _known)
