"""Charts drawn on the server: the same SVG in page and PDF, always with the same numbers as a table."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape

import vl_convert
from django.utils.translation import gettext as _

from cim_portal.lib import dates, numbers
from cim_portal.lib.shapes import JsonObject

INK, BLUE, AMBER = "#1b1b1b", "#1a4480", "#b33d00"
TONES = (
    "#6b1414",
    "#b33d00",
    "#7a5c00",
    "#0b5c33",
    "#1a4480",
    "#565c65",
)  # of groups, which are named in words as well
SHADES, GRAY = ("#d9e8f6", "#a3c6e8", "#5f96cf", "#2c65a8", "#0b3566"), "#e6e6e6"  # the light ones for the low classes
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


def bars(
    *,
    title: str,
    pairs: Sequence[tuple[str, float]],
    axis: str,
    label: str,
    targets: Sequence[tuple[float | None, str]] = (),
) -> Chart:
    """Draw one bar for each (name, value), in the order given; `axis` names the numbers, and `label` the names in the
    table: next to the bars, long names would run over it. `targets` are one a bar, each with its words: `at least 60%`."""
    marks = [
        {"name": name, "target": target, "text": said}
        for (name, _), (target, said) in zip(pairs, targets, strict=bool(targets))
        if target is not None
    ]
    spec = {
        "width": 420,
        "height": {"step": 26},
        "data": {"values": [{"name": name, "value": value, "text": numbers.in_words(value)} for name, value in pairs]},
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
            *_target_marks(marks),
        ],
    }
    rows = [[name, numbers.in_words(value)] for name, value in pairs]
    if not targets:
        return Chart(title, _draw(spec, title), [label, axis], rows)
    with_targets = [[*row, said] for row, (_target, said) in zip(rows, targets, strict=True)]
    return Chart(title, _draw(spec, title), [label, axis, _("Target")], with_targets)


def grouped(*, title: str, groups: Sequence[tuple[str, Sequence[tuple[str, float]]]], axis: str) -> Chart:
    """Draw the (name, value) bars of each group below its name, each group in a tone of its own; `axis` names the numbers.

    Every bar has its name and its number next to it, so that nothing is said by color alone.
    """
    lines = [
        {"group": f"{at:02}", "name": f"{at:02} {name}", "value": value, "text": numbers.in_words(value)}
        for at, (_group, pairs) in enumerate(groups)
        for name, value in pairs
    ]
    names = {f"{at:02}": group for at, (group, _pairs) in enumerate(groups)}
    top = max((value for _group, pairs in groups for _name, value in pairs), default=0)
    spec: dict[str, object] = {
        "data": {"values": lines},
        "spacing": 6,
        "facet": {
            "row": {
                "field": "group",
                "type": "nominal",
                "header": {
                    "title": None,
                    "labelExpr": f"{json.dumps(names)}[datum.value]",
                    "labelAngle": 0,
                    "labelAlign": "left",
                    "labelLimit": 260,
                    "labelFontSize": 13,
                    "labelFontWeight": "bold",
                },
            }
        },
        "resolve": {"scale": {"y": "independent"}},
        "spec": _bars_of_group(axis, top, list(names)),
    }
    rows = [[f"{group}, {name}", numbers.in_words(value)] for group, pairs in groups for name, value in pairs]
    return Chart(title, _draw(spec, title), ["", axis], rows)


def _bars_of_group(axis: str, top: float, groups: list[str]) -> JsonObject:
    tones = [TONES[min(at * len(TONES) // max(len(groups), 1), len(TONES) - 1)] for at in range(len(groups))]
    return {
        "width": 200,
        "height": {"step": 20},
        "encoding": {
            "y": {
                "field": "name",
                "type": "nominal",
                "sort": None,
                "title": None,
                "axis": {"labelExpr": "slice(datum.label, 3)"},
            },
            "x": {
                "field": "value",
                "type": "quantitative",
                "title": axis,
                "scale": {"domain": [0, max(top, 1)]},
                "axis": {**_ticks([top]), "grid": False},
            },
        },
        "layer": [
            {
                "mark": {"type": "bar"},
                "encoding": {
                    "color": {
                        "field": "group",
                        "type": "nominal",
                        "scale": {"domain": groups, "range": tones},
                        "legend": None,
                    }
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 4, "color": INK, "fontSize": 12},
                "encoding": {"text": {"field": "text"}},
            },
        ],
    }


def _ticks(values: Sequence[float]) -> dict[str, object]:
    """Return the marks of an axis: whole numbers under counts, of which there is no half."""
    if any(value != int(value) for value in values):
        return {"tickMinStep": 1}
    top = int(max(values, default=0))
    round_steps = (digit * 10**zeros for zeros in range(12) for digit in (1, 2, 5))
    step = next(step for step in round_steps if step * 8 >= top)
    return {"values": list(range(0, top + 1, step)), "format": ",d"}


def over_time(
    *,
    title: str,
    points: Sequence[tuple[str, float]],
    target: float | None,
    axis: str,
    target_words: str = "",
    line: str = "",
) -> Chart:
    """Draw a rate over years, (year, rate), from zero on and with every year between, with the target as a dashed line
    where it is known; `axis` names the rate, `line` the dashed line where it is no target, and `target_words` say of it:
    `at least 60%`."""
    line = line or _("Target")
    said = target_words or ("" if target is None else numbers.in_words(target))
    rates = dict(points)
    years = [str(year) for year in range(int(min(rates)), int(max(rates)) + 1)]
    layers: list[JsonObject] = [
        {
            "data": {"values": [{"year": year, "rate": rates.get(year)} for year in years]},
            "mark": {"type": "line", "point": {"filled": True, "size": 70, "color": BLUE}, "color": BLUE},
            "encoding": {
                "x": {"field": "year", "type": "ordinal", "title": _("Year"), "axis": {"labelAngle": 0}},
                "y": {"field": "rate", "type": "quantitative", "title": axis, "scale": {"zero": True}},
            },
        }
    ]
    layers += _target_line(target, said, line)
    rows = [[year, numbers.in_words(rates[year]) if year in rates else "", said] for year in years]
    return Chart(title, _draw({"width": 420, "height": 220, "layer": layers}, title), [_("Year"), axis, line], rows)


def towards(
    *, title: str, points: Sequence[tuple[date, float]], target: float | None, axis: str, target_words: str
) -> Chart:
    """Draw values over days, from zero on, with the target as a dashed line where it is known: `at least 60`."""
    layers: list[JsonObject] = [
        {
            "data": {"values": [{"day": day.isoformat(), "value": value} for day, value in points]},
            "mark": {"type": "line", "point": {"filled": True, "size": 70, "color": BLUE}, "color": BLUE},
            "encoding": {
                "x": {
                    "field": "day",
                    "type": "temporal",
                    "title": _("Day"),
                    "scale": {"type": "utc"},
                    "axis": {"format": "%b %d, %Y", "labelAngle": 0, "tickCount": 4, "labelOverlap": True},
                },
                "y": {"field": "value", "type": "quantitative", "title": axis, "scale": {"zero": True}},
            },
        },
        *_target_line(target, target_words, _("Target")),
    ]
    rows = [[dates.in_words(day), numbers.in_words(value), target_words] for day, value in points]
    return Chart(
        title, _draw({"width": 420, "height": 220, "layer": layers}, title), [_("Day"), axis, _("Target")], rows
    )


def timeline(*, title: str, spans: Sequence[tuple[str, date, date]]) -> Chart:
    """Draw one bar for each (name, first day, last day), in the order given, over the same days."""
    rows = [
        {"name": f"{at}. {name}", "from": first.isoformat(), "to": last.isoformat()}
        for at, (name, first, last) in enumerate(spans, start=1)
    ]
    spec: dict[str, object] = {
        "width": 300,
        "height": {"step": 22},
        "data": {"values": rows},
        "mark": {"type": "bar", "color": BLUE},
        "encoding": {
            "y": {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 280}},
            "x": {
                "field": "from",
                "type": "temporal",
                "title": _("Day"),
                "scale": {"type": "utc"},
                "axis": {"format": "%b %d, %Y", "labelAngle": 0, "tickCount": 3, "labelOverlap": True},
            },
            "x2": {"field": "to"},
        },
    }
    days = [[name, dates.in_words(first), dates.in_words(last)] for name, first, last in spans]
    return Chart(title, _draw(spec, title), [_("What"), _("Start"), _("Finish")], days)


def by_county(
    *, title: str, shapes: Sequence[JsonObject], values: Sequence[tuple[str, str, float | None, str]], axis: str
) -> Chart:
    """Draw counties, darker where the value is higher, in five classes at most, which the key names by their numbers.

    `shapes` are all of them (`maps.counties`), `values` (id of the shape, name, value, the value in words) those of which
    something is known; the others are gray. `axis` names the value.
    """
    classes = _classes(sorted({value for _id, _name, value, _said in values if value is not None}))
    places = {value: at for at, of in enumerate(classes) for value in of}
    labels = [_span(of) for of in classes]
    unknown = _("nothing known")
    of_shape = {key: labels[places[value]] for key, _name, value, _said in values if value is not None}
    gray = [unknown] if len(of_shape) < len(shapes) else []
    spec = {
        "width": 380,
        "height": 420,
        "projection": {"type": "identity", "reflectY": True},
        "data": {"values": [{**shape, "class": of_shape.get(shape["id"], unknown)} for shape in shapes]},
        "mark": {"type": "geoshape", "stroke": INK, "strokeWidth": 0.5},
        "encoding": {
            "color": {
                "field": "class",
                "type": "nominal",
                "scale": {"domain": [*labels, *gray], "range": [*SHADES[len(SHADES) - len(labels) :], GRAY]},
                "legend": {
                    "title": axis,
                    "orient": "top-right",
                    "symbolType": "square",
                    "labelFontSize": 12,
                    "titleFontSize": 12,
                },
            }
        },
    }
    return Chart(title, _draw(spec, title), [_("County"), axis], [[name, said] for _id, name, _value, said in values])


def _classes(values: Sequence[float]) -> list[Sequence[float]]:
    """Return the values in classes of about as many each, the lowest first."""
    size = -(-len(values) // len(SHADES)) or 1
    return [values[at : at + size] for at in range(0, len(values), size)]


def _span(values: Sequence[float]) -> str:
    low, high = numbers.in_words(values[0]), numbers.in_words(values[-1])
    return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def _target_line(target: float | None, said: str, line: str) -> list[JsonObject]:
    """Return the layer of a dashed line at the target, called `line`, with its words; none where there is no target."""
    if target is None:
        return []
    return [
        {
            "data": {"values": [{"target": target, "text": f"{line}: {said}"}]},
            "encoding": {"y": {"field": "target", "type": "quantitative"}},
            "layer": [
                {"mark": {"type": "rule", "color": AMBER, "strokeDash": [6, 4], "strokeWidth": 2}},
                {
                    "mark": {"type": "text", "align": "left", "x": 4, "dy": -8, "color": AMBER, "fontSize": 12},
                    "encoding": {"text": {"field": "text"}},
                },
            ],
        }
    ]


def _target_marks(marks: list[JsonObject]) -> list[JsonObject]:
    """Return the layer of a mark across each bar at its target; none where there is no target."""
    if not marks:
        return []
    return [
        {
            "data": {"values": marks},
            "mark": {"type": "tick", "color": AMBER, "thickness": 3, "size": 24},
            "encoding": {"x": {"field": "target", "type": "quantitative"}},
        }
    ]


def _draw(spec: dict[str, object], title: str) -> str:
    """Return the SVG of a Vega-Lite specification, named for readers."""
    whole = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "config": _CONFIG, **spec}
    return _svg(json.dumps(whole)).replace("<svg ", f'<svg role="img" aria-label="{escape(title, quote=True)}" ', 1)


@lru_cache(maxsize=256)
def _svg(spec: str) -> str:
    """Return the drawing, free of styles that a strict policy forbids.

    The last ones are kept: everyone who opens a dashboard sees the same, and a drawing costs as much as two pages.
    """
    svg = vl_convert.vegalite_to_svg(spec)
    svg = re.sub(
        r"<style>.*?</style>|\sstyle=\"[^\"]*\"|\saria-[a-z]+=\"[^\"]*\"|\srole=\"[^\"]*\"", "", svg, flags=re.S
    )
    return re.sub(r"\sclass=\"[^\"]*\"", "", svg)
