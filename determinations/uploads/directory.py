"""A published directory becomes the state's SELPAs and LEAs."""

from determinations.uploads import queries
from determinations.uploads.models import DirectoryRow, Upload
from monitoring.ledger.models import Event
from monitoring.places.counties import COUNTIES
from monitoring.places.models import County, Lea, LeaYear, PastSelpa, Selpa
from monitoring.years.models import Year


def enter(upload: Upload) -> None:
    """Make the SELPAs and LEAs of the directory that are not there yet, keep what they are in its year, and link its rows.

    Only the newest year's directory changes what they are today. A SELPA keeps its name where the directory gives none.
    An LEA that the directory no longer has stays, with its past, and is not in the year.
    """
    counting = [upload.pk]
    if upload.amends:
        counting += queries.counting_uploads(upload).values_list("pk", flat=True)
    rows = list(
        DirectoryRow.objects.filter(upload__in=counting, amended_by=None).order_by("upload__position", "upload", "row")
    )
    newest = is_newest(upload)
    selpas = _selpas(rows, rename=newest)
    counties = _counties(rows)
    _make_leas(rows, counties, selpas, change=newest)
    leas = Lea.objects.in_bulk([row.code for row in rows], field_name="code")
    for row in rows:
        row.lea = leas[row.code]
    DirectoryRow.objects.bulk_update(rows, ["lea"], batch_size=1000)
    _keep_year(upload.year_id, rows, leas, counties, selpas)


def is_newest(upload: Upload) -> bool:
    """Say whether no later year's directory is published, so that this one says what LEAs are today."""
    later = Upload.objects.filter(format=upload.format, status=Upload.Status.PUBLISHED, year__year__gt=upload.year.year)
    return not later.exists()


def _make_leas(rows: list[DirectoryRow], counties: dict[str, int], selpas: dict[str, int], *, change: bool) -> None:
    """Make the LEAs that are new, and with `change` bring the others up to date."""
    updated = {
        "update_conflicts": True,
        "unique_fields": ["code"],
        "update_fields": ["cds_code", "name", "lea_type", "county", "selpa"],
    }
    Lea.objects.bulk_create(
        [
            Lea(
                code=row.code,
                cds_code=row.cds_code,
                name=row.name,
                lea_type=row.lea_type,
                county_id=counties[row.cds_code[:2]],
                selpa_id=selpas[row.selpa_code],
            )
            for row in sorted(rows, key=lambda row: row.code)  # so that two at once wait for each other in one order
        ],
        **(updated if change else {"ignore_conflicts": True}),
    )


def _keep_year(
    year_id: int, rows: list[DirectoryRow], leas: dict[str, Lea], counties: dict[str, int], selpas: dict[str, int]
) -> None:
    """Keep the LEAs as they are in the year, in place of what an earlier directory of the year said."""
    names = {row.selpa_code: row.selpa_name for row in rows if row.selpa_name}
    today = dict(Selpa.objects.values_list("code", "name"))
    _keep_readers(year_id, {leas[row.code].pk: selpas[row.selpa_code] for row in rows})
    LeaYear.objects.filter(year=year_id).delete()
    LeaYear.objects.bulk_create(
        [
            LeaYear(
                lea=leas[row.code],
                year_id=year_id,
                name=row.name,
                lea_type=row.lea_type,
                county_id=counties[row.cds_code[:2]],
                selpa_id=selpas[row.selpa_code],
                selpa_name=names.get(row.selpa_code) or today[row.selpa_code] or f"SELPA {row.selpa_code}",
                swd_count=row.swd_count,
            )
            for row in rows
        ],
        batch_size=1000,
    )


def _keep_readers(year_id: int, selpas: dict[int, int]) -> None:
    """Keep which SELPA an LEA was in, where a letter was issued to it in the year and the directory now moves it.

    `selpas` has the SELPA of each LEA, by their keys, as the directory has it now.
    """
    was = LeaYear.objects.filter(year=year_id).values_list("lea", "selpa")
    moved = {lea: selpa for lea, selpa in was if selpas.get(lea, selpa) != selpa}
    if not moved:
        return
    opened_at = Year.objects.values_list("opened_at", flat=True).get(pk=year_id)
    reached = Event.objects.filter(lea__in=moved, move__in=("issue", "release"), at__gte=opened_at)
    issued = reached.values_list("lea", flat=True)
    past = [PastSelpa(lea_id=lea, year_id=year_id, selpa_id=moved[lea]) for lea in sorted(set(issued))]
    PastSelpa.objects.bulk_create(past, ignore_conflicts=True)


def _counties(rows: list[DirectoryRow]) -> dict[str, int]:
    """Make the counties that are new, and return the key of each by its code."""
    codes = {row.cds_code[:2] for row in rows}
    County.objects.bulk_create([County(code=c, name=COUNTIES[c]) for c in sorted(codes)], ignore_conflicts=True)
    return dict(County.objects.values_list("code", "pk"))


def _selpas(rows: list[DirectoryRow], *, rename: bool) -> dict[str, int]:
    """Make the SELPAs that are new, with `rename` name those that the directory names, and return the keys by code.

    One that has no name yet gets one from any year.
    """
    named: dict[str, str] = {}
    for row in rows:
        named[row.selpa_code] = named.get(row.selpa_code) or row.selpa_name
    Selpa.objects.bulk_create(
        [Selpa(code=code, name=name) for code, name in sorted(named.items())], ignore_conflicts=True
    )
    changed = [
        s
        for s in Selpa.objects.filter(code__in=named)
        if named[s.code] and named[s.code] != s.name and (rename or not s.name)
    ]
    for selpa in changed:
        selpa.name = named[selpa.code]
    Selpa.objects.bulk_update(changed, ["name"])
    return dict(Selpa.objects.values_list("code", "pk"))
