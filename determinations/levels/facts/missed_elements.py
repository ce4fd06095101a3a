"""The number of counted elements that were missed, as the file states or the rate decides; where nothing says of any
whether it was met, the fact is missing. An element of which files have two rows is one."""

import functools
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from django.db.models import BigIntegerField, Count, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cim_portal.lib import numbers
from determinations.levels.facts.declared import Declared, Fact, Sources
from determinations.uploads.models import IndicatorResult
from determinations.uploads.queries import decided
from monitoring.definition import target_in_words
from monitoring.definition.facts import FactKind
from monitoring.definition.schema import Target


def _known(sources: Sources) -> Iterable[tuple[int, Fact]]:
    everything = IndicatorResult.objects.published(sources.year.year)
    published = decided(everything, sources.definition).filter(element__in=sources.definition.counted())
    in_words = _missed_in_words(sources.definition.targets)
    words: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    missed_ones = published.filter(verdict="No").order_by("lea", "upload", "row")
    for row in missed_ones.annotate(**_AS_READ).values_list(*_OF_MISSED):
        words[row[0]][row[1]].append(in_words(*row[2:]))
    counts = published.exclude(verdict="").values("lea").order_by()
    counts = counts.annotate(
        stated=Count("element", distinct=True), missed=Count("element", distinct=True, filter=Q(verdict="No"))
    )
    none = gettext("target_met: none missed of %(stated)s stated")
    for lea, stated, missed in counts.values_list("lea", "stated", "missed"):
        files = [f"{file}, target_met: {'; '.join(elements)}" for file, elements in words[lea].items()]
        source = "; ".join(files) or none % {"stated": stated}
        yield lea, Fact("missed_elements", missed, source)


# Tens of thousands of exact decimals take longer to read than all else: counts are whole numbers, and a target is few texts.
_AS_READ = {
    "counted": Cast("numerator", BigIntegerField()),
    "among": Cast("denominator", BigIntegerField()),
    "against": Cast("target", TextField()),
}
_OF_MISSED = (
    "lea", "upload__file_name", "row", "element", "rate_text", "target_met", "target_text", "target_operator", "against",
    "counted", "among",
)  # fmt: skip
InWords = Callable[[int, str, str, str, str, str, str | None, int | None, int | None], str]


def _missed_in_words(targets: Sequence[Target]) -> InWords:
    """Return what says a missed element with its numbers: `3A-ELA 93.55% against more than 95% (29 of 31, row 4)`.

    A state misses tens of thousands, so a sentence is translated once, and a rate or a target that comes again is put in
    words once. `targets` are the definition's own, against which the rate decides where they say so or the file says nothing.
    """
    uncounted = gettext("%(indicator)s %(rate)s against %(target)s (row %(row)s)")
    counted = gettext("%(indicator)s %(rate)s against %(target)s (%(counted)s of %(all)s, row %(row)s)")
    no_target = gettext("no target")
    by_rate = {one.indicator: target_in_words(one.model_copy(update={"decides": "computed"})) for one in targets}
    always = {one.indicator for one in targets if one.decides == "computed"}
    rate_in_words = functools.cache(numbers.rate_in_words)

    @functools.cache
    def stated_target(operator: str, value: str | None, text: str) -> str:
        exact = None if value is None else Decimal(value)
        return numbers.target_in_words(operator=operator, value=exact, text=text) or no_target

    def in_words(
        row: int,
        indicator: str,
        rate: str,
        stated: str,
        target: str,
        operator: str,
        value: str | None,
        numerator: int | None,
        denominator: int | None,
    ) -> str:
        decided = by_rate.get(indicator) if not stated or indicator in always else None
        against = decided or stated_target(operator, value, target)
        said = {"indicator": indicator, "rate": rate_in_words(rate), "target": against, "row": row}
        if numerator is None or not denominator:
            return uncounted % said
        said["counted"], said["all"] = f"{numerator:,}", f"{denominator:,}"
        return counted % said

    return in_words


FACT = Declared(FactKind("missed_elements", _("Elements whose target was missed")), _known)
