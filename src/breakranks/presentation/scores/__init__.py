"""Shows to people how good the forecasts were: terminal, page, files."""

from breakranks.presentation.scores.folder import write_scores
from breakranks.presentation.scores.learnt import print_learnt
from breakranks.presentation.scores.terminal import print_scores

__all__ = ["print_learnt", "print_scores", "write_scores"]
