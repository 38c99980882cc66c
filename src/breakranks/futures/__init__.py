"""Worlds → futures: the same model run forward under every choice."""

from breakranks.futures.ahead import Futures, project

__all__ = ["Futures", "project"]
