"""Signal against act: one row for each formation, what was said above its line and what was done below it."""

import altair as alt

from breakranks.presentation.charts.base import INK, LINE, MUTED, PAPER, Spec, chart, day_axis, finished
from breakranks.presentation.signals import DIRECTIONS, Row


def signal_picture(rows: tuple[Row, ...], start: str, end: str) -> Spec:
    """Draw the rows of `signals.rows`: shape and colour show the direction, side and filling word or deed."""
    lanes: list[dict[str, object]] = []
    marks: list[dict[str, object]] = []
    top = 0.0
    for n, row in enumerate(rows):
        middle = top + LABEL + LANE * row.lanes_above + 3
        bottom = middle + 3 + LANE * row.lanes_below + 5
        lanes.append(
            {
                "top": top,
                "middle": middle,
                "bottom": bottom,
                "name": row.name,
                "label": top + LABEL / 2 + 1,
                "odd": n % 2,
            }
        )
        for mark in row.marks:
            away = LANE * (mark.lane + 0.5) + 2
            marks.append(
                {
                    "day": mark.event.date.isoformat(),
                    "y": middle - away if mark.signal else middle + away,
                    "direction": mark.direction,
                    "said": "said" if mark.signal else "done",
                    "text": mark.text,
                }
            )
        top = bottom
    scale = alt.Scale(domain=[0, top], reverse=True, nice=False, zero=False)
    x = alt.X("day:T", axis=day_axis(), scale=alt.Scale(domain=[start, end]))
    y = alt.Y("y:Q", scale=scale, axis=None)
    directions = [d.id for d in DIRECTIONS]
    colours = alt.Scale(domain=directions, range=[d.colour for d in DIRECTIONS])
    shape = alt.Shape(
        "direction:N",
        scale=alt.Scale(domain=directions, range=[OUTLINES[d.shape] for d in DIRECTIONS]),
        legend=None,
    )
    background = alt.Chart(alt.NamedData(name="lanes"))
    whole_width = {"x": alt.value(0), "x2": alt.value("width")}
    stripes = (
        background.transform_filter("datum.odd")
        .mark_rect(color=LINE, opacity=0.28)
        .encode(**whole_width, y=alt.Y("top:Q", scale=scale, axis=None), y2="bottom:Q")
    )
    middles = background.mark_rule(color=MUTED, strokeWidth=0.8).encode(
        **whole_width, y=alt.Y("middle:Q", scale=scale, axis=None)
    )
    names = background.mark_text(align="left", baseline="middle", fontSize=12, fontWeight="bold", color=INK).encode(
        x=alt.value(6), y=alt.Y("label:Q", scale=scale, axis=None), text="name:N"
    )
    tooltip = [alt.Tooltip("text:N")]
    said = (
        chart()
        .transform_filter("datum.said == 'said'")
        .mark_point(size=70, strokeWidth=1.8, fill=PAPER, opacity=1)
        .encode(x, y, stroke=alt.Stroke("direction:N", scale=colours, legend=None), shape=shape, tooltip=tooltip)
    )
    done = (
        chart()
        .transform_filter("datum.said == 'done'")
        .mark_point(size=100, strokeWidth=0.8, stroke=PAPER, opacity=1)
        .encode(x, y, fill=alt.Fill("direction:N", scale=colours, legend=None), shape=shape, tooltip=tooltip)
    )
    return finished(alt.layer(stripes, middles, names, said, done), marks, round(top), lanes=lanes)


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
