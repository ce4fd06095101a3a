"""What the portal knows in the tests of ingest: a few LEAs, and a definition with a bare 3 of four elements."""

from pathlib import Path

from determinations.uploads import reading
from determinations.uploads.checks.known import Known, KnownLea
from determinations.uploads.formats import FORMATS
from determinations.uploads.kinds import Frame
from determinations.uploads.problems import CODES, FileRefused, Problem

UPLOADS = Path(__file__).resolve().parents[3] / "fixtures" / "uploads"
OF_THREE = {
    "ela participation": "3 ELA participation",
    "math participation": "3 math participation",
    "ela achievement": "3 ELA achievement",
    "math achievement": "3 math achievement",
}


def elements_for(indicator: str, label: str) -> tuple[str, ...]:
    """Know 1, 2, 4a to 6b by their number, the four elements of 3 by their words, and the Dashboard's files."""
    if indicator.startswith("Dashboard"):
        return (indicator.upper(),)
    if indicator.startswith("3"):
        words = f"{indicator[1:]} {label}".lower()
        return tuple(e for w, e in OF_THREE.items() if w in words) or tuple(OF_THREE.values())
    return (indicator,) if indicator in {"1", "2", "4a", "4b", "5a", "5b", "5c", "6a", "6b"} else ()


KNOWN = Known(
    year=2023,
    leas=frozenset({"0161119", "0161127", "1964659", "6113385", "4168890"}),
    counties={"01": "Alameda", "10": "Fresno", "19": "Los Angeles", "36": "San Bernardino", "41": "San Mateo"},
    selpas={"0199": "Bay SELPA", "1099": ""},
    levels=("T1", "T2", "T3", "I1"),
    determinations=("meets_requirements", "needs_assistance"),
    elements_for=elements_for,
    directory={
        "0110017": KnownLea("0199", "county_office", in_directory=True, swd_count=40),
        "0161119": KnownLea("0199", "district", in_directory=True, swd_count=640),
        "0161127": KnownLea("0199", "district", in_directory=True, swd_count=210),
        "1010108": KnownLea("1099", "county_office", in_directory=True, swd_count=77),
        "6113385": KnownLea("1099", "charter", in_directory=True, swd_count=150),
        "6118899": KnownLea("1099", "charter", in_directory=False),
    },
)


def examine(
    content: bytes,
    *,
    name: str = "upload.csv",
    form: str = "indicators",
    size_limit: int = reading.SIZE_LIMIT,
    known: Known = KNOWN,
) -> tuple[Frame | None, list[Problem]]:
    """Read and check an upload for the year of `known`; the frame is None where the file was refused."""
    try:
        was_read = reading.read(content, name=name, form=FORMATS[form], year=known.year, size_limit=size_limit)
    except FileRefused as refused:
        return None, refused.problems
    frame, found = FORMATS[form].examine(was_read.frame, known)
    return frame, was_read.problems + found


def insist(content: bytes, *, name: str, form: str) -> None:
    """Read and check the bytes: every problem is a declared one, and can be shown and stored."""
    for one in examine(content, name=name, form=form)[1]:
        assert one.severity == CODES[one.code].severity
        assert one.row >= 0
        assert len(one.column) <= 60
        assert not set(one.value + one.message + one.column) & set("\0\u202e\ufeff")
