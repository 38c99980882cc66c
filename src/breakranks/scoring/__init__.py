"""Scores the forecasts over history, and learns from it."""

from breakranks.scoring.calibrate import Learnt, calibrate
from breakranks.scoring.learnt import write_learnt
from breakranks.scoring.score import score
from breakranks.scoring.types import Scores

__all__ = ["Learnt", "Scores", "calibrate", "score", "write_learnt"]
