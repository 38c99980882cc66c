"""Pictures of how good forecasts were: reliability and the ROC curve, each over the unit square."""

import altair as alt

from breakranks.presentation.charts.base import (
    BASE,
    INK,
    MUTED,
    Rows,
    Spec,
    chart,
    finished,
    percent_axis,
)

UNIT = alt.Scale(domain=[0, 1], nice=False)


def reliability(rows: Rows, bars: Rows, height: int = 230) -> Spec:
    """Draw how often it happened over what was forecast, above a histogram of the forecasts.

    Rows: forecast, happened, text, along the curve. Bars: low, high (of forecasts), height (0..1), text.
    """
    histogram = (
        alt.Chart(alt.NamedData(name="bars"))
        .mark_rect(color=MUTED, opacity=0.35)
        .encode(
            alt.X("low:Q", scale=UNIT),
            alt.X2("high:Q"),
            alt.Y("height:Q", scale=UNIT),
            alt.Y2(datum=0),
            tooltip=[alt.Tooltip("text:N")],
        )
    )
    x = alt.X("forecast:Q", scale=UNIT, axis=_quarters("Forecast"))
    y = alt.Y("happened:Q", scale=UNIT, axis=_quarters("Happened"))
    line = chart().mark_line(color=BASE, strokeWidth=2.5).encode(x, y, order=alt.Order("order:Q"))
    dots = chart().mark_point(filled=True, color=BASE, size=28, opacity=1).encode(x, y, tooltip=[alt.Tooltip("text:N")])
    return finished(alt.layer(histogram, _diagonal(), line, dots), _ordered(rows), height, bars=bars, diagonal=DIAGONAL)


def roc(rows: Rows, beside: Rows, height: int = 230) -> Spec:
    """Draw a ROC curve over another one in grey. Rows and beside: false, hit (shares of 1), along the curve."""
    x = alt.X("false:Q", scale=UNIT, axis=_quarters("False alarms"))
    y = alt.Y("hit:Q", scale=UNIT, axis=_quarters("Hits"))
    order = alt.Order("order:Q")
    behind = alt.Chart(alt.NamedData(name="beside")).mark_line(color=MUTED, strokeWidth=1.2).encode(x, y, order=order)
    line = (
        chart()
        .mark_line(color=BASE, strokeWidth=2.5)
        .encode(x, y, order=order, tooltip=[alt.Tooltip(f"{name}:Q", format=".0%") for name in ("false", "hit")])
    )
    return finished(
        alt.layer(_diagonal(), behind, line), _ordered(rows), height, beside=_ordered(beside), diagonal=DIAGONAL
    )


def _quarters(title: str) -> alt.Axis:
    return percent_axis(title, values=[0, 0.25, 0.5, 0.75, 1], labelOverlap=True, labelSeparation=8)


def _diagonal() -> alt.Chart:
    """Draw the line of perfect reliability, or of telling nothing apart."""
    return (
        alt.Chart(alt.NamedData(name="diagonal"))
        .mark_rule(color=INK, strokeWidth=1, strokeDash=[4, 3], opacity=0.6)
        .encode(alt.X("start:Q", scale=UNIT), alt.X2("end:Q"), alt.Y("start:Q", scale=UNIT), alt.Y2("end:Q"))
    )


DIAGONAL = ({"start": 0, "end": 1},)


def _ordered(rows: Rows) -> Rows:
    """Number the points of a curve, so that it is drawn in their order where it goes straight up."""
    return [{**row, "order": n} for n, row in enumerate(rows)]
