"""The counties are California's 58, by the codes that both the state and the Census Bureau number by the alphabet."""

from cim_portal.lib import charts, maps
from monitoring.places.counties import COUNTIES


def test_every_county_has_its_shape() -> None:
    shapes = {shape["id"]: shape["geometry"]["coordinates"] for shape in maps.counties()}
    assert sorted(shapes) == [maps.fips(code) for code in sorted(COUNTIES)]
    assert maps.fips("01") == "06001"  # Alameda
    assert maps.fips("19") == "06037"  # Los Angeles
    assert maps.fips("58") == "06115"  # Yuba
    for polygons in shapes.values():
        assert polygons[0]
        assert all(ring[0] == ring[-1] for rings in polygons for ring in rings)
    assert len(shapes["06083"]) > 1  # Santa Barbara has islands


def test_a_map_has_its_classes_in_words_and_its_numbers_as_a_table() -> None:
    values = [(maps.fips(f"{at:02}"), f"County {at}", float(at % 8), str(at % 8)) for at in range(1, 59)]
    drawn = charts.by_county(title="LEAs", shapes=maps.counties(), values=values, axis="LEAs")
    for words in ("0 to 1", "2 to 3", "6 to 7"):
        assert words in drawn.svg
    assert drawn.rows[2] == ["County 3", "3"]
    assert drawn.svg.count("<path") >= 58
    one = charts.by_county(title="LEAs", shapes=maps.counties(), values=values[:1], axis="LEAs")
    assert "nothing known" in one.svg
    assert "nothing known" not in drawn.svg
    unknown = charts.by_county(title="LEAs", shapes=maps.counties(), values=[("06001", "A", None, "–")], axis="LEAs")
    assert unknown.svg.count(charts.GRAY) >= 58
    assert not any(shade in unknown.svg for shade in charts.SHADES)
