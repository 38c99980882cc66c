"""Scores the forecasts over history, and learns from it."""

from breakranks.scoring.calibrate import Taught, calibrate
from breakranks.scoring.learnt import write_learnt
from breakranks.scoring.score import score

__all__ = ["Taught", "calibrate", "score", "write_learnt"]
