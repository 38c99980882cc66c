"""Reads what was reported about an army; says how much control its command still has and what may follow."""

__version__ = "0.1.0"
