"""Pictures with one thing a row: bars, intervals, before and after."""

from collections.abc import Mapping

import altair as alt

from breakranks.presentation.charts.base import (
    BASE,
    INK,
    LINE,
    MUTED,
    PAPER,
    SERIES,
    SHAPES,
    Rows,
    Spec,
    chart,
    finished,
    one_row_each,
    percent_axis,
    point_axis,
    row_axis,
    signed_axis,
)


def bars(rows: Rows, title: str) -> Spec:
    """Shares of 1 with their intervals. Rows: row, value, low, high, text."""
    names = one_row_each(rows)
    y = alt.Y("row:N", sort=names, axis=row_axis())
    top = max((float(str(r["high"])) for r in rows), default=1.0)
    x = alt.X("value:Q", scale=alt.Scale(domain=[0, 1.35 * top], nice=False), axis=percent_axis(title))
    bar = (
        chart()
        .mark_bar(color=BASE, height={"band": 0.6})
        .encode(x, y, tooltip=[alt.Tooltip("row:N"), alt.Tooltip("text:N")])
    )
    whisker = chart().mark_rule(color=INK, strokeWidth=1.5).encode(alt.X("low:Q"), alt.X2("high:Q"), y)
    label = chart().mark_text(align="left", dx=6, color=INK).encode(alt.X("high:Q"), y, alt.Text("text:N"))
    return finished(alt.layer(bar, whisker, label), rows, 34 * len(names))


def columns(rows: Rows, title: str, height: int = 180) -> Spec:
    """Shares of 1 by week, the marked one darker. Rows: week, value, marked, text."""
    x = alt.X("week:O", axis=alt.Axis(title="Week after the as-of day", labelAngle=0, ticks=False))
    y = alt.Y("value:Q", axis=percent_axis(title))
    column = (
        chart()
        .mark_bar(color=BASE, width={"band": 0.7})
        .encode(
            x,
            y,
            opacity=alt.condition("datum.marked", alt.value(1), alt.value(0.45)),
            tooltip=[alt.Tooltip("week:O"), alt.Tooltip("text:N")],
        )
    )
    label = chart().mark_text(dy=-8, color=INK).encode(x, y, alt.Text("text:N"))
    return finished(alt.layer(column, label), rows, height)


def parts(rows: Rows, colours: Mapping[str, str]) -> Spec:
    """Shares of 1 side by side in each row. Rows: row, part, share, order."""
    names = one_row_each(rows)
    picture = (
        chart()
        .mark_bar(stroke=PAPER, strokeWidth=1, height={"band": 0.78})
        .encode(
            alt.X("share:Q", stack="zero", scale=alt.Scale(domain=[0, 1]), axis=percent_axis()),
            alt.Y("row:N", sort=names, axis=row_axis()),
            alt.Color("part:N", scale=alt.Scale(domain=list(colours), range=list(colours.values())), legend=None),
            order=alt.Order("order:Q"),
            tooltip=[alt.Tooltip("row:N"), alt.Tooltip("part:N"), alt.Tooltip("share:Q", format=".0%")],
        )
    )
    return finished(picture, rows, 24 * len(names))


def differences(rows: Rows, title: str, lines: int = 1) -> Spec:
    """Differences in points with their intervals, several choices a row.

    Rows: row (its name on so many `lines`), name, value, low, high, text.
    """
    names, choices = one_row_each(rows), one_row_each(rows, "name")
    y = alt.Y("row:N", sort=names, axis=row_axis(lines))
    offset = alt.YOffset("name:N", sort=choices)
    colours = [BASE] if len(choices) == 1 else list(SERIES[1 : 1 + len(choices)])
    colour = alt.Color("name:N", scale=alt.Scale(domain=choices, range=colours), legend=None)
    zero = chart().mark_rule(color=MUTED).encode(x=alt.datum(0))
    span = (
        chart()
        .mark_rule(strokeWidth=2)
        .encode(alt.X("low:Q", axis=point_axis(title)), alt.X2("high:Q"), y, offset, colour)
    )
    dot = (
        chart()
        .mark_point(filled=True, size=70, opacity=1)
        .encode(
            alt.X("value:Q"),
            y,
            offset,
            colour,
            shape=alt.Shape(
                "name:N",
                scale=alt.Scale(domain=choices, range=list(SHAPES[1 : 1 + len(choices)])),
                legend=None,
            ),
            tooltip=[alt.Tooltip("row:N"), alt.Tooltip("name:N"), alt.Tooltip("text:N")],
        )
    )
    return finished(alt.layer(zero, span, dot), rows, (14 * max(len(choices), lines) + 10) * len(names))


