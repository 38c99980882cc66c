"""The report: one HTML file that needs no network."""

from breakranks.assessment.types import Assessment
from breakranks.presentation import words
from breakranks.presentation.findings import answers, bottom_line
from breakranks.presentation.lookup import Lookup
from breakranks.presentation.page import page_html
from breakranks.presentation.sections import SECTIONS


def report_html(assessment: Assessment) -> str:
    """Give the whole report as one HTML document that loads nothing from elsewhere."""
    look = Lookup(assessment)
    content = {
        "a": assessment,
        "evidence": assessment.evidence,
        "sections": [(section, section.content(look)) for section in SECTIONS],
        "bottom_line": bottom_line(look),
        "answers": answers(look),
        "leading": look.explanations[0],
        "leading_name": words.EXPLANATION_NAMES[look.explanations[0]],
        "risk": look.areas_by_risk[0] if look.areas_by_risk else None,
        "look": look,
    }
    return page_html("report.html", assessment.provenance.version, content)
