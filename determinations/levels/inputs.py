"""What a run read, as one file: the definitions and the uploaded bytes, from which another portal gets the same levels."""

import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cim_portal.lib import canonical, sheets
from cim_portal.lib.shapes import JsonObject
from cim_portal.lib.verdict import Refused
from determinations.disproportionality import cells
from determinations.levels.before import determined_before
from determinations.runs.models import Run
from determinations.uploads import guide
from determinations.uploads import services as uploads_services
from determinations.uploads.formats import FORMATS, determinations
from determinations.uploads.models import Upload
from monitoring.access.who import Actor
from monitoring.definition import services as definition_services
from monitoring.definition.models import DefinitionVersion
from monitoring.files import keeping
from monitoring.places.models import Lea
from monitoring.years import services as years_services
from monitoring.years.models import Year

MANIFEST = "manifest.json"


class NotInputs(Refused):
    """The file is not one that `archive` made."""


class YearIsThere(Refused):
    """The portal has one of the years already, and nothing is mixed with what is there."""


class NotTheSame(Refused):
    """What was read here does not say the same as what the run read."""


def read_by(run: Run) -> list[Upload]:
    """Return the uploads that a run read: first those that the others are checked against, then by year."""
    found = run.uploads.select_related("year__definition").order_by("year__year", "format", "position", "pk")
    return sorted(found, key=lambda one: not FORMATS[one.format].comes_first)


def archive(run: Run) -> bytes:
    """Return a ZIP of what a run read: `manifest.json`, the definition and step forms of each year, and each upload.

    What was determined in the years before is in it as uploads of their years, whether it was uploaded or computed.
    """
    read = [(one.year, one.format, one.file_name, keeping.content(one.file_id), one.amends) for one in read_by(run)]
    read += [(*one, False) for one in _determined_before(run)]
    definitions = {year.year: _definition(run, year) for year, *_ in read} | {run.year.year: run.definition}
    manifest: JsonObject = {
        "year": run.year.year,
        "run": run.number,
        "inputs_sha256": run.inputs_sha256,
        "definitions": [
            {
                "year": year,
                "file": f"definitions/{year}.yaml",
                "step_forms": f"step_forms/{year}.yaml",
                "sha256": version.sha256,
            }
            for year, version in sorted(definitions.items())
        ],
        "uploads": [
            {
                "year": year.year,
                "format": form,
                "name": name,
                "file": f"uploads/{number}",
                "sha256": canonical.sha256(content),
                "amends": amends,
            }
            for number, (year, form, name, content, amends) in enumerate(read)
        ],
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression=zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=2))
        for said in manifest["definitions"]:
            packed.writestr(said["file"], definitions[said["year"]].source)
            packed.writestr(said["step_forms"], definitions[said["year"]].step_forms.source)
        for said, (*_, content, _) in zip(manifest["uploads"], read, strict=True):
            packed.writestr(said["file"], content)
    return out.getvalue()


def _determined_before(run: Run) -> list[tuple[Year, str, str, bytes]]:
    """Return the determinations of the years before, as files to upload: year, format, name and content."""
    codes = dict(Lea.objects.values_list("pk", "code"))
    rows: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    for lea, categories in determined_before(run.year).items():
        for year, category in zip(range(run.year.year - 1, 0, -1), categories, strict=False):
            rows[year].append((year, codes[lea], category))
    years_of = {one.year: one for one in Year.objects.select_related("definition").filter(year__in=rows)}
    form = determinations.FORMAT
    return [
        (years_of[year], form.name, f"{form.name}-{year}.csv", sheets.csv_bytes(guide.header(form), sorted(of_year)))
        for year, of_year in sorted(rows.items())
    ]


def take_in(content: bytes, *, by: Actor, at: datetime) -> Year:
    """Open the years of an archive, and publish its uploads, warnings included; all of it or nothing.

    Returns the year that the run was of, ready to be determined. Raises NotInputs, YearIsThere, NotTheSame, and what the
    loading of a definition or the publishing of an upload raises.
    """
    manifest, files = _unpacked(content)
    with transaction.atomic():
        opened = {
            one["year"]: _opened(one["year"], files[one["file"]], files[one["step_forms"]], by=by, at=at)
            for one in manifest["definitions"]
        }
        for one in manifest["uploads"]:
            _published(one, opened[one["year"]], files[one["file"]], by=by, at=at)
    return opened[manifest["year"]]


def _definition(run: Run, year: Year) -> DefinitionVersion:
    """Return the definition under which the run looked at a year."""
    return run.definition if year == run.year else cells.version_of(year)


def _unpacked(content: bytes) -> tuple[JsonObject, dict[str, bytes]]:
    """Return the manifest and the bytes of each file that it names. Raises NotInputs."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            manifest = json.loads(packed.read(MANIFEST))
            named: Iterable[JsonObject] = [*manifest["definitions"], *manifest["uploads"]]
            names = [one["file"] for one in named] + [one["step_forms"] for one in manifest["definitions"]]
            files = {name: packed.read(name) for name in names}
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as fault:
        raise NotInputs(_("This is not an archive of the inputs of a run. Make one with export_inputs.")) from fault
    for one in manifest["uploads"]:
        if canonical.sha256(files[one["file"]]) != one["sha256"]:
            raise NotInputs(
                _("%(name)s is not what the run read: its SHA-256 differs. Export the inputs again.")
                % {"name": one["name"]}
            )
    return manifest, files


def _opened(year: int, definition: bytes, step_forms: bytes, *, by: Actor, at: datetime) -> Year:
    if Year.objects.filter(year=year).exists():
        raise YearIsThere(
            _("%(year)s is open here already. Take the inputs in on a portal that has none of their years.")
            % {"year": year}
        )
    definition_services.load_step_forms(text=step_forms.decode(), by=by, at=at)
    definition_services.load_definition(text=definition.decode(), by=by, at=at)
    return years_services.open_year(year=year, by=by, at=at)


def _published(said: JsonObject, year: Year, content: bytes, *, by: Actor, at: datetime) -> None:
    try:
        uploads_services.publish_file(
            year=year,
            format=said["format"],
            name=said["name"],
            content=content,
            by=by,
            at=at,
            how=uploads_services.How(amends=said.get("amends", False)),
        )
    except uploads_services.HasErrors as refused:
        raise NotTheSame(_("What the run read is not right here: %(refused)s") % {"refused": refused}) from refused
