"""A published directory becomes the state's SELPAs and LEAs."""

from determinations.uploads.models import DirectoryRow, Upload
from monitoring.places.counties import COUNTIES
from monitoring.places.models import County, Lea, Selpa


def enter(*, upload: Upload) -> None:
    """Make the SELPAs and LEAs of the directory that are not there yet, bring the others up to date, and link its rows.

    A SELPA keeps its name where the directory gives none. An LEA that the directory no longer has stays, with its past.
    """
    rows = list(DirectoryRow.objects.filter(upload=upload).order_by("row"))
    selpas = _selpas(rows)
    counties = _counties(rows)
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
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["cds_code", "name", "lea_type", "county", "selpa"],
    )
    lea_ids = dict(Lea.objects.values_list("code", "pk"))
    for row in rows:
        row.lea_id = lea_ids[row.code]
    DirectoryRow.objects.bulk_update(rows, ["lea"], batch_size=1000)


def _counties(rows: list[DirectoryRow]) -> dict[str, int]:
    """Make the counties that are new, and return the key of each by its code."""
    codes = {row.cds_code[:2] for row in rows}
    County.objects.bulk_create([County(code=c, name=COUNTIES[c]) for c in sorted(codes)], ignore_conflicts=True)
    return dict(County.objects.values_list("code", "pk"))


def _selpas(rows: list[DirectoryRow]) -> dict[str, int]:
    """Make the SELPAs that are new, name those that the directory names, and return the key of each by its code."""
    named: dict[str, str] = {}
    for row in rows:
        named[row.selpa_code] = named.get(row.selpa_code) or row.selpa_name
    Selpa.objects.bulk_create(
        [Selpa(code=code, name=name) for code, name in sorted(named.items())], ignore_conflicts=True
    )
    changed = [s for s in Selpa.objects.filter(code__in=named) if named[s.code] and named[s.code] != s.name]
    for selpa in changed:
        selpa.name = named[selpa.code]
    Selpa.objects.bulk_update(changed, ["name"])
    return dict(Selpa.objects.values_list("code", "pk"))
