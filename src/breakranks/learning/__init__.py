"""Past cases → what they teach: hazards fitted to daily rows, tables by counting."""

from breakranks.learning.learn import Lessons, Library

__all__ = ["Lessons", "Library"]
