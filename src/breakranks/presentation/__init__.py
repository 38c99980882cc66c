"""Shows an assessment, its reasons, and two days compared: on the terminal, as a report, as tables.

Names load on first use, so that the brief does not wait for what draws the report.
"""

from importlib import import_module
from typing import TYPE_CHECKING

__all__ = [
    "brief_markdown", "comparison_html", "comparison_json", "fragment_html", "frames", "print_brief",
    "print_comparison", "print_reasons", "report_html", "to_json", "write", "write_comparison",
]  # fmt: skip

_HOMES = {
    "brief_markdown": "markdown",
    "comparison_html": "comparison.page",
    "comparison_json": "comparison.files",
    "fragment_html": "fragment",
    "frames": "numbers",
    "print_brief": "brief",
    "print_comparison": "comparison.terminal",
    "print_reasons": "brief",
    "report_html": "report",
    "to_json": "document",
    "write": "folder",
    "write_comparison": "comparison.files",
}

if TYPE_CHECKING:
    from breakranks.presentation.brief import print_brief, print_reasons
    from breakranks.presentation.comparison.files import comparison_json, write_comparison
    from breakranks.presentation.comparison.page import comparison_html
    from breakranks.presentation.comparison.terminal import print_comparison
    from breakranks.presentation.document import to_json
    from breakranks.presentation.folder import write
    from breakranks.presentation.fragment import fragment_html
    from breakranks.presentation.markdown import brief_markdown
    from breakranks.presentation.numbers import frames
    from breakranks.presentation.report import report_html


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
