"""Pictures over time."""

from collections.abc import Mapping

import altair as alt

from breakranks.presentation.charts.base import (
    BASE,
    DASHES,
    HEAT,
    INK,
    PAPER,
    SERIES,
    SHAPES,
    Rows,
    Spec,
    chart,
    day_axis,
    finished,
    one_row_each,
    percent_axis,
    row_axis,
)


def level(rows: Rows, title: str, top: float | None, height: int = 180, log: bool = False) -> Spec:
    """Draw a filled line. Rows: day, value."""
    scale = alt.Scale(type="log") if log else alt.Scale(domain=[0, top] if top else alt.Undefined, zero=True)
    x = alt.X("day:T", axis=day_axis())
    y = alt.Y("value:Q", scale=scale, axis=alt.Axis(title=title, tickCount=3 if log else 5, grid=not log))
    tooltip = [alt.Tooltip("day:T", format="%-d %b %Y"), alt.Tooltip("value:Q", format=".0f", title=title)]
    line = chart().mark_line(color=BASE, strokeWidth=2, interpolate="step-after" if log else "linear")
    picture = line.encode(x, y, tooltip=tooltip)
    if not log:
        fill = chart().mark_area(color=BASE, opacity=0.18).encode(x, y)
        picture = alt.layer(fill, picture)
    return finished(picture, rows, height)


def band(rows: Rows, title: str, height: int = 240) -> Spec:
    """Draw a line in its 90 % band, as shares of 1. Rows: day, mean, low, high."""
    x = alt.X("day:T", axis=day_axis())
    scale = alt.Scale(domain=[0, 1])
    interval = chart().mark_area(color=BASE, opacity=0.2).encode(x, alt.Y("low:Q", scale=scale), alt.Y2("high:Q"))
    mean = (
        chart()
        .mark_line(color=BASE, strokeWidth=2.5)
        .encode(
            x,
            alt.Y("mean:Q", scale=scale, axis=percent_axis(title)),
            tooltip=[
                alt.Tooltip("day:T", format="%-d %b %Y"),
                *(alt.Tooltip(f"{name}:Q", format=".0%") for name in ("mean", "low", "high")),
            ],
        )
    )
    return finished(alt.layer(interval, mean), rows, height)


def stack(rows: Rows, colours: Mapping[str, str], height: int = 260) -> Spec:
    """Shares of 1 stacked over time. Rows: day, name, share, order (0 at the bottom)."""
    picture = (
        chart()
        .mark_area(stroke=PAPER, strokeWidth=0.8)
        .encode(
            alt.X("day:T", axis=day_axis()),
            alt.Y("share:Q", stack="zero", scale=alt.Scale(domain=[0, 1]), axis=percent_axis("Probability")),
            alt.Color(
                "name:N",
                scale=alt.Scale(domain=list(colours), range=list(colours.values())),
                legend=None,
            ),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("name:N"),
                alt.Tooltip("day:T", format="%-d %b %Y"),
                alt.Tooltip("share:Q", format=".0%"),
            ],
        )
    )
    return finished(picture, rows, height)


def heat(rows: Rows) -> Spec:
    """Shares of 1 by row and week, darker for less. Rows: row, week (the day it begins), share, text."""
    names = one_row_each(rows)
    x = alt.X(
        "week:O",
        timeUnit="yearmonthdate",
        axis=alt.Axis(title=None, format="%-d %b", labelAngle=0, labelOverlap=True, ticks=False, domain=False),
    )
    y = alt.Y("row:N", sort=names, axis=row_axis())
    cells = (
        chart()
        .mark_rect(color=HEAT, stroke=PAPER, strokeWidth=1)
        .encode(
            x,
            y,
            opacity=alt.Opacity("share:Q", scale=alt.Scale(domain=[0, 1], range=[0.95, 0.04]), legend=None),
            tooltip=[
                alt.Tooltip("row:N"),
                alt.Tooltip("week:T", format="%-d %b %Y"),
                alt.Tooltip("share:Q", format=".0%"),
            ],
        )
    )
    numbers = (
        chart()
        .mark_text(fontSize=10)
        .encode(
            x,
            y,
            alt.Text("text:N"),
            color=alt.condition("datum.share < 0.45", alt.value("var(--on-heat)"), alt.value(INK)),
        )
    )
    return finished(alt.layer(cells, numbers), rows, 24 * len(names))


def paths(rows: Rows, title: str, baseline: str, height: int = 260) -> Spec:
    """Lines by week ahead, the baseline's band behind them. Rows: week, name, share, low, high."""
    names = one_row_each(rows, "name")
    x = alt.X("week:Q", axis=alt.Axis(title="Weeks after the as-of day", tickMinStep=1, grid=False))
    scale = alt.Scale(domain=[0, 1])
    behind = (
        chart()
        .transform_filter(alt.FieldEqualPredicate(field="name", equal=baseline))
        .mark_area(color=SERIES[names.index(baseline)], opacity=0.15)
        .encode(x, alt.Y("low:Q", scale=scale), alt.Y2("high:Q"))
    )
    colour = alt.Color("name:N", scale=alt.Scale(domain=names, range=list(SERIES[: len(names)])), legend=None)
    y = alt.Y("share:Q", scale=scale, axis=percent_axis(title))
    lines = (
        chart()
        .mark_line(strokeWidth=2.2)
        .encode(
            x,
            y,
            colour,
            strokeDash=alt.StrokeDash(
                "name:N",
                scale=alt.Scale(domain=names, range=[list(d) for d in DASHES[: len(names)]]),
                legend=None,
            ),
        )
    )
    dots = (
        chart()
        .mark_point(filled=True, size=45, opacity=1)
        .encode(
            x,
            y,
            colour,
            shape=alt.Shape("name:N", scale=alt.Scale(domain=names, range=list(SHAPES[: len(names)])), legend=None),
            tooltip=[
                alt.Tooltip("name:N"),
                alt.Tooltip("week:Q"),
                *(alt.Tooltip(f"{field}:Q", format=".0%") for field in ("share", "low", "high")),
            ],
        )
    )
    return finished(alt.layer(behind, lines, dots), rows, height)
