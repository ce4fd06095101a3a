"""Loads definitions and step forms, opens a year, and puts another version of its definition in force."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.timezone import localdate

from cim_portal.lib import canonical, dates
from cim_portal.lib.verdict import Refused
from monitoring import ledger
from monitoring.definition import Definition, is_step_forms, read_definition, read_step_forms, yearly
from monitoring.definition.versions import newest_forms_version, shipped_text
from monitoring.models import DefinitionVersion, StepFormsVersion, Year


class NoDefinition(Refused):
    """A year cannot be opened before its definition is loaded."""


class MetAnother(Refused):
    """Somebody loaded a version of the same year at the same moment."""


class AlreadyOpen(Refused):
    """The year is open."""


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


def load_document(*, text: str, by: Any, at: datetime) -> DefinitionVersion | StepFormsVersion:
    """Load a year's definition or step forms, whichever the text holds. Raises DefinitionRefused, MetAnother."""
    load = load_step_forms if is_step_forms(text) else load_definition
    return load(text=text, by=by, at=at)


def load_step_forms(*, text: str, by: Any, at: datetime) -> StepFormsVersion:
    """Check the YAML `text` and keep it as the newest version of its step forms; the same document is the same version.

    Years that were read with an earlier version keep it. Raises DefinitionRefused, MetAnother.
    """
    read = read_step_forms(text)
    document = read.canonical()
    sha256 = canonical.sha256(canonical.canonical(document))
    same = StepFormsVersion.objects.filter(name=read.name, sha256=sha256).first()
    if same:
        return same
    newest = newest_forms_version(read.name)
    kept = {"source": text, "document": document, "sha256": sha256, "loaded_at": at, "loaded_by": by}
    try:
        with transaction.atomic():
            number = newest.number + 1 if newest else 1
            version = StepFormsVersion.objects.create(name=read.name, number=number, **kept)
            ledger.record("loaded_step_forms", version, by=by, at=at)
    except IntegrityError as fault:
        raise MetAnother("Another version of the step forms was loaded at this moment. Load yours again.") from fault
    return version


def load_definition(*, text: str, by: Any, at: datetime) -> DefinitionVersion:
    """Check the YAML `text` of a year and keep it as the year's newest version, with the newest of its step forms.

    The same document is the same version. Raises DefinitionRefused with every fault and where it is, MetAnother.
    """
    read = read_definition(text)
    return _load(read, text=text, after=_newest_number(read.year), by=by, at=at)


def save_definition(*, year: int, text: str, newest: int, by: Any, at: datetime) -> DefinitionVersion:
    """Keep an edited text of a year's definition as its newest version; the same document is the same version.

    `newest` is the number of the newest version that whoever edited it knew of. Raises `DefinitionRefused`,
    AnotherYear, Newer.
    """
    read = read_definition(text)
    if read.year != year:
        raise AnotherYear(f"The text is the definition of {read.year}, and this page is for {year}. Nothing was saved.")
    there = _newest_number(year)
    if there > newest:
        raise Newer(_version(year, there))
    try:
        return _load(read, text=text, after=there, by=by, at=at)
    except MetAnother as met:
        raise Newer(_version(year, _newest_number(year))) from met


def _newest_number(year: int) -> int:
    """Return the number of the year's newest version, or 0."""
    return DefinitionVersion.objects.filter(year=year).aggregate(number=Max("number"))["number"] or 0


def _version(year: int, number: int) -> DefinitionVersion:
    return DefinitionVersion.objects.select_related("loaded_by").get(year=year, number=number)


def _load(read: Definition, *, text: str, after: int, by: Any, at: datetime, note: str = "") -> DefinitionVersion:
    """Keep the document as the version that follows number `after`. Raises MetAnother where another took that place."""
    try:
        with transaction.atomic():
            return _keep(read, after + 1, text=text, by=by, at=at, note=note)
    except IntegrityError as fault:
        raise MetAnother(f"Another version of {read.year} was loaded at this moment. Load yours again.") from fault


def _keep(read: Definition, number: int, *, text: str, by: Any, at: datetime, note: str) -> DefinitionVersion:
    document = read.canonical()
    sha256 = canonical.sha256(canonical.canonical(document))
    same = DefinitionVersion.objects.filter(year=read.year, sha256=sha256).first()
    if same:
        return same
    version = DefinitionVersion.objects.create(
        year=read.year,
        number=number,
        step_forms=_step_forms(read.step_forms, by=by, at=at),
        source=text,
        document=document,
        sha256=sha256,
        loaded_at=at,
        loaded_by=by,
    )
    ledger.record("loaded_definition", version, by=by, at=at, note=note)
    return version


def _step_forms(name: str, *, by: Any, at: datetime) -> StepFormsVersion:
    """Return the newest version of the step forms; those that come with the portal are loaded when first named."""
    return newest_forms_version(name) or load_step_forms(text=shipped_text(name) or "", by=by, at=at)


def open_year(*, year: int, by: Any, at: datetime) -> Year:
    """Open the year under the newest version of its definition. Raises NoDefinition, AlreadyOpen."""
    newest = DefinitionVersion.objects.filter(year=year).order_by("-number").first()
    if newest is None:
        raise NoDefinition(f"There is no definition for {year} yet. Load one first, then open the year.")
    with transaction.atomic():
        opened, made = Year.objects.get_or_create(
            year=year, defaults={"definition": newest, "opened_at": at, "opened_by": by}
        )
        if not made:
            raise AlreadyOpen(_since_when(opened))
        ledger.record("opened_year", opened, by=by, at=at, note=str(newest))
    return opened


def open_year_from(
    *, source: DefinitionVersion, year: int, title: str, letter_date: date | None, by: Any, at: datetime
) -> Year:
    """Open `year` under a definition that takes everything over from `source` but the days on which tasks are due.

    Both happen or neither. Raises AlreadyOpen where the year is open or has a definition, DefinitionRefused.
    """
    _insist_on_nothing_yet(year)
    text = yearly.for_another_year(
        text=source.source, source=str(source), year=year, title=title, letter_date=letter_date
    )
    try:
        with transaction.atomic():
            _load(read_definition(text), text=text, after=0, by=by, at=at, note=f"taken over from {source}")
            return open_year(year=year, by=by, at=at)
    except MetAnother:
        _insist_on_nothing_yet(year)
        raise


def _insist_on_nothing_yet(year: int) -> None:
    """Refuse a year that is open or has a definition. Raises AlreadyOpen."""
    if opened := Year.objects.filter(year=year).first():
        raise AlreadyOpen(_since_when(opened))
    if _newest_number(year):
        raise AlreadyOpen(f"{year} has a definition already. Open it under that one, or change it.")


def _since_when(opened: Year) -> str:
    return f"{opened} was opened on {dates.in_words(localdate(opened.opened_at))} already."


def use_definition(*, year: Year, version: DefinitionVersion, by: Any, at: datetime) -> None:
    """Put `version` in force for what is determined from now on; final runs keep theirs. Raises AnotherYear."""
    if version.year != year.year:
        raise AnotherYear(f"This definition is for {version.year}, not for {year.year}.")
    with transaction.atomic():
        locked = Year.objects.select_for_update().get(pk=year.pk)
        locked.definition = version
        locked.save(update_fields=["definition"])
        ledger.record("used_definition", locked, by=by, at=at, note=str(version))
