"""The shapes of California's counties, of the national atlas (us-atlas, from the Census Bureau), made flat and light."""

import json
from functools import cache
from math import cos, radians
from typing import TypeAlias

from django.conf import settings

from cim_portal.lib.shapes import JsonObject

ATLAS = settings.BASE_DIR / "static" / "vendor" / "us-atlas" / "counties-10m.json"
STATE = "06"  # California, in the codes of the Census Bureau
LATITUDE = 37.25  # the middle of the state, where east and north are true to each other
DIGITS = 2  # of a degree: about half a mile, less than a point of a drawing

Point: TypeAlias = tuple[float, float]


def fips(county: str) -> str:
    """Return the five digits of a county of California by its two: both number the counties in the order of the alphabet."""
    return f"{STATE}{2 * int(county) - 1:03}"


@cache
def counties() -> list[JsonObject]:
    """Return each county as a feature of GeoJSON, east and north in degrees, the north up: `id` is its five digits."""
    atlas = json.loads(ATLAS.read_bytes())
    lines = _Lines(atlas)
    return [
        {
            "type": "Feature",
            "id": one["id"],
            "properties": {},
            "geometry": {"type": "MultiPolygon", "coordinates": lines.polygons(one)},
        }
        for one in atlas["objects"]["counties"]["geometries"]
        if one["id"].startswith(STATE)
    ]


class _Lines:
    """The lines of an atlas (TopoJSON): whole numbers, each the step from the one before. A border is one line for both sides."""

    def __init__(self, atlas: JsonObject) -> None:
        self.arcs = atlas["arcs"]
        self.scale, self.origin = atlas["transform"]["scale"], atlas["transform"]["translate"]
        self.narrow = cos(radians(LATITUDE))

    def polygons(self, shape: JsonObject) -> list[list[list[Point]]]:
        """Return the polygons of a shape, each its rings; what is too small to be drawn is left out."""
        parts: list[list[list[int]]] = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        drawn = ([ring for ring in map(self._ring, rings) if len(ring) > 3] for rings in parts)
        return [rings for rings in drawn if rings]

    def _ring(self, numbers: list[int]) -> list[Point]:
        points: list[Point] = []
        for number in numbers:
            # A negative number is that line from its end to its start.
            line = self._line(number) if number >= 0 else self._line(~number)[::-1]
            points += line[1:] if points else line
        return points

    def _line(self, number: int) -> list[Point]:
        east = north = 0
        points: list[Point] = []
        for step_east, step_north in self.arcs[number]:
            east, north = east + step_east, north + step_north
            x = round((self.origin[0] + east * self.scale[0]) * self.narrow, DIGITS)
            y = round(self.origin[1] + north * self.scale[1], DIGITS)
            if not points or (x, y) != points[-1]:
                points.append((x, y))
        return points
