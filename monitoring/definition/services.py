"""Loads and saves the documents that define a year."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cim_portal.lib import canonical, dates
from cim_portal.lib.verdict import Refused
from monitoring.access.who import Actor
from monitoring.definition import Definition, events, is_step_forms, read_definition, read_step_forms
from monitoring.definition.models import DefinitionVersion, StepFormsVersion
from monitoring.definition.versions import newest_forms_version, shipped_text
from monitoring.ledger import ledger


class MetAnother(Refused):
    """Someone loaded a version of the same document at the same moment."""


class AnotherYear(Refused):
    """The definition belongs to another year."""


class AnotherName(Refused):
    """The step forms have another name."""


class Newer(Refused):
    """Someone saved a newer version since the text was opened. `version` is that one."""

    def __init__(self, version: DefinitionVersion | StepFormsVersion) -> None:
        super().__init__(
            _("%(loaded_by)s saved version %(number)s on %(loaded_at)s, after you began. Yours is not saved yet.")
            % {
                "loaded_by": version.loaded_by or _("The command line"),
                "number": version.number,
                "loaded_at": dates.moment(version.loaded_at),
            }
        )
        self.version = version


def load_document(*, text: str, by: Actor, at: datetime) -> DefinitionVersion | StepFormsVersion:
    """Load a year's definition or step forms, whichever the text holds. Raises DefinitionRefused, MetAnother."""
    load = load_step_forms if is_step_forms(text) else load_definition
    return load(text=text, by=by, at=at)


def load_step_forms(*, text: str, by: Actor, at: datetime) -> StepFormsVersion:
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
            ledger.record(events.LOADED_FORMS, version, by=by, at=at)
    except IntegrityError as fault:
        raise MetAnother(_("Another version of the step forms was loaded at this moment. Load yours again.")) from fault
    return version


def save_step_forms(*, name: str, text: str, newest: int, by: Actor, at: datetime) -> StepFormsVersion:
    """Keep an edited text of step forms as their newest version; the same document is the same version.

    `newest` is the number of the newest version that whoever edited it knew of. Raises `DefinitionRefused`, AnotherName,
    Newer.
    """
    read = read_step_forms(text)
    if read.name != name:
        raise AnotherName(
            _("The text is the step forms %(name)s, and this page is for %(name_2)s. Nothing was saved.")
            % {"name": read.name, "name_2": name}
        )
    there = newest_forms_version(name)
    if there and there.number > newest:
        raise Newer(there)
    try:
        return load_step_forms(text=text, by=by, at=at)
    except MetAnother as met:
        raise Newer(StepFormsVersion.objects.filter(name=name).latest("number")) from met


def load_definition(*, text: str, by: Actor, at: datetime) -> DefinitionVersion:
    """Check the YAML `text` of a year and keep it as the year's newest version, with the newest of its step forms.

    The same document is the same version. Raises DefinitionRefused with every fault and where it is, MetAnother.
    """
    read = read_definition(text)
    return keep_read(read, text=text, after=newest_number(read.year), by=by, at=at)


def save_definition(*, year: int, text: str, newest: int, by: Actor, at: datetime) -> DefinitionVersion:
    """Keep an edited text of a year's definition as its newest version; the same document is the same version.

    `newest` is the number of the newest version that whoever edited it knew of. Raises `DefinitionRefused`,
    AnotherYear, Newer.
    """
    read = read_definition(text)
    if read.year != year:
        raise AnotherYear(
            _("The text is the definition of %(year)s, and this page is for %(year_2)s. Nothing was saved.")
            % {"year": read.year, "year_2": year}
        )
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


def keep_read(
    read: Definition, *, text: str, after: int, by: Actor, at: datetime, source: str = ""
) -> DefinitionVersion:
    """Keep the document as the version that follows number `after`. Raises MetAnother where another took that place."""
    try:
        with transaction.atomic():
            return _keep(read, after + 1, text=text, by=by, at=at, source=source)
    except IntegrityError as fault:
        said = _("Another version of %(year)s was loaded at this moment. Load yours again.")
        raise MetAnother(said % {"year": read.year}) from fault


def _keep(read: Definition, number: int, *, text: str, by: Actor, at: datetime, source: str) -> DefinitionVersion:
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
    ledger.record(events.LOADED, version, by=by, at=at, values={"source": source} if source else {})
    return version


def _step_forms(name: str, *, by: Actor, at: datetime) -> StepFormsVersion:
    """Return the newest version of the step forms; those that come with the portal are loaded when first named."""
    return newest_forms_version(name) or load_step_forms(text=shipped_text(name) or "", by=by, at=at)
