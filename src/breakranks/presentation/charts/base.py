"""What every chart shares: colours by name, data beside the specification, a plain frame.

Colours are CSS custom properties (`var(--stay)`), so that one picture serves light, dark and paper; the
script of the page moves them from SVG attributes into styles. Widths are set by the page.
"""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

import altair as alt

Rows = Sequence[Mapping[str, object]]
Spec = dict[str, Any]

INK = "var(--ink)"
MUTED = "var(--muted)"
LINE = "var(--line)"
PAPER = "var(--paper)"
BASE = "var(--base)"
HEAT = "var(--heat)"

EXPLANATION_COLOURS = {
    "in-control": "var(--z-in-control)",
    "planned-withdrawal": "var(--z-planned-withdrawal)",
    "deception": "var(--z-deception)",
    "loss-of-control": "var(--z-loss-of-control)",
    "rival-commands": "var(--z-rival-commands)",
}

SERIES = ("var(--s1)", "var(--s2)", "var(--s3)", "var(--s4)")
"""Colours for choices, in their order."""

SHAPES = ("circle", "square", "triangle-up", "diamond")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])


def chart() -> alt.Chart:
    """Make a chart whose data is put beside it by `finished`."""
    return alt.Chart(alt.NamedData(name="rows"))


def finished(picture: alt.TopLevelMixin, rows: Rows, height: int, **more: Rows) -> Spec:
    """Give the Vega-Lite specification of a picture with its rows; further data sets by name in `more`.

    Whether it is valid does not hang on a case's data, and takes Altair a while to check: the tests do.
    """
    spec = picture.properties(height=height).to_dict(validate=False)
    for unused in ("$schema", "config"):
        spec.pop(unused, None)
    spec["datasets"] = {name: [_plain(row) for row in data] for name, data in {"rows": rows, **more}.items()}
    return spec


def _plain(row: Mapping[str, object]) -> dict[str, object]:
    """Numbers that are none become null, which JSON knows and Vega leaves out."""
    return {key: None if isinstance(x, float) and not isfinite(x) else x for key, x in row.items()}


def day_axis(title: str | None = None) -> alt.Axis:
    """Make a calendar axis with few, short labels."""
    return alt.Axis(title=title, format="%-d %b", labelOverlap=True, grid=False, tickCount=8)


def percent_axis(title: str | None = None, **more: Any) -> alt.Axis:
    """Make an axis of shares written as percentages."""
    return alt.Axis(title=title, format=".0%", tickCount=5, **more)


def point_axis(title: str | None = None, **more: Any) -> alt.Axis:
    """Make an axis of percentage points with signs."""
    return alt.Axis(
        title=title,
        labelExpr="(datum.value > 0 ? '+' : datum.value < 0 ? '−' : '') + format(abs(datum.value) * 100, '.0f')",
        tickCount=6,
        # Labels are whole points, so ticks are too.
        tickMinStep=0.01,
        **more,
    )


def signed_axis(title: str | None = None) -> alt.Axis:
    """Make an axis of plain numbers with signs."""
    label = "(datum.value > 0 ? '+' : datum.value < 0 ? '−' : '') + format(abs(datum.value), '.1f')"
    return alt.Axis(title=title, labelExpr=label, tickCount=8)


def row_axis(lines: int = 1) -> alt.Axis:
    """Make an axis of names, one a row, each on so many lines parted by line breaks."""
    plain: dict[str, Any] = {
        "title": None,
        "ticks": False,
        "domain": False,
        "grid": False,
        "labelPadding": 10,
    }
    if lines == 1:
        return alt.Axis(**plain)
    return alt.Axis(**plain, labelExpr="split(datum.label, '\\n')", labelLineHeight=14, labelBaseline="alphabetic")


def one_row_each(rows: Rows, field: str = "row") -> list[str]:
    """Give the names in the order in which they first occur."""
    return list(dict.fromkeys(str(r[field]) for r in rows))
