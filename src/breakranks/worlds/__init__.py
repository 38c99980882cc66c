"""Posterior → worlds: drawn from it, and run 56 days under the choices of either side."""

from breakranks.worlds.luck import DAYS, Luck, draw_luck
from breakranks.worlds.run import chances_within, run_worlds
from breakranks.worlds.start import Start, coefficient_names, draw_start
from breakranks.worlds.types import NEVER, Worlds

__all__ = [
    "DAYS", "NEVER", "Luck", "Start", "Worlds", "chances_within", "coefficient_names", "draw_luck", "draw_start",
    "run_worlds",
]  # fmt: skip
