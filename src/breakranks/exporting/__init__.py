"""A case → files that other programs open."""

from breakranks.exporting.export import FORMATS, export

__all__ = ["FORMATS", "export"]
