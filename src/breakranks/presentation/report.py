"""The report: one HTML file that needs no network."""

from breakranks.assessment.types import Assessment, EarlierDay, Reasons
from breakranks.presentation.findings import answers
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.page import page_html
from breakranks.presentation.sections import SECTIONS
from breakranks.presentation.summary import summary


def report_html(assessment: Assessment, reasons: Reasons | None = None, earlier: EarlierDay | None = None) -> str:
    """Give the whole report as one HTML document that loads nothing from elsewhere.

    Without the reasons, the parts that need them are left out; without an earlier day, what moved since then.
    """
    look = Lookup(assessment, reasons, earlier)
    content = {
        "a": assessment,
        "evidence": assessment.evidence,
        "look": look,
        "summary": summary(look),
        "sections": [(section, section.content(look)) for section in SECTIONS],
        "answers": answers(look),
    }
    return page_html("report.html", assessment.provenance.version, content)
