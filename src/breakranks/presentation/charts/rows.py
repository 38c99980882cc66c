"""Pictures with one thing a row: bars, intervals, before and after."""

from collections.abc import Mapping

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
    by_name,
    coloured,
    distinct,
    dots,
    mark,
    names,
    nominal,
    percent_axis,
    picture,
    point_axis,
    quantitative,
    signed_axis,
    tooltip,
)

ZERO = {"x": {"datum": 0, "type": "quantitative"}}


def bars(rows: Rows, title: str) -> Spec:
    """Shares of 1 with their intervals, one of which may reach below zero.

    Rows: row (its name on two lines), value, low, high, text.
    """
    ends = [float(str(r[end])) for r in rows for end in ("low", "high")]
    scale = {"domain": [min(0.0, 1.1 * min(ends)), max(0.05, 1.1 * max(ends))], "nice": False}
    y = names(rows, 2)
    value = quantitative("value", scale=scale, axis=percent_axis(title))
    return picture(
        rows,
        42 * len(distinct(rows)),
        mark("bar", {"x": value, "y": y, "tooltip": tooltip("text")}, color=BASE, height={"band": 0.6}),
        mark("rule", {"x": quantitative("low"), "x2": {"field": "high"}, "y": y}, color=INK, strokeWidth=1.5),
    )


def columns(rows: Rows, title: str, height: int = 180) -> Spec:
    """Shares of 1 by week, the marked one in full colour. Rows: week, value, marked, text."""
    x = {
        "field": "week",
        "type": "ordinal",
        "axis": {"title": "Week after the as-of day", "labelAngle": 0, "ticks": False},
    }
    place = {"x": x, "y": quantitative("value", axis=percent_axis(title))}
    dark = {"condition": {"test": "datum.marked", "value": 1}, "value": 0.45}
    return picture(
        rows,
        height,
        mark("bar", {**place, "opacity": dark, "tooltip": tooltip("text")}, color=BASE, width={"band": 0.7}),
        mark("text", {**place, "text": nominal("text")}, dy=-8, color=INK),
    )


def parts(rows: Rows, colours: Mapping[str, str]) -> Spec:
    """Shares of 1 side by side in each row. Rows: row, part, share, order, text."""
    place = {
        "x": quantitative("share", stack="zero", scale={"domain": [0, 1]}, axis=percent_axis()),
        "y": names(rows),
        "color": by_name("part", colours),
        "order": quantitative("order"),
        "tooltip": tooltip("text"),
    }
    return picture(
        rows, 24 * len(distinct(rows)), mark("bar", place, stroke=PAPER, strokeWidth=1, height={"band": 0.78})
    )


def effects(rows: Rows, title: str, lines: int = 1) -> Spec:
    """Differences in points as bars to either side. Rows: row (its name on so many `lines`), value, text."""
    place = {"x": quantitative("value", axis=point_axis(title)), "y": names(rows, lines), "tooltip": tooltip("text")}
    bar = mark("bar", place, color=BASE, height={"band": 0.45})
    return picture(
        rows,
        (10 + 16 * lines) * len(distinct(rows)),
        bar,
        mark("rule", ZERO, data="zero", color=MUTED),
        zero=[{}],
    )


def differences(rows: Rows, title: str) -> Spec:
    """Differences in points with their intervals, several choices a row. Rows: row, name, value, low, high, text."""
    choices = distinct(rows, "name")
    y, offset = names(rows), nominal("name", sort=choices)
    # The first colour and shape are those of what nothing is changed in, which has no difference.
    colours = coloured(choices, SERIES[1:])
    shapes = {name: SHAPES[1:][i % (len(SHAPES) - 1)] for i, name in enumerate(choices)}
    place = {"y": y, "yOffset": offset, "color": by_name("name", colours)}
    span = {"x": quantitative("low", axis=point_axis(title)), "x2": {"field": "high"}, **place}
    dot = {"x": quantitative("value"), **place, "shape": by_name("name", shapes), "tooltip": tooltip("text")}
    return picture(
        rows,
        (14 * max(len(choices), 1) + 10) * len(distinct(rows)),
        mark("rule", ZERO, data="zero", color=MUTED),
        mark("rule", span, strokeWidth=2),
        dots(dot, 70),
        zero=[{}],
    )


def before_after(rows: Rows, title: str, domain: tuple[float, float] | None = (0, 1), lines: int = 1) -> Spec:
    """Two ends and the point between them in each row.

    Rows: row (its name on so many `lines`), first, second, between (or None), text.
    """
    scale = {"domain": list(domain)} if domain else {"zero": False}
    y, told = names(rows, lines), tooltip("text")
    span = {"x": quantitative("first", scale=scale, axis=percent_axis(title)), "x2": {"field": "second"}, "y": y}
    layers = [mark("rule", span, color=LINE, strokeWidth=5)]
    if any(r["between"] is not None for r in rows):
        between = {"x": quantitative("between"), "y": y, "tooltip": told}
        layers.append(mark("tick", between, color=INK, thickness=2, height=14))
    for field, colour, shape in (("first", SERIES[0], "circle"), ("second", SERIES[1], "triangle-up")):
        layers.append(dots({"x": quantitative(field), "y": y, "tooltip": told}, 80, color=colour, shape=shape))
    return picture(rows, (10 + 16 * lines) * len(distinct(rows)), *layers)


def skills(rows: Rows, title: str, marks: Mapping[str, tuple[str, str]], domain: tuple[float, float]) -> Spec:
    """Scores with their intervals, one mark a name in each row; what lies outside the domain stands at its edge.

    Rows: row, name, value, low, high, text. `marks` gives each name its colour and shape, in their order.
    """
    scale = {"domain": list(domain), "nice": False, "clamp": True}
    place = {
        "y": names(rows),
        "yOffset": nominal("name", sort=list(marks)),
        "color": by_name("name", {name: colour for name, (colour, _) in marks.items()}),
    }
    span = {"x": quantitative("low", scale=scale, axis=signed_axis(title)), "x2": {"field": "high"}, **place}
    shape = by_name("name", {name: shape for name, (_, shape) in marks.items()})
    dot = {"x": quantitative("value", scale=scale), **place, "shape": shape, "tooltip": tooltip("row", "name", "text")}
    return picture(
        rows,
        (13 * len(marks) + 14) * len(distinct(rows)),
        mark("rule", ZERO, data="zero", color=MUTED),
        mark("rule", span, strokeWidth=1.6),
        dots(dot, 60),
        zero=[{}],
    )
