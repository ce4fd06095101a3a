"""An LEA is found by its name, its SELPA's and its code, however people write them, on every page that searches."""

from urllib.parse import quote

import pytest
from django.test import Client

from monitoring.places.models import Lea, Selpa
from monitoring.places.queries import words_of_lea
from tests import world
from tests.cast import Cast

NAMES = """cds_code,lea_name,county,selpa_code,selpa_name,lea_type,swd_count
19646590000000,La Can\u0303ada Unified,Los Angeles,1912,Foothill,district,410
01611190000000,O\u2019Neals Joint Unified,Alameda,0199,Bay SELPA,district,250
01611270000000,Twin\u00a0 Rivers Unified,Alameda,0199,Bay SELPA,district,80
10000001030642,Pe\u00f1a Charter,Fresno,1099,Valle Gr\u00e1nde,charter,150
"""
FOUND = [
    ("Cañada", "1964659"),
    ("canada", "1964659"),
    ("LA CAN\u0303ADA", "1964659"),
    ("O'Neals", "0161119"),
    ("o\u2019neals", "0161119"),
    ("Twin Rivers", "0161127"),
    ("twin\u00a0rivers", "0161127"),
    ("Pena", "1030642"),
    ("valle grande", "1030642"),
    ("19646590000000", "1964659"),
    ("19-64659-0000000", "1964659"),
    ("10000001030642", "1030642"),
    ("1964659", "1964659"),
    ("19646", "1964659"),
]


@pytest.fixture
def named(cast: Cast) -> Cast:
    """A year whose directory has names that people write in many ways."""
    Lea.objects.update(name="Other")
    Selpa.objects.update(name="Other")
    year = world.open_2023(cast)
    world.publish(year, "leas", NAMES, by=cast.administrator)
    return cast


@pytest.mark.parametrize(("words", "code"), FOUND)
def test_an_lea_is_found(named: Cast, words: str, code: str) -> None:
    assert list(Lea.objects.filter(words_of_lea(words, path="")).values_list("code", flat=True)) == [code]


def test_what_is_no_name_finds_nothing(named: Cast) -> None:
    assert not Lea.objects.filter(words_of_lea("%", path="")).exists()
    assert not Lea.objects.filter(words_of_lea("_", path="")).exists()
    assert Lea.objects.filter(words_of_lea("  ", path="")).count() == Lea.objects.count()


@pytest.mark.parametrize(
    "address",
    [
        "/status/?q={}",
        "/years/2023/runs/1/?q={}",
        "/years/2023/letters/?q={}",
        "/state/?q={}",
        "/reviews/?show=lea&words={}",
    ],
)
def test_pages_find_an_lea_without_its_accents(cast: Cast, client: Client, address: str) -> None:
    world.issue_2023(cast)
    Lea.objects.filter(code="0161127").update(name="Cañada O\u2019Neal Elementary")
    client.force_login(cast.reviewer if "/reviews/" in address else cast.administrator)
    addresses = [address.format(quote(words)) for words in ("canada o'neal", "cedar")]
    found, other = [client.get(one).content.decode() for one in addresses]
    assert "0161127" in found
    assert "0161119" not in found
    assert "0161127" not in other
