"""The state's public directory, imported as it is: who is an LEA, what it keeps, and what has to be said besides."""

from dataclasses import replace

from determinations.uploads import services
from determinations.uploads.models import Upload
from monitoring.places.models import Lea, LeaYear
from tests import world
from tests.cast import NOON, Cast
from tests.determinations.uploads.world import KNOWN, UPLOADS, examine

SCHOOLS = (UPLOADS / "accepted" / "leas_state_directory.txt").read_bytes()
DISTRICTS = b"""CD Code\tCounty\tDistrict\tStreet\tCity\tZip\tExt  \tDOC\tDOCType\tStatusType\tLastUpDate
161119\tAlameda\tAlder Unified of the Bay\t2 Main Street\tAlameda\t94501\tNo Data\t54\tUnified School District\tActive\t08/15/2022
0161127\tAlameda\tBirch Elementary\t5 Main Street\tAlbany\t94706\tNo Data\t52\tElementary School District\tActive\t08/15/2022
0161143\tAlameda\tNew Town Unified\t9 Main Street\tBerkeley\t94702\tNo Data\t54\tUnified School District\tActive\t08/15/2022
0131609\tAlameda\tState School of the Bay\t1 Hill Street\tFremont\t94536\tNo Data\t31\tState Special Schools\tActive\t08/15/2022
"""
OF_LEAS = ["0110017", "0161119", "0161127", "1010108", "6113385"]


def test_sites_closed_entries_and_programs_are_no_leas_and_an_lea_keeps_its_selpa() -> None:
    frame, found = examine(SCHOOLS, name="pubschls.txt", form="leas")
    assert found == []
    assert frame is not None
    typed = frame.typed.set_index("cds_code").astype("str")
    assert list(typed.index) == OF_LEAS
    assert list(typed["selpa_code"]) == ["0199", "0199", "0199", "1099", "1099"]
    assert list(typed["lea_type"]) == ["county_office", "district", "district", "county_office", "charter"]
    assert list(typed["lea_name"])[-1] == "Cedar Charter"
    assert list(typed["swd_count"])[1] == "640.0"


def test_what_the_file_cannot_say_and_the_portal_does_not_know_is_asked_for() -> None:
    frame, found = examine(SCHOOLS, name="pubschls.txt", form="leas", known=replace(KNOWN, directory={}))
    assert frame is not None
    assert "6113385" not in set(frame.typed["cds_code"]), "a charter is an LEA only where the portal knows it as one"
    assert [(one.code, one.row, one.severity) for one in found] == [
        ("no_swd_counts", 0, "warning"),
        *[("no_selpa", row, "error") for row in (2, 3, 6, 10)],
    ]
    assert "Add a column selpa_code to the file" in found[1].message
    told = SCHOOLS.decode().splitlines()
    told = [told[0] + "\tselpa_code\tselpa_name\tswd_count", *(f"{line}\t0199\tBay SELPA\t5" for line in told[1:])]
    assert examine("\n".join(told).encode(), name="p.txt", form="leas", known=replace(KNOWN, directory={}))[1] == []


def test_the_file_of_districts_in_place_of_a_directory(cast: Cast) -> None:
    year = world.open_2023(cast)
    world.publish(year, "leas", world.LEAS, by=cast.administrator)

    def checked(content: bytes) -> Upload:
        return services.check_file(
            year=year, format="leas", name="pubdistricts.txt", content=content, by=cast.administrator, at=NOON
        )

    upload = checked(DISTRICTS)
    said = {one.code: one for one in upload.problems.all()}
    assert set(said) == {"lost_zero", "no_selpa", "no_charters", "no_swd_counts"}
    assert "to which SELPA New Town Unified (0161143) belongs" in said["no_selpa"].message
    assert "would not be in the year: 1." in said["no_charters"].message
    assert upload.left_out == {"offices, programs and centers that are not LEAs": 1}
    told = DISTRICTS.decode().splitlines()
    told = [told[0] + "\tSELPA Code", *(line + ("\t1099" if "New Town" in line else "\t") for line in told[1:])]
    services.accept_and_publish(upload=checked("\n".join(told).encode()), by=cast.administrator, at=NOON, gone=1)
    assert {
        row.lea.code: (row.selpa.code, row.swd_count) for row in LeaYear.objects.select_related("lea", "selpa")
    } == {
        "0161119": ("0199", 640),
        "0161127": ("0199", 210),
        "0161143": ("1099", None),
    }
    assert Lea.objects.get(code="0161119").name == "Alder Unified of the Bay"
