"""Charts drawn on the server: the same SVG in page and PDF, always with the same numbers as a table."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import vl_convert

INK, BLUE, AMBER = "#1b1b1b", "#1a4480", "#b33d00"
_CONFIG = {
    "font": "DejaVu Sans",
    "axis": {"labelColor": INK, "titleColor": INK, "labelFontSize": 12, "titleFontSize": 12, "labelLimit": 320},
    "view": {"stroke": None},
    "background": "white",
}


@dataclass(frozen=True)
class Chart:
    """A drawing and its numbers."""

    title: str
    svg: str
    columns: list[str]
    rows: list[list[str]]


def bars(*, title: str, pairs: Sequence[tuple[str, float]], axis: str, label: str = "") -> Chart:
    """Draw one bar for each (name, value), in the order given; `axis` names the numbers and `label` the names."""
    spec = {
        "width": 420,
        "height": {"step": 26},
        "data": {"values": [{"name": name, "value": value, "text": f"{value:g}"} for name, value in pairs]},
        "encoding": {
            "y": {"field": "name", "type": "nominal", "sort": None, "title": None},
            "x": {
                "field": "value",
                "type": "quantitative",
                "title": axis,
                "axis": _ticks([value for _, value in pairs]),
            },
        },
        "layer": [
            {"mark": {"type": "bar", "color": BLUE}},
            {
                "mark": {"type": "text", "align": "left", "dx": 4, "color": INK, "fontSize": 12},
                "encoding": {"text": {"field": "text"}},
            },
        ],
    }
    rows = [[name, f"{value:g}"] for name, value in pairs]
    return Chart(title, _draw(spec, title), [label or "Name", axis], rows)


def _ticks(values: Sequence[float]) -> dict[str, object]:
    """Return the marks of an axis: whole numbers under counts, of which there is no half."""
    if any(value != int(value) for value in values):
        return {"tickMinStep": 1}
    top = int(max(values, default=0))
    return {"values": list(range(0, top + 1, max(1, -(-top // 8)))), "format": "d"}


def over_time(*, title: str, points: Sequence[tuple[str, float]], target: float | None, axis: str = "Rate") -> Chart:
    """Draw a rate over years, (year, rate), with the target as a dashed line where it is known."""
    layers: list[dict[str, object]] = [
        {
            "data": {"values": [{"year": year, "rate": rate} for year, rate in points]},
            "mark": {"type": "line", "point": {"filled": True, "size": 70, "color": BLUE}, "color": BLUE},
            "encoding": {
                "x": {"field": "year", "type": "ordinal", "title": "Year", "axis": {"labelAngle": 0}},
                "y": {"field": "rate", "type": "quantitative", "title": axis, "scale": {"zero": False, "padding": 12}},
            },
        }
    ]
    if target is not None:
        layers.append(
            {
                "data": {"values": [{"target": target, "text": f"target {target:g}"}]},
                "encoding": {"y": {"field": "target", "type": "quantitative"}},
                "layer": [
                    {"mark": {"type": "rule", "color": AMBER, "strokeDash": [6, 4], "strokeWidth": 2}},
                    {
                        "mark": {"type": "text", "align": "left", "x": 4, "dy": -8, "color": AMBER, "fontSize": 12},
                        "encoding": {"text": {"field": "text"}},
                    },
                ],
            }
        )
    rows = [[year, f"{rate:g}", "" if target is None else f"{target:g}"] for year, rate in points]
    return Chart(title, _draw({"width": 420, "height": 220, "layer": layers}, title), ["Year", axis, "Target"], rows)


def _draw(spec: dict[str, object], title: str) -> str:
    """Return the SVG of a Vega-Lite specification, named for readers and free of styles that a strict policy forbids."""
    whole = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "config": _CONFIG, **spec}
    svg = vl_convert.vegalite_to_svg(json.dumps(whole))
    svg = re.sub(
        r"<style>.*?</style>|\sstyle=\"[^\"]*\"|\saria-[a-z]+=\"[^\"]*\"|\srole=\"[^\"]*\"", "", svg, flags=re.S
    )
    svg = re.sub(r"\sclass=\"[^\"]*\"", "", svg)
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(title, quote=True)}" ', 1)
