"""Pictures over time."""

from collections.abc import Mapping

from breakranks.presentation.charts.base import (
    BASE,
    DASHES,
    DAY_LABELS,
    HEAT,
    INK,
    PAPER,
    SERIES,
    SHAPES,
    Rows,
    Spec,
    by_name,
    calendar,
    coloured,
    distinct,
    dots,
    mark,
    names,
    percent_axis,
    picture,
    quantitative,
    tooltip,
)

UNIT = {"domain": [0, 1]}


def _pointed(data: str = "rows") -> Spec:
    """Tells of the day under the pointer; Vega's lines and areas would tell of the first day whatever is pointed at."""
    return mark("rule", {"x": calendar(), "tooltip": tooltip("text")}, data, opacity=0, strokeWidth=8)


def level(rows: Rows, title: str, top: float, height: int = 180) -> Spec:
    """Draw a filled line. Rows: day, value, text."""
    place = {
        "x": calendar(),
        "y": quantitative("value", scale={"domain": [0, top]}, axis={"title": title, "tickCount": 5}),
    }
    fill, line = mark("area", place, color=BASE, opacity=0.18), mark("line", place, color=BASE, strokeWidth=2)
    return picture(rows, height, fill, line, _pointed())


def band(rows: Rows, title: str, height: int = 240) -> Spec:
    """Draw a line in its 90 % band, as shares of 1. Rows: day, mean, low, high, text."""
    spread = {"x": calendar(), "y": quantitative("low", scale=UNIT, title=title), "y2": {"field": "high"}}
    mean = {"x": calendar(), "y": quantitative("mean", scale=UNIT, axis=percent_axis(title))}
    return picture(
        rows,
        height,
        mark("area", spread, color=BASE, opacity=0.2),
        mark("line", mean, color=BASE, strokeWidth=2.5),
        _pointed(),
    )


def stack(rows: Rows, days: Rows, colours: Mapping[str, str], height: int = 260) -> Spec:
    """Shares of 1 stacked over time. Rows: day, name, share, order (0 at the bottom). Days: day, text."""
    place = {
        "x": calendar(),
        "y": quantitative("share", stack="zero", scale=UNIT, axis=percent_axis("Probability")),
        "color": by_name("name", colours),
        "order": quantitative("order"),
    }
    layers = mark("area", place, stroke=PAPER, strokeWidth=0.8), _pointed("days")
    return picture(rows, height, *layers, days=days)


def heat(rows: Rows) -> Spec:
    """Shares of 1 by row and week, the less the stronger in colour.

    Rows: row, week (the day it ends), share, number, text.
    """
    axis = {"title": None, "labelAngle": 0, "ticks": False, "domain": False, **DAY_LABELS}
    x = {"field": "week", "type": "ordinal", "timeUnit": "utcyearmonthdate", "axis": axis}
    shade = quantitative("share", scale={"domain": [0, 1], "range": [0.95, 0.04]}, legend=None)
    ink = {"condition": {"test": "datum.share < 0.45", "value": "var(--on-heat)"}, "value": INK}
    place = {"x": x, "y": names(rows)}
    return picture(
        rows,
        24 * len(distinct(rows)),
        mark("rect", {**place, "opacity": shade, "tooltip": tooltip("text")}, color=HEAT, stroke=PAPER, strokeWidth=1),
        mark("text", {**place, "text": {"field": "number", "type": "nominal"}, "color": ink}, fontSize=10),
    )


def paths(rows: Rows, title: str, baseline: str, height: int = 260) -> Spec:
    """Lines by week ahead, the baseline's band behind them. Rows: week, name, share, low, high, text."""
    series = distinct(rows, "name")
    colours = coloured(series, SERIES)
    dashes = {name: DASHES[i % len(DASHES)] for i, name in enumerate(series)}
    shapes = {name: SHAPES[i % len(SHAPES)] for i, name in enumerate(series)}
    x = quantitative("week", axis={"title": "Weeks after the as-of day", "tickMinStep": 1, "grid": False})
    place = {
        "x": x,
        "y": quantitative("share", scale=UNIT, axis=percent_axis(title)),
        "color": by_name("name", colours),
    }
    behind = {"x": x, "y": quantitative("low", scale=UNIT, title=title), "y2": {"field": "high"}}
    return picture(
        rows,
        height,
        mark("area", behind, where=f"datum.name == '{baseline}'", color=colours[baseline], opacity=0.15),
        mark("line", {**place, "strokeDash": by_name("name", dashes)}, strokeWidth=2.2),
        dots({**place, "shape": by_name("name", shapes), "tooltip": tooltip("text")}, 45),
    )
