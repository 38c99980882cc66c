"""Worlds → futures: the same model run forward under every choice."""

from breakranks.futures.ahead import Futures, project
from breakranks.futures.effects import LeftOut, effects

__all__ = ["Futures", "LeftOut", "effects", "project"]
