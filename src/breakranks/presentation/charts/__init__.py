"""The charts of the report as Vega-Lite specifications."""

from breakranks.presentation.charts.base import SERIES, SHAPES, Spec, coloured
from breakranks.presentation.charts.curves import reliability, roc
from breakranks.presentation.charts.picture import signal_picture
from breakranks.presentation.charts.rows import bars, before_after, columns, differences, effects, parts, skills
from breakranks.presentation.charts.time import band, heat, level, paths, stack

__all__ = [
    "SERIES", "SHAPES", "Spec", "band", "bars", "before_after", "coloured", "columns", "differences",
    "effects", "heat", "level", "parts", "paths", "reliability", "roc", "signal_picture", "skills", "stack",
]  # fmt: skip
