"""Shows an assessment to people: brief, report, files."""

from breakranks.presentation.brief import print_brief
from breakranks.presentation.datasets import to_datasets
from breakranks.presentation.document import to_json
from breakranks.presentation.folder import write
from breakranks.presentation.fragment import assessment_fragment
from breakranks.presentation.frames import frames
from breakranks.presentation.markdown import brief_markdown
from breakranks.presentation.report import report_html

__all__ = [
    "assessment_fragment",
    "brief_markdown",
    "frames",
    "print_brief",
    "report_html",
    "to_datasets",
    "to_json",
    "write",
]
