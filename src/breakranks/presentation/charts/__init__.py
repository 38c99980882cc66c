"""The charts of the report as Vega-Lite specifications, made with Altair."""

from breakranks.presentation.charts.base import EXPLANATION_COLOURS, SERIES, SHAPES, Spec
from breakranks.presentation.charts.curves import reliability, roc
from breakranks.presentation.charts.picture import signal_picture
from breakranks.presentation.charts.rows import bars, before_after, columns, differences, parts, skills
from breakranks.presentation.charts.time import band, heat, level, paths, stack

__all__ = [
    "EXPLANATION_COLOURS",
    "SERIES",
    "SHAPES",
    "Spec",
    "band",
    "bars",
    "before_after",
    "columns",
    "differences",
    "heat",
    "level",
    "parts",
    "paths",
    "reliability",
    "roc",
    "signal_picture",
    "skills",
    "stack",
]