def before_after(rows: Rows, title: str, domain: tuple[float, float] | None = (0, 1), lines: int = 1) -> Spec:
    """Two ends and the point between them in each row.

    Rows: row (its name on so many `lines`), first, second, between (or None), text.
    """
    names = one_row_each(rows)
    scale = alt.Scale(domain=list(domain)) if domain else alt.Scale(zero=False)
    y = alt.Y("row:N", sort=names, axis=row_axis(lines))
    span = (
        chart()
        .mark_rule(color=LINE, strokeWidth=5)
        .encode(alt.X("first:Q", scale=scale, axis=percent_axis(title)), alt.X2("second:Q"), y)
    )
    tooltip = [alt.Tooltip("row:N"), alt.Tooltip("text:N")]
    first = (
        chart()
        .mark_point(filled=True, size=80, opacity=1, color=SERIES[0], shape="circle")
        .encode(alt.X("first:Q"), y, tooltip=tooltip)
    )
    second = (
        chart()
        .mark_point(filled=True, size=80, opacity=1, color=SERIES[1], shape="triangle-up")
        .encode(alt.X("second:Q"), y, tooltip=tooltip)
    )
    tick = chart().mark_tick(color=INK, thickness=2, height=14).encode(alt.X("between:Q"), y, tooltip=tooltip)
    marks = [span, tick, first, second] if any(r["between"] is not None for r in rows) else [span, first, second]
    return finished(alt.layer(*marks), rows, (10 + 16 * lines) * len(names))


def skills(rows: Rows, title: str, marks: Mapping[str, tuple[str, str]], domain: tuple[float, float]) -> Spec:
    """Scores with their intervals, one mark a name in each row; what lies outside the domain stands at its edge.

    Rows: row, name, value, low, high, text. `marks` gives each name its colour and shape, in their order.
    """
    names = one_row_each(rows)
    y = alt.Y("row:N", sort=names, axis=row_axis())
    offset = alt.YOffset("name:N", sort=list(marks))
    scale = alt.Scale(domain=list(domain), nice=False, clamp=True)
    x = alt.X("value:Q", scale=scale, axis=signed_axis(title))
    colour = alt.Color(
        "name:N", scale=alt.Scale(domain=list(marks), range=[colour for colour, _ in marks.values()]), legend=None
    )
    zero = alt.Chart(alt.NamedData(name="zero")).mark_rule(color=MUTED).encode(alt.X("value:Q", scale=scale))
    span = chart().mark_rule(strokeWidth=1.6).encode(alt.X("low:Q", scale=scale), alt.X2("high:Q"), y, offset, colour)
    dot = (
        chart()
        .mark_point(filled=True, size=60, opacity=1)
        .encode(
            x,
            y,
            offset,
            colour,
            shape=alt.Shape(
                "name:N",
                scale=alt.Scale(domain=list(marks), range=[shape for _, shape in marks.values()]),
                legend=None,
            ),
            tooltip=[alt.Tooltip("row:N"), alt.Tooltip("name:N"), alt.Tooltip("text:N")],
        )
    )
    return finished(alt.layer(zero, span, dot), rows, (13 * len(marks) + 14) * len(names), zero=[{"value": 0}])
