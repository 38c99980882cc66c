"""What every chart shares: Vega-Lite written as plain dictionaries, colours by name, data beside the specification.

Colours are CSS custom properties (`var(--stay)`), so that one picture serves light, dark and paper; the
script of the page moves them from SVG attributes into styles. Widths are set by the page. Days are calendar days:
Vega reads them as midnight in universal time, so every axis of days is one of universal time, and what a mark tells
when pointed at is written out as text.
"""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

Rows = Sequence[Mapping[str, object]]
Spec = dict[str, Any]

INK = "var(--ink)"
MUTED = "var(--muted)"
LINE = "var(--line)"
PAPER = "var(--paper)"
BASE = "var(--base)"
HEAT = "var(--heat)"

SERIES = tuple(f"var(--s{n})" for n in range(1, 7))
"""Colours for choices, in their order."""
PARTS = tuple(f"var(--z{n})" for n in range(1, 9))
"""Colours for parts of a whole, such as explanations and states, in their order."""
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-right")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [1, 3], [12, 3])
DAY_LABELS = {"format": "%-d %b", "labelOverlap": True, "labelSeparation": 3}
"""Days beside an axis: short, and as many as stand apart."""


def coloured(names: Sequence[str], colours: Sequence[str] = PARTS) -> dict[str, str]:
    """Give each name a colour; after the last colour comes the first again."""
    return {name: colours[n % len(colours)] for n, name in enumerate(names)}


def quantitative(field: str, **more: Any) -> Spec:
    """A number on a channel, such as a place along an axis."""
    return {"field": field, "type": "quantitative", **more}


def nominal(field: str, **more: Any) -> Spec:
    """A name on a channel, such as a row or a colour."""
    return {"field": field, "type": "nominal", **more}


def calendar(field: str = "day", **scale: Any) -> Spec:
    """Days along a channel, with few, short labels."""
    axis = {"title": None, "grid": False, "tickCount": 8, **DAY_LABELS}
    return {"field": field, "type": "temporal", "scale": {"type": "utc", **scale}, "axis": axis}


def by_name(field: str, values: Mapping[str, object]) -> Spec:
    """Colours, shapes or dashes by name, without a legend: the page has a key of its own."""
    return nominal(field, scale={"domain": list(values), "range": list(values.values())}, legend=None)


def tooltip(*fields: str) -> Spec | list[Spec]:
    """What a mark tells when pointed at: one text as it is, or several fields by name."""
    return nominal(fields[0]) if len(fields) == 1 else [nominal(field) for field in fields]


def mark(kind: str, encoding: Mapping[str, object], data: str = "rows", where: str | None = None, **style: Any) -> Spec:
    """One layer of a picture: its kind of mark, what is drawn from which field, and the rows it takes."""
    layer: Spec = {"data": {"name": data}, "mark": {"type": kind, **style}, "encoding": dict(encoding)}
    return layer | {"transform": [{"filter": where}]} if where else layer


def dots(encoding: Mapping[str, object], size: int, **style: Any) -> Spec:
    """A layer of filled points."""
    return mark("point", encoding, filled=True, size=size, opacity=1, **style)


def picture(rows: Rows, height: int, *layers: Spec, **more: Rows) -> Spec:
    """The specification of layers with their rows; further data sets by name in `more`."""
    datasets = {name: [_plain(row) for row in data] for name, data in {"rows": rows, **more}.items()}
    return {"height": height, "layer": list(layers), "datasets": datasets}


def _plain(row: Mapping[str, object]) -> dict[str, object]:
    """Numbers that are none become null, which JSON knows and Vega leaves out; four digits are enough to draw."""
    return {key: (round(x, 4) if isfinite(x) else None) if isinstance(x, float) else x for key, x in row.items()}


def percent_axis(title: str | None = None, **more: Any) -> Spec:
    """An axis of shares written as percentages."""
    return {"title": title, "format": ".0%", "tickCount": 5, **more}


def point_axis(title: str) -> Spec:
    """An axis of percentage points with signs."""
    # Labels are whole points, so ticks are too.
    return _signed_axis(title, "abs(datum.value) * 100, '.0f'", 6) | {"tickMinStep": 0.01}


def signed_axis(title: str) -> Spec:
    """An axis of plain numbers with signs."""
    return _signed_axis(title, "abs(datum.value), '.1f'", 8)


def _signed_axis(title: str, number: str, ticks: int) -> Spec:
    sign = "(datum.value > 0 ? '+' : datum.value < 0 ? '−' : '')"
    return {"title": title, "labelExpr": f"{sign} + format({number})", "tickCount": ticks}


def names(rows: Rows, lines: int = 1) -> Spec:
    """One row each down the side, in the order of the rows; each name on so many lines parted by line breaks."""
    axis: Spec = {"title": None, "ticks": False, "domain": False, "grid": False, "labelPadding": 10}
    if lines > 1:
        axis |= {"labelExpr": "split(datum.label, '\\n')", "labelLineHeight": 14, "labelBaseline": "alphabetic"}
    return nominal("row", sort=distinct(rows), axis=axis)


def distinct(rows: Rows, field: str = "row") -> list[str]:
    """The different names in a field, in the order in which they first occur."""
    return list(dict.fromkeys(str(r[field]) for r in rows))
