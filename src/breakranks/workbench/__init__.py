"""The workbench: a case in the browser, served to this machine alone."""

from breakranks.workbench.server import serve

__all__ = ["serve"]
