"""Loads and saves the documents that define a year."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from cim_portal.lib import canonical, dates
from cim_portal.lib.verdict import Refused
from monitoring.definition import Definition, read_definition
from monitoring.definition.models import DefinitionVersion
from monitoring.ledger import ledger


class MetAnother(Refused):
    """Somebody loaded a version of the same year at the same moment."""


class AnotherYear(Refused):
    """The definition belongs to another year."""


class Newer(Refused):
    """Somebody saved a newer version since the text was taken up. `version` is that one."""

    def __init__(self, version: DefinitionVersion) -> None:
        super().__init__(
            f"{version.loaded_by or 'The command line'} saved version {version.number} on"
            f" {dates.moment(version.loaded_at)}, after you began. Yours is not saved yet."
        )
        self.version = version


def load_definition(*, text: str, by: Any, at: datetime) -> DefinitionVersion:
    """Check the YAML `text` and keep it as the newest version of its year; the same document is the same version.

    Raises `DefinitionRefused` with every fault and where it stands, MetAnother.
    """
    read = read_definition(text)
    return keep_read(read, text=text, after=newest_number(read.year), by=by, at=at)


def save_definition(*, year: int, text: str, newest: int, by: Any, at: datetime) -> DefinitionVersion:
    """Keep an edited text of a year's definition as its newest version; the same document is the same version.

    `newest` is the number of the newest version that whoever edited it knew of. Raises `DefinitionRefused`,
    AnotherYear, Newer.
    """
    read = read_definition(text)
    if read.year != year:
        raise AnotherYear(f"The text is the definition of {read.year}, and this page is for {year}. Nothing was saved.")
    there = newest_number(year)
    if there > newest:
        raise Newer(_version(year, there))
    try:
        return keep_read(read, text=text, after=there, by=by, at=at)
    except MetAnother as met:
        raise Newer(_version(year, newest_number(year))) from met


def newest_number(year: int) -> int:
    """Return the number of the year's newest version, or 0."""
    return DefinitionVersion.objects.filter(year=year).aggregate(number=Max("number"))["number"] or 0


def _version(year: int, number: int) -> DefinitionVersion:
    return DefinitionVersion.objects.select_related("loaded_by").get(year=year, number=number)


def keep_read(read: Definition, *, text: str, after: int, by: Any, at: datetime, note: str = "") -> DefinitionVersion:
    """Keep the document as the version that follows number `after`. Raises MetAnother where another took that place."""
    document = read.canonical()
    sha256 = canonical.sha256(canonical.canonical(document))
    try:
        with transaction.atomic():
            return _keep(read.year, after + 1, text=text, document=document, sha256=sha256, by=by, at=at, note=note)
    except IntegrityError as fault:
        raise MetAnother(f"Another version of {read.year} was loaded at this moment. Load yours again.") from fault


def _keep(
    year: int, number: int, *, text: str, document: dict[str, Any], sha256: str, by: Any, at: datetime, note: str
) -> DefinitionVersion:
    same = DefinitionVersion.objects.filter(year=year, sha256=sha256).first()
    if same:
        return same
    version = DefinitionVersion.objects.create(
        year=year, number=number, source=text, document=document, sha256=sha256, loaded_at=at, loaded_by=by
    )
    ledger.record("loaded_definition", version, by=by, at=at, note=note)
    return version
