"""Pictures of how good forecasts were: reliability and the ROC curve, each over the unit square."""

from breakranks.presentation.charts.base import (
    BASE,
    INK,
    MUTED,
    Rows,
    Spec,
    dots,
    mark,
    percent_axis,
    picture,
    quantitative,
    tooltip,
)

UNIT = {"domain": [0, 1], "nice": False}
DIAGONAL = ({"start": 0, "end": 1},)


def reliability(rows: Rows, bars: Rows, height: int = 230) -> Spec:
    """Draw how often it happened over what was forecast, above a histogram of the forecasts.

    Rows: forecast, happened, text, along the curve. Bars: low, high (of forecasts), height (0..1), text.
    """
    column = {
        "x": quantitative("low", scale=UNIT),
        "x2": {"field": "high"},
        "y": quantitative("height", scale=UNIT),
        "y2": {"datum": 0},
        "tooltip": tooltip("text"),
    }
    place = {"x": quantitative("forecast", scale=UNIT, axis=_quarters("Forecast"))}
    place["y"] = quantitative("happened", scale=UNIT, axis=_quarters("Happened"))
    return picture(
        _ordered(rows),
        height,
        mark("rect", column, data="bars", color=MUTED, opacity=0.35),
        _diagonal(),
        mark("line", {**place, "order": quantitative("order")}, color=BASE, strokeWidth=2.5),
        dots({**place, "tooltip": tooltip("text")}, 28, color=BASE),
        bars=bars,
        diagonal=DIAGONAL,
    )


def roc(rows: Rows, beside: Rows, height: int = 230) -> Spec:
    """Draw a ROC curve over another one in grey. Rows and beside: false, hit (shares of 1), along the curve."""
    place = {
        "x": quantitative("false", scale=UNIT, axis=_quarters("False alarms")),
        "y": quantitative("hit", scale=UNIT, axis=_quarters("Hits")),
        "order": quantitative("order"),
    }
    return picture(
        _ordered(rows),
        height,
        _diagonal(),
        mark("line", place, data="beside", color=MUTED, strokeWidth=1.2),
        mark("line", place, color=BASE, strokeWidth=2.5),
        beside=_ordered(beside),
        diagonal=DIAGONAL,
    )


def _quarters(title: str) -> Spec:
    return percent_axis(title, values=[0, 0.25, 0.5, 0.75, 1], labelOverlap=True, labelSeparation=8)


def _diagonal() -> Spec:
    """Draw the line of perfect reliability, or of telling nothing apart."""
    ends = {
        "x": quantitative("start", scale=UNIT),
        "x2": {"field": "end"},
        "y": quantitative("start", scale=UNIT),
        "y2": {"field": "end"},
    }
    return mark("rule", ends, data="diagonal", color=INK, strokeWidth=1, strokeDash=[4, 3], opacity=0.6)


def _ordered(rows: Rows) -> Rows:
    """Number the points of a curve, so that it is drawn in their order where it goes straight up."""
    return [{**row, "order": n} for n, row in enumerate(rows)]
