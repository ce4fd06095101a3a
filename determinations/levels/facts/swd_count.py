"""The number of students with disabilities, which only the year's own directory knows."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from determinations.levels.facts.declared import Declared, Fact, Sources, rows_in_words
from determinations.uploads.models import DirectoryRow
from monitoring.definition.facts import FactKind


def _known(sources: Sources) -> Iterable[tuple[int, Fact]]:
    rows = DirectoryRow.objects.published(sources.year.year).filter(swd_count__isnull=False)
    in_words = rows_in_words("swd_count")
    for lea, swd_count, row, file in rows.values_list("lea", "swd_count", "row", "upload__file_name"):
        yield lea, Fact("swd_count", swd_count, in_words(file, row))


FACT = Declared(FactKind("swd_count", _("Students with disabilities on census day"), counts_students=True), _known)
