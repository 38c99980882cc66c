"""Signal against act: one row for each formation, what was said above its line and what was done below it."""

from collections.abc import Iterator

from breakranks.presentation.charts.base import (
    INK,
    LINE,
    MUTED,
    PAPER,
    Spec,
    by_name,
    calendar,
    mark,
    nominal,
    picture,
    quantitative,
    tooltip,
)
from breakranks.presentation.signals import Row
from breakranks.vocabulary import DIRECTIONS

OUTLINES = {
    "square": "M-.85,-.85H.85V.85H-.85Z",
    "triangle-left": "M-1.05,0L.85,-1.05V1.05Z",
    "triangle-right": "M1.05,0L-.85,-1.05V1.05Z",
    "cross": "M-.35,-1.05H.35V-.35H1.05V.35H.35V1.05H-.35V.35H-1.05V-.35H-.35Z",
    "circle": "circle",
}
"""Outlines of one size for the shapes of the key: Vega's own triangles are smaller than its squares."""

LABEL = 18
"""Pixels for a row's name."""

LANE = 13
"""Pixels for one lane of marks."""


def signal_picture(rows: tuple[Row, ...], start: str, end: str) -> Spec:
    """Draw the rows of `signals.rows`: shape and colour show the direction, side and filling word or deed."""
    lanes, top = list[dict[str, object]](), 0.0
    for number, row in enumerate(rows):
        middle = top + LABEL + LANE * row.lanes_above + 3
        bottom = middle + 3 + LANE * row.lanes_below + 5
        lane = {"top": top, "middle": middle, "bottom": bottom, "label": top + LABEL / 2 + 1}
        lanes.append({**lane, "name": row.name, "odd": number % 2})
        top = bottom
    scale = {"domain": [0, top], "reverse": True, "nice": False, "zero": False}

    def height(field: str) -> Spec:
        return quantitative(field, scale=scale, axis=None)

    wide = {"x": {"value": 0}, "x2": {"value": "width"}}
    stripe = {**wide, "y": height("top"), "y2": {"field": "bottom"}}
    name = {"x": {"value": 6}, "y": height("label"), "text": nominal("name")}
    bold: Spec = {"align": "left", "baseline": "middle", "fontSize": 12, "fontWeight": "bold", "color": INK}
    colour = by_name("direction", {d.id: d.colour for d in DIRECTIONS.values()})
    place = {
        "x": calendar(domain=[start, end]),
        "y": height("y"),
        "shape": by_name("direction", {d.id: OUTLINES.get(d.shape, d.shape) for d in DIRECTIONS.values()}),
        "tooltip": tooltip("text"),
    }
    return picture(
        list(_marks(rows, lanes)),
        round(top),
        mark("rect", stripe, "lanes", "datum.odd", color=LINE, opacity=0.28),
        mark("rule", {**wide, "y": height("middle")}, "lanes", color=MUTED, strokeWidth=0.8),
        mark("text", name, "lanes", **bold),
        mark("point", {**place, "stroke": colour}, where="datum.said", size=70, strokeWidth=1.8, fill=PAPER, opacity=1),
        mark(
            "point", {**place, "fill": colour}, where="!datum.said", size=100, strokeWidth=0.8, stroke=PAPER, opacity=1
        ),
        lanes=lanes,
    )


def _marks(rows: tuple[Row, ...], lanes: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    for row, lane in zip(rows, lanes, strict=True):
        middle = float(str(lane["middle"]))
        for m in row.marks:
            away = LANE * (m.lane + 0.5) + 2
            y = middle - away if m.signal else middle + away
            day = m.event.date.isoformat()
            yield {"day": day, "y": y, "direction": m.direction, "said": m.signal, "text": m.text}
